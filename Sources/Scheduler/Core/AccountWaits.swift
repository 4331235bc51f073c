import Domain

/// What an account waits for, by time. Plain numbers: every turn asks each account for them.
struct AccountWaits: Sendable {
  /// When something will be ready by itself; it may be earlier than what is left then.
  var nextReady: Instant?
  /// When the account is to be looked at, ahead of its next post; `nil` where it need not be.
  var checkAt: Instant?
  /// No post of it goes out before then: a limit is used up, or the network wants to be left alone.
  /// Its posts stay as they are in the queue, in their order.
  var postsHeldUntil: Instant?
  /// The same of missed posts, which go out one at a time.
  var missedHeldUntil: Instant?

  /// When the account has something to do by itself.
  var earliest: Instant? {
    earlier(earlier(nextReady, checkAt), earlier(postsHeldUntil, missedHeldUntil))
  }

  private func earlier(_ one: Instant?, _ other: Instant?) -> Instant? {
    guard let one, let other else { return one ?? other }
    return min(one, other)
  }
}
