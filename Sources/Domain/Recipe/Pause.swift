/// Why a run of a recipe stopped before its end. A closed list; the core switches over all of it.
package enum Pause: Error, Hashable, Sendable {
  /// This call must be made first.
  case call(PendingCall)
  /// Not before this instant.
  case wait(until: Instant)
  /// The platform is busy; ask the same question again after this wait.
  case poll(step: String, after: Duration)
  /// A person must supply this value (a pasted code, an app password, a choice).
  case input(InputRequest)
  /// A step failed in a way that is known to have made nothing.
  case refused(step: String, Refusal)
  /// A harmless or secret step had no readable outcome.
  case trouble(step: String, String)
  /// A visible step is in doubt, and this is what the platform says now.
  case doubt(step: String, Finding, rule: ResendRule, quiet: Duration)
  /// Start a new run, with new time and entropy.
  case restart(String)
  /// The journal does not fit the recipe: a broken invariant that parks the flow.
  case mismatch(String)
}

/// A call that a run needs, and what the core must know before it lets it go.
package struct PendingCall: Hashable, Sendable {
  /// Unique in the run.
  package var step: String
  package var kind: CallKind
  package var call: Call

  package init(step: String, kind: CallKind, call: Call) {
    self.step = step
    self.kind = kind
    self.call = call
  }
}

/// What a call can do to the world.
package enum CallKind: Hashable, Sendable {
  /// Nobody sees it and it may be repeated: an upload, a read.
  case harmless
  /// Spends something that exists once, such as a refresh token.
  case secret
  /// Can make this part of the post public.
  case visible(part: Int, matchKey: String)
  /// Sets the state of something that is public: the same words again, gone again. It is written
  /// down before it leaves, like a visible call, and may be repeated, because twice is once.
  case edit
  /// Asks the platform about a visible call in doubt; harmless, and goes first.
  case question

  package var callClass: CallClass {
    switch self {
    case .harmless, .question: .harmless
    case .secret: .secret
    case .visible: .visible
    case .edit: .edit
    }
  }
}

/// The stored form of `CallKind`.
package enum CallClass: Int, Hashable, Sendable, Codable, CaseIterable {
  case harmless = 0
  case secret = 1
  case visible = 2
  case edit = 3
}
