import Adapters
import Domain

/// What became of a call in a test, one after the other.
enum Scripted: Sendable {
  case answer(Answer)
  /// The call was sent, and nothing readable came back.
  case lost
  /// Not a byte of the call left.
  case notSent
  /// The process ended with the call under way; a visible one is in doubt at the next start.
  case crash
  /// The core decided that the step in doubt made nothing, and lets it go again.
  case believedAbsent
  /// The core's wait is over.
  case again
}

/// A run of a recipe against a list of answers: what the core and the shell do around it, without
/// either.
struct Replay<Value: Sendable> {
  /// Every call that was asked for, in order, repeats included.
  private(set) var sent: [PendingCall] = []
  private(set) var journal: [JournalEntry] = []
  /// How the run ended; `nil` only before the first run.
  private(set) var end: Result<Value, Pause>?
  private let world: ReplayWorld
  private let recipe: (inout Flow) throws(Pause) -> Value

  /// Runs until the recipe ends, or the script does.
  init(
    _ script: [Scripted], in world: ReplayWorld = .init(),
    _ recipe: @escaping (inout Flow) throws(Pause) -> Value
  ) {
    self.world = world
    self.recipe = recipe
    advance(.settle)
    for item in script { take(item) }
  }

  var value: Value? {
    guard case .success(let value) = end else { return nil }
    return value
  }

  var pause: Pause? {
    guard case .failure(let pause) = end else { return nil }
    return pause
  }

  var refusal: Refusal? {
    guard case .refused(_, let refusal) = pause else { return nil }
    return refusal
  }

  /// The value that the run waits for.
  var asked: InputRequest? {
    guard case .input(let request) = pause else { return nil }
    return request
  }

  var finding: Finding? {
    guard case .doubt(_, let finding, _, _) = pause else { return nil }
    return finding
  }

  /// When the call in doubt may be repeated, and how long negative readings prove nothing.
  var resend: (rule: ResendRule, quiet: Duration)? {
    guard case .doubt(_, _, let rule, let quiet) = pause else { return nil }
    return (rule, quiet)
  }

  /// The call that the run waits for.
  var next: PendingCall? {
    guard case .call(let call) = pause else { return nil }
    return call
  }

  var steps: [String] { sent.map(\.step) }

  /// What a run from the first `count` entries of the journal asks for.
  func restarted(after count: Int) -> PendingCall? {
    var flow = world.flow(Array(journal.prefix(count)), .proceed)
    do throws(Pause) {
      _ = try recipe(&flow)
      return nil
    } catch .call(let call) {
      return call
    } catch {
      return nil
    }
  }

  private mutating func advance(_ mode: Flow.Mode) {
    var flow = world.flow(journal, mode)
    do throws(Pause) {
      end = .success(try recipe(&flow))
    } catch {
      end = .failure(error)
    }
    if let next { sent.append(next) }
    // The wait of a poll is over at once.
    if case .poll = pause { advance(.proceed) }
  }

  private mutating func take(_ item: Scripted) {
    switch item {
    case .again: advance(.proceed)
    case .believedAbsent:
      guard let index = journal.firstIndex(where: { $0.callClass == .visible && $0.isInDoubt })
      else { preconditionFailure("nothing is in doubt at \(String(describing: end))") }
      journal[index].state = .absent(.read)
      advance(.proceed)
    case .answer, .lost, .notSent, .crash:
      guard let next else {
        preconditionFailure("no call is asked for: \(String(describing: end))")
      }
      record(next, item)
      advance(.settle)
    }
  }

  private mutating func record(_ call: PendingCall, _ item: Scripted) {
    let state: JournalEntry.State =
      switch item {
      case .answer(let answer): .answered(world.sealed(answer, call))
      case .notSent: .notSent("refused")
      case .crash where call.kind.callClass != .visible: .intent
      default: .unknown("cut off")
      }
    let earlier = journal.first { $0.step == call.step }?.attempt ?? 0
    journal.removeAll { $0.step == call.step }
    var part = 0
    if case .visible(let number, _) = call.kind { part = number }
    journal.append(
      JournalEntry(
        step: call.step, attempt: earlier + 1, callClass: call.kind.callClass, part: part,
        callHash: [], at: world.now, platformDate: world.platformDate, state: state))
  }
}

extension JournalEntry {
  fileprivate var isInDoubt: Bool {
    switch state {
    case .unknown, .answered, .intent: true
    case .notSent, .present, .absent: false
    }
  }
}

/// What is around a run: its time, its entropy, what a person typed.
struct ReplayWorld {
  var startedAt = Instant(milliseconds: 1_795_132_800_000)  // 2026-11-20T00:00:00Z
  var due: Instant?
  var now = Instant(milliseconds: 1_795_132_805_000)
  /// What the platform's clock shows while calls are written down.
  var platformDate: Instant?
  var entropy: [UInt8] = Array(0..<32)
  var inputs: [String: FlowInput] = [:]
  var claimed: [String] = []
  var reading = 0

  func flow(_ journal: [JournalEntry], _ mode: Flow.Mode) -> Flow {
    Flow(
      startedAt: startedAt, due: due ?? startedAt, entropy: entropy, inputs: inputs,
      journal: journal, now: now, mode: mode, reading: reading, claimed: claimed)
  }

  /// Does what the shell does with an answer for the vault.
  ///
  /// `jwt:SECONDS` stands for a token that ends then.
  func sealed(_ answer: Answer, _ call: PendingCall) -> Answer {
    guard case .vault(let fields, let headers, _) = call.call.destination else { return answer }
    var answer = answer
    for index in answer.headers.indices where headers.contains(answer.headers[index].name) {
      let field = "header." + answer.headers[index].name
      answer.headers[index].value =
        SecretKey.vault(flow: FlowID(7), run: 1, step: call.step, field: field).text
    }
    guard let body = answer.json, body.object != nil else { return answer }
    answer.body = .bytes(
      fields.reduce(body) { sealed($0, $1.split(separator: ".")[...], $1, call.step) }.bytes)
    return answer
  }

  /// Each member or element that is not the exception behind `*!`.
  private func sealedAll(
    _ json: JSON, _ path: ArraySlice<Substring>, _ field: String, _ step: String
  ) -> JSON {
    let star = String(path[path.startIndex])
    let exception = star.dropFirst(2)
    func names(_ name: String) -> (ArraySlice<Substring>, String) {
      ([Substring(name)] + path.dropFirst(), field.replacing(star, with: name))
    }
    var json = json
    for name in json.object?.keys.sorted() ?? [] where name != exception {
      let (path, field) = names(name)
      json = sealed(json, path, field, step)
    }
    for (index, element) in (json.array ?? []).enumerated()
    where element["name"]?.string ?? "" != exception {
      let (path, field) = names(String(index))
      json = sealed(json, path, field, step)
    }
    return json
  }

  private func sealed(
    _ json: JSON, _ path: ArraySlice<Substring>, _ field: String, _ step: String
  ) -> JSON {
    guard let name = path.first.map(String.init) else { return json }
    if name.hasPrefix("*") { return sealedAll(json, path, field, step) }
    if case .array(var elements) = json, let index = Int(name), elements.indices.contains(index) {
      elements[index] = sealed(elements[index], path.dropFirst(), field, step)
      return .array(elements)
    }
    guard case .object(var members) = json, let member = members[name] else { return json }
    if path.count > 1 {
      members[name] = sealed(member, path.dropFirst(), field, step)
    } else if let value = member.string {
      let key = SecretKey.vault(flow: FlowID(7), run: 1, step: step, field: field)
      var sealed: [String: JSON] = ["$secret": .string(key.text)]
      if value.hasPrefix("jwt:"), let end = Int64(value.dropFirst(4)) {
        sealed["expires"] = .integer(end)
      }
      members[name] = .object(sealed)
    }
    return .object(members)
  }
}
