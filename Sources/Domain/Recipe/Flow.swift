/// One run of a recipe against its journal.
///
/// The recipe is run from its first line each time something new is known. A call that the journal
/// already answers returns that answer; the first one that it does not answer ends the run by
/// throwing what it needs. So a recipe has no state, no clock and no socket, and a crash anywhere
/// resumes at the exact call.
package struct Flow: Sendable {
  /// When the run started. With `entropy` the only source of anything that is not content.
  package let startedAt: Instant
  /// When the post is due; for flows without a post, when the run started.
  package let due: Instant
  /// 32 bytes of randomness, fixed at the start of the run.
  package let entropy: [UInt8]
  /// Values that a person or the shell supplied.
  package let inputs: [String: FlowInput]

  /// The parts that the run passed as public, in order.
  package private(set) var published: [PublishedPart] = []
  /// What the run found out about steps in doubt, for the core to write down.
  package private(set) var resolutions: [Resolution] = []

  /// What the platform's servers, and what is known of their clocks, may differ by.
  private static let clockTolerance = Duration.seconds(300)

  /// Before a call is sent again that the run can do without.
  private static let pauseBetweenTries = Duration.seconds(10)

  private let now: Instant
  private let mode: Mode
  private let reading: Int
  private let claimed: Set<String>
  /// No visible call of the run can have made anything so far.
  private let mayStartAfresh: Bool
  private let entries: [String: JournalEntry]
  private var used: Set<String> = []
  private var questionPrefix: String?
  private var questioned: JournalEntry?
  private var partPrefix = ""
  private var questionKind = CallKind.question

  /// - Parameters:
  ///   - now: the time of the event; used for `validFor` only.
  ///   - reading: the number of the current question about a step in doubt; each has names of its
  ///     own, so that a later reading does not replay an earlier one.
  ///   - claimed: remote ids of the account that belong to other deliveries; a reading about a step
  ///     in doubt must not take one of them for its own.
  package init(
    startedAt: Instant, due: Instant, entropy: [UInt8], inputs: [String: FlowInput] = [:],
    journal: [JournalEntry], now: Instant, mode: Mode, reading: Int = 0, claimed: [String] = []
  ) {
    self.startedAt = startedAt
    self.due = due
    self.entropy = entropy
    self.inputs = inputs
    self.now = now
    self.mode = mode
    self.reading = reading
    self.claimed = Set(claimed)
    mayStartAfresh = journal.allSatisfy { $0.callClass != .visible || $0.isKnownToHaveMadeNothing }
    entries = Dictionary(journal.map { ($0.step, $0) }, uniquingKeysWith: { _, last in last })
  }

  /// Why the recipe is run.
  package enum Mode: Hashable, Sendable {
    /// An outcome was just recorded: say what it means, and do not ask for the same call again.
    case settle
    /// A wait is over: a step without a value is asked for again, as its next attempt.
    case proceed
  }

  /// The time that a post should carry: its due time, or the start of the run if that is later.
  package var stamp: Instant { max(startedAt, due) }

  /// In a question: what the platform made before this moment of its own clock was not made by the
  /// call in question.
  ///
  /// Our clock may have been set since the call was sent, so that its time tells nothing.
  package var earliest: Instant {
    (questioned?.platformDate ?? startedAt) - Flow.clockTolerance
  }

  /// In a question: what the platform answered to the call in question, where it said something
  /// that settles nothing yet, such as the name by which it can be asked; `nil` for a lost answer.
  package var questionedAnswer: Answer? {
    guard case .answered(let answer) = questioned?.state else { return nil }
    return answer
  }

  /// A call that nobody sees and that may be repeated.
  package mutating func call<Value>(
    _ step: String, _ exchange: Exchange<Value>
  ) throws(Pause) -> Value {
    let kind: CallKind = questionPrefix == nil ? .harmless : questionKind
    return try perform((questionPrefix ?? partPrefix) + step, kind, exchange)
  }

  /// A call that sets the state of something that is public; sent again, it changes nothing.
  package mutating func change<Value>(
    _ step: String, _ exchange: Exchange<Value>
  ) throws(Pause) -> Value {
    try perform(partPrefix + step, .edit, exchange)
  }

  /// From here on the run is about this part of a thread: its steps have names of their own.
  package mutating func begin(part: Int) {
    partPrefix = part == 0 ? "" : "part-\(part)/"
  }

  /// A call that the run can do without: where it has no good answer, the run goes on with
  /// `fallback`.
  ///
  /// - Parameter tries: how often it is sent while something in between fails that may pass; what
  ///   the platform turns down is not asked for again.
  package mutating func call<Value>(
    _ step: String, _ exchange: Exchange<Value>, otherwise fallback: Value, tries: Int = 1
  ) throws(Pause) -> Value {
    precondition(questionPrefix == nil, "a question of doubt takes no fallback")
    guard let entry = try enter(step, .harmless) else { throw pending(step, .harmless, exchange) }
    switch entry.state {
    case .intent: throw pending(step, .harmless, exchange)
    case .answered(let answer):
      switch exchange.read(answer) {
      case .value(let value): return value
      case .refused(let refusal) where refusal.kind == .tokenExpired && entry.attempt < tries:
        guard mode == .proceed else { throw .refused(step: step, refusal) }
      case .refused(let refusal) where refusal.kind != .transient: return fallback
      case .pending, .refused, .unknown: break
      }
    case .notSent, .unknown: break
    case .present, .absent: throw .mismatch("\(step) is not a visible call")
    }
    guard entry.attempt < tries else { return fallback }
    // Its failures are not the post's, which has attempts of its own.
    throw mode == .proceed
      ? pending(step, .harmless, exchange) : .poll(step: step, after: Flow.pauseBetweenTries)
  }

  /// A call that spends something that exists once; at most one per account is under way.
  package mutating func spend<Value>(
    _ step: String, _ exchange: Exchange<Value>
  ) throws(Pause) -> Value {
    try perform(step, .secret, exchange)
  }

  /// A call that can make `part` of the post public. It is repeated only on evidence that the
  /// earlier one made nothing.
  package mutating func publish(
    _ step: String, part: Int, _ exchange: Exchange<Remote>, onDoubt doubt: Doubt
  ) throws(Pause) -> Remote {
    var pending: Pause {
      self.pending(step, .visible(part: part, matchKey: doubt.matchKey()), exchange)
    }
    guard let entry = try enter(step, .visible) else { throw pending }
    switch entry.state {
    case .present(let remote, let evidence): return note(remote, part, evidence)
    case .absent, .notSent:
      guard mode == .proceed else {
        throw Pause.refused(
          step: step,
          Refusal(.transient, code: "not-sent", message: "the call is known to have made nothing"))
      }
      throw pending
    case .intent: throw Pause.mismatch("\(step) is still under way")
    case .unknown: return try question(step, part, doubt)
    case .answered(let answer):
      switch exchange.read(answer) {
      case .value(let remote): return note(remote, part, .answer)
      case .refused(let refusal) where refusal.kind == .duplicate && entry.attempt > 1:
        // What the platform has already may be what an earlier attempt made; another would only be
        // refused again, or double it when the platform has forgotten.
        var known = doubt
        if known.rule != .never { known.rule = .onWord }
        return try question(step, part, known)
      case .refused(let refusal):
        guard mode == .proceed, refusal.canBeRepeated else {
          throw Pause.refused(step: step, refusal)
        }
        throw pending
      case .pending: return try question(step, part, doubt, .confirmation)
      case .unknown: return try question(step, part, doubt)
      }
    }
  }

  /// A file that goes out in pieces: one step, whose entry every piece replaces. The latest answer
  /// says how far the server is; where there is none, because a piece was lost or the process
  /// ended, the server is asked before anything more is sent.
  package mutating func upload<Value>(
    _ step: String, _ upload: ChunkedUpload<Value>
  ) throws(Pause) -> Value {
    precondition(questionPrefix == nil, "a question of doubt uploads nothing")
    guard let entry = try enter(step, .harmless) else { throw pending(step, upload.piece(0)) }
    let goesOn = mode == .proceed
    switch entry.state {
    case .intent: throw pending(step, upload.progress)
    case .present, .absent: throw .mismatch("\(step) is not a visible call")
    case .notSent(let reason), .unknown(let reason):
      throw goesOn ? pending(step, upload.progress) : .trouble(step: step, reason)
    case .answered(let answer):
      switch upload.read(answer) {
      case .value(.complete(let value)): return value
      case .value(.stored(let bytes)):
        guard goesOn || entry.attempt <= upload.attemptsMax else {
          throw .trouble(step: step, "the upload does not get on")
        }
        throw pending(step, upload.piece(bytes))
      case .pending(let wait):
        throw goesOn ? pending(step, upload.progress) : .poll(step: step, after: wait)
      case .refused(let refusal):
        throw goesOn && refusal.canBeRepeated
          ? pending(step, upload.progress) : .refused(step: step, refusal)
      case .unknown:
        throw goesOn
          ? pending(step, upload.progress)
          : .trouble(step: step, "unexpected answer \(answer.status)")
      }
    }
  }

  /// Notes where people find a part that is out, on platforms that say so afterwards only.
  package mutating func locate(part: Int, at url: String?) {
    guard let url, let index = published.firstIndex(where: { $0.part == part }) else { return }
    published[index].remote.url = url
  }

  /// Whether the network's `id` already belongs to another delivery of the account.
  package func isClaimed(_ id: String) -> Bool { claimed.contains(id) }

  /// A value from outside the flow; the run waits until somebody supplies it.
  package mutating func input(_ name: String, prompt: String) throws(Pause) -> FlowInput {
    guard let value = inputs[name] else { throw .input(InputRequest(name: name, prompt: prompt)) }
    return value
  }

  /// One of `options`, by its value. A person chooses; where there is one only, nobody is asked.
  ///
  /// - Parameter options: at least one; a recipe that finds none says so itself.
  package mutating func choose(
    _ name: String, prompt: String, _ options: [InputOption]
  ) throws(Pause) -> String {
    precondition(!options.isEmpty, "nothing to choose \(name) from")
    if options.count == 1 { return options[0].value }
    guard let chosen = inputs[name]?.text, options.contains(where: { $0.value == chosen }) else {
      throw .input(InputRequest(name: name, prompt: prompt, options: options))
    }
    return chosen
  }

  /// Ends the run until `instant`.
  package func wait(until instant: Instant) throws(Pause) {
    guard now >= instant else { throw .wait(until: instant) }
  }

  /// Ends the run for good: the content or the account cannot be used as it is.
  package func refuse(_ kind: Refusal.Kind, code: String, _ message: String) -> Pause {
    .refused(step: "", Refusal(kind, code: code, message: message))
  }
}

extension Flow {
  private mutating func perform<Value>(
    _ step: String, _ kind: CallKind, _ exchange: Exchange<Value>
  ) throws(Pause) -> Value {
    guard let entry = try enter(step, kind.callClass) else {
      throw pending(step, kind, exchange)
    }
    switch entry.state {
    case .answered(let answer):
      return try value(of: exchange, from: answer, entry, kind)
    case .notSent(let reason), .unknown(let reason):
      guard mode == .proceed else { throw Pause.trouble(step: step, reason) }
      throw pending(step, kind, exchange)
    case .intent:
      // A harmless or secret call of an earlier boot: its outcome never came.
      throw pending(step, kind, exchange)
    case .present, .absent:
      throw Pause.mismatch("\(step) is not a visible call")
    }
  }

  private func value<Value>(
    of exchange: Exchange<Value>, from answer: Answer, _ entry: JournalEntry, _ kind: CallKind
  ) throws(Pause) -> Value {
    switch exchange.read(answer) {
    case .value(let value):
      if let validFor = exchange.validFor, mayStartAfresh, now - answer.at > validFor {
        throw .restart("the answer to \(entry.step) is too old")
      }
      return value
    case .pending(let wait):
      guard mode == .proceed else { throw .poll(step: entry.step, after: wait) }
      throw pending(entry.step, kind, exchange)
    case .refused(let refusal):
      guard mode == .proceed, refusal.canBeRepeated else {
        throw .refused(step: entry.step, refusal)
      }
      throw pending(entry.step, kind, exchange)
    case .unknown:
      guard mode == .proceed else {
        throw .trouble(step: entry.step, "unexpected answer \(answer.status)")
      }
      throw pending(entry.step, kind, exchange)
    }
  }

  private mutating func question(
    _ step: String, _ part: Int, _ doubt: Doubt, _ kind: CallKind = .question
  ) throws(Pause) -> Remote {
    questionKind = kind
    questionPrefix = "\(step)?\(reading)/"
    questioned = entries[step]
    let finding = try doubt.ask(&self)
    questionPrefix = nil
    questioned = nil
    guard case .present(let remote) = finding else {
      throw .doubt(step: step, finding, rule: doubt.rule, quiet: doubt.quiet)
    }
    resolutions.append(Resolution(step: step, remote: remote))
    return note(remote, part, .read)
  }

  private mutating func note(_ remote: Remote, _ part: Int, _ evidence: Evidence) -> Remote {
    published.append(PublishedPart(part: part, remote: remote, evidence: evidence))
    return remote
  }

  /// The journal's entry, after checking that it belongs to this call.
  private mutating func enter(
    _ step: String, _ callClass: CallClass
  ) throws(Pause) -> JournalEntry? {
    guard used.insert(step).inserted else { throw .mismatch("two calls are named \(step)") }
    guard let entry = entries[step] else { return nil }
    guard entry.callClass == callClass else {
      throw .mismatch("\(step) changed its class")
    }
    return entry
  }

  private func pending<Value>(
    _ step: String, _ kind: CallKind, _ exchange: Exchange<Value>
  ) -> Pause {
    .call(PendingCall(step: step, kind: kind, call: exchange.call))
  }

  private func pending(_ step: String, _ call: Call) -> Pause {
    .call(PendingCall(step: step, kind: .harmless, call: call))
  }
}

/// A visible step in doubt that a reading found to be public.
package struct Resolution: Hashable, Sendable {
  package var step: String
  package var remote: Remote

  package init(step: String, remote: Remote) {
    self.step = step
    self.remote = remote
  }
}

extension Refusal {
  /// Whether the same call may succeed later without anything else changing.
  package var canBeRepeated: Bool {
    switch kind {
    case .transient, .throttled, .tokenExpired, .signIn, .permission, .accountBlocked: true
    case .content, .duplicate, .gone, .conflict: false
    }
  }
}

/// A value that a flow got from outside.
package enum FlowInput: Hashable, Sendable, Codable {
  case text(String)
  case secret(SecretKey)

  package var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }

  package var secret: SecretKey? {
    guard case .secret(let key) = self else { return nil }
    return key
  }
}
