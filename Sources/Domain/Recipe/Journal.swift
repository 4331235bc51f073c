/// What is known about one call of a run: the latest attempt.
package struct JournalEntry: Hashable, Sendable {
  /// Grows with every call of the store; zero for one that is not stored.
  package var number: Int64 = 0
  package var step: String
  package var attempt: Int
  package var callClass: CallClass
  package var part: Int
  /// SHA-256 of the frozen call; a replay must ask for the same one.
  package var callHash: [UInt8]
  package var at: Instant
  /// The platform's clock when the first attempt was written down; `nil` when it was not known.
  package var platformDate: Instant?
  package var state: State
  /// What the outcome was judged to prove; `nil` before the judgement is stored.
  package var meaning: StepMeaning?

  package init(
    step: String, attempt: Int, callClass: CallClass, part: Int, callHash: [UInt8], at: Instant,
    platformDate: Instant? = nil, state: State, meaning: StepMeaning? = nil
  ) {
    self.step = step
    self.attempt = attempt
    self.callClass = callClass
    self.part = part
    self.callHash = callHash
    self.at = at
    self.platformDate = platformDate
    self.state = state
    self.meaning = meaning
  }

  /// What is known of the attempt.
  package enum State: Hashable, Sendable {
    /// Committed, and perhaps sent; no outcome yet.
    case intent
    case answered(Answer)
    case notSent(String)
    case unknown(String)
    /// A visible call whose outcome was unknown, found later.
    case present(Remote, Evidence)
    case absent(Evidence)
  }
}

extension JournalEntry {
  /// Positive knowledge that the call made nothing.
  package var isKnownToHaveMadeNothing: Bool {
    switch state {
    case .notSent, .absent: true
    case .answered: meaning == .refused
    case .intent, .unknown, .present: false
    }
  }
}

/// On whose word something is known.
package enum Evidence: String, Hashable, Sendable, Codable {
  /// The answer to the call itself.
  case answer
  /// A later read of the platform.
  case read
  /// A person.
  case person
}
