import Domain

/// The core's own limits and delays. Each has a reason; none is hidden elsewhere.
package struct CoreSettings: Hashable, Sendable {
  /// Calls under way at once, over all platforms. Small boxes have little memory and few ports.
  package var inFlightMax = 64
  /// Of those, kept free for questions about calls in doubt: the way out of trouble must not wait
  /// behind it.
  package var inFlightReservedForSettling = 8
  /// Calls under way at once at one server, questions about calls in doubt aside: more would look
  /// like an attack to a small one.
  package var callsPerServerMax = 8
  /// Harmless calls under way at once for one account. One account has one connection's worth of
  /// patience at its server.
  package var harmlessPerAccountMax = 2
  /// A post that starts later than this after its due time was missed, and is paced.
  package var missedAfter = Duration.seconds(120)
  /// The time between two missed posts of one account: a restart must not machine-gun a timeline.
  package var catchUpSpacing = Duration.seconds(300)
  /// A delivery whose outcome nobody could tell for this long needs a person.
  package var doubtLimit = Duration.seconds(86_400)
  /// Access tokens are renewed when less than this is left of them and a post needs them.
  package var refreshAhead = Duration.seconds(600)
  /// A token that was just renewed is not renewed again before this: a wrong clock, or a platform
  /// that takes no new token, must not be answered with a storm of renewals.
  package var betweenRenewals = Duration.seconds(60)
  /// A refresh token that works once, and whose use had no answer, is tried again when this much is
  /// left of the access token.
  package var lastRenewal = Duration.seconds(60)
  /// A sign-in that fails so often in a row, in some ten seconds, is given up and says why: a
  /// person waits for it.
  package var signInTries = 5
  /// A network that could not be asked to end a sign-in for this long is not asked any more: a
  /// person waits, and tokens that shall be forgotten must not stay.
  package var revokeWithin = Duration.seconds(20)
  /// Accounts are asked for their health and limits this often.
  package var probeEvery = Duration.seconds(86_400)
  /// An account is asked this long before its next post, so that a person has time to sign in
  /// again. A token of two hours that is renewed then has more than half of its life left when the
  /// post is due, and is not renewed twice.
  package var checkAhead = Duration.seconds(2700)
  /// Later than this before a post nobody looks: the post itself tells as soon.
  package var checkLatest = Duration.seconds(300)
  /// An account that answered well within this time before need not be asked.
  package var heardWithin = Duration.seconds(6 * 3600)
  /// A post that is blocked looks again this often, in case nobody told it.
  package var blockedRecheck = Duration.seconds(300)
  /// On a full disk a sign-in or renewal looks again this often; blocked posts wait for the news.
  package var diskRecheck = Duration.seconds(10)

  package init() {}
}
