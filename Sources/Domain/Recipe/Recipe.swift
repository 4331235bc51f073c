/// How one platform publishes: a pure, synchronous function that reads top to bottom like the
/// platform's own documentation.
///
/// No clock, no randomness, no I/O and no state: everything comes in with the arguments and leaves
/// through the result or the pause.
package protocol Recipe: Sendable {
  /// What the platform is and allows.
  var profile: PlatformProfile { get }

  /// Publishes `content`, or throws what it needs next.
  func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication

  /// What is wrong with `content` before anything is sent; empty when it can be published.
  ///
  /// - Parameter account: `server` may be `null` while the account is not connected; the
  ///   platform's documented defaults count then.
  func problems(with content: Content, for account: AccountFacts) -> [ContentProblem]

  /// What the headers of any answer of the platform say about its limits.
  func limits(in answer: Answer) -> [LimitReading]

  /// What publishing `content` takes from limits that are worth planning with: those of hours and
  /// days, and money. The calls name their costs themselves.
  func costs(of content: Content, for account: AccountFacts) -> [Call.Cost]
}

extension Recipe {
  package func costs(of content: Content, for account: AccountFacts) -> [Call.Cost] { [] }
}

/// A platform on which an account signs in.
package protocol SignInRecipe: Recipe {
  /// Signs in, asking for what it needs through `flow.input`.
  func connect(_ account: AccountFacts, with flow: inout Flow) throws(Pause) -> Grant
}

/// A platform whose accounts need other scopes than the profile's, depending on their settings.
package protocol ScopeRecipe: Recipe {
  /// The scopes that an account with these settings needs, as the platform writes them.
  func scopes(for settings: [String: String]) -> [String]
}

extension Recipe {
  /// The scopes that an account with these settings needs.
  package func neededScopes(for settings: [String: String]) -> [String] {
    (self as? any ScopeRecipe)?.scopes(for: settings) ?? profile.scopes
  }
}

/// A platform that fetches files of posts from an address instead of taking them.
package protocol FetchingRecipe: Recipe {
  /// Whether it fetches files of that kind for an account with these settings.
  func fetches(_ kind: MediaKind, for settings: [String: String]) -> Bool
}

/// A platform whose access tokens end and can be renewed without a person.
package protocol RefreshRecipe: Recipe {
  func refresh(_ account: AccountFacts, with flow: inout Flow) throws(Pause) -> Grant
}

/// A platform at which a sign-in can be ended.
package protocol RevokeRecipe: Recipe {
  /// Ends every token of the account at the network. One that the network does not take any more
  /// counts as ended; a refusal means that it lives on, or may.
  func revoke(_ account: AccountFacts, with flow: inout Flow) throws(Pause)
}

/// A platform that can be asked whether the account works and what its server allows.
package protocol ProbeRecipe: Recipe {
  /// The server's facts, to be kept as `AccountFacts.server`.
  func probe(_ account: AccountFacts, with flow: inout Flow) throws(Pause) -> JSON
}

/// A platform whose web addresses hold the id of the post that they show.
package protocol AddressRecipe: Recipe {
  /// The post that a person sees at `address`; `nil` when that is no post of this account.
  func remote(at address: String, of account: AccountFacts) -> Remote?
}

/// A platform from which a published post can be taken away again.
package protocol DeleteRecipe: Recipe {
  func delete(_ remote: Remote, as account: AccountFacts, with flow: inout Flow) throws(Pause)
}

/// A platform that edits published posts.
package protocol EditRecipe: Recipe {
  func edit(
    _ remote: Remote, to content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause)
}

/// A platform for which a text that is too long can be shortened.
package protocol FittingRecipe: Recipe {
  /// `content` with every text that is too long cut where a word ends, an ellipsis behind it, so
  /// that it fits as the platform counts. Links and the hashtags at a text's end stay. What
  /// cannot be made to fit stays as it is.
  func fitted(_ content: Content, for account: AccountFacts) -> Content
}

/// Something in a post that a platform does not take.
package struct ContentProblem: Hashable, Sendable {
  package var severity: Severity
  package var field: Field
  /// What is wrong, such as `312 of 280 characters (links count 23)`.
  package var message: String
  /// What to do about it.
  package var hint: String?
  /// By how much a text is too long, as the platform counts; `nil` for any other problem.
  package var excess: Int?

  package init(_ severity: Severity, _ field: Field, _ message: String, hint: String? = nil) {
    self.severity = severity
    self.field = field
    self.message = message
    self.hint = hint
  }

  /// A text that is too long.
  package init(_ severity: Severity, _ field: Field, _ message: String, excess: Int) {
    self.init(severity, field, message, hint: "shorten by \(excess)")
    self.excess = excess
  }

  /// Whether the post can go out in spite of it.
  package enum Severity: Hashable, Sendable { case error, warning }

  /// Where in the content; Config turns it into a line and column.
  package enum Field: Hashable, Sendable {
    case text(part: Int)
    case link(part: Int)
    case media(part: Int, index: Int)
    case poll(part: Int)
    case thread
    case warning
    case visibility
    case language
    case tags
    case option(String)
  }
}
