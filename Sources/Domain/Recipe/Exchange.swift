/// A call and how its answers are read. `read` is an allow-list: what it does not recognise is
/// `.unknown`, and never a failure.
package struct Exchange<Value: Sendable>: Sendable {
  package var call: Call
  package var read: @Sendable (Answer) -> Reading<Value>
  /// How long a journaled value may be used; after that the run starts afresh, unless one of its
  /// visible calls may already have made something.
  package var validFor: Duration?

  package init(
    _ call: Call, validFor: Duration? = nil,
    read: @escaping @Sendable (Answer) -> Reading<Value>
  ) {
    self.call = call
    self.validFor = validFor
    self.read = read
  }
}

/// What an answer means.
package enum Reading<Value: Sendable>: Sendable {
  case value(Value)
  /// The platform is still busy with it; ask again after this wait.
  case pending(Duration)
  /// An answer that is known to mean that nothing was created.
  case refused(Refusal)
  /// Not on the list.
  case unknown
}

extension Reading: Equatable where Value: Equatable {}

/// An answer that is known to mean that nothing was created.
package struct Refusal: Error, Hashable, Sendable, Codable {
  package var kind: Kind
  /// What the platform called it, such as `422` or `InvalidRequest`.
  package var code: String
  /// The platform's words or ours, for people.
  package var message: String

  package init(_ kind: Kind, code: String, message: String) {
    self.kind = kind
    self.code = code
    self.message = message
  }

  /// What follows from the failure.
  package enum Kind: Hashable, Sendable, Codable {
    /// Try again after a while; the wait grows with every try.
    case transient
    /// Too many calls; not before this long from the answer.
    case throttled(Duration?)
    /// The access token is over; refresh it and go on.
    case tokenExpired
    /// A person must sign in again.
    case signIn
    /// The sign-in lacks this permission.
    case permission
    /// The network suspended or closed the account.
    case accountBlocked
    /// The platform will never take this content.
    case content
    /// The platform says that it has it already.
    case duplicate
    /// What the call names does not exist (any more).
    case gone
    /// The conditions changed in between; start the run afresh.
    case conflict
  }
}

/// What became of a visible call: the network's name for what is now public.
package struct Remote: Hashable, Sendable, Codable {
  package var id: String
  package var url: String?
  /// What a later call of the run needs, such as a content id.
  package var extra: [String: String]

  package init(id: String, url: String? = nil, extra: [String: String] = [:]) {
    self.id = id
    self.url = url
    self.extra = extra
  }
}

/// What a recipe knows about a visible call whose outcome is unknown.
package struct Doubt: Sendable {
  package var rule: ResendRule
  /// How long the platform may still act on the call after we gave up, and its reads lag.
  /// Readings before that prove nothing when they are negative.
  package var quiet: Duration
  /// Equal keys on one account cannot be told apart by reading; no visible call starts while one
  /// with an equal key is in doubt. Worked out only when the call is asked for.
  package var matchKey: @Sendable () -> String
  /// The question, in read-only calls.
  package var ask: @Sendable (inout Flow) throws(Pause) -> Finding

  package init(
    rule: ResendRule, quiet: Duration, matchKey: @escaping @autoclosure @Sendable () -> String,
    ask: @escaping @Sendable (inout Flow) throws(Pause) -> Finding
  ) {
    self.rule = rule
    self.quiet = quiet
    self.matchKey = matchKey
    self.ask = ask
  }
}

/// When a visible call in doubt may be sent again.
package enum ResendRule: Hashable, Sendable, Codable {
  /// The platform makes the call idempotent for the same object, at any age.
  case always
  /// A key makes it idempotent for this long after the first sending (platform's clock); later as
  /// `ifAllowed`.
  case keyed(Duration)
  /// Only two separated negative readings after the quiet time, and only where the account's owner
  /// opted in with `on_doubt: resend`.
  case ifAllowed
  /// Two separated negative readings after the quiet time, and then on a person's word only.
  case onWord
  /// The platform cannot be asked; a person decides.
  case never
}

/// The answer to the question of doubt.
package enum Finding: Hashable, Sendable {
  case present(Remote)
  /// Not to be seen; proves something only after the quiet time, and twice.
  case absent
  /// The platform says that it was never published and never will be.
  case never
  /// The platform took the call and turned its content down afterwards: nothing is public, and
  /// sending the same call again would not help.
  case turnedDown(Refusal)
  /// No verdict now.
  case unclear(String)
}
