import Domain
import Testing

@Suite("Flows: a recipe run against its journal")
struct FlowTests {
  private let now = Instant(milliseconds: 1_000_000)

  private func flow(
    _ journal: [JournalEntry] = [], _ mode: Flow.Mode = .proceed, inputs: [String: FlowInput] = [:],
    reading: Int = 0
  ) -> Flow {
    Flow(
      startedAt: now, due: now - .seconds(60), entropy: [], inputs: inputs, journal: journal,
      now: now, mode: mode, reading: reading)
  }

  private func entry(
    _ step: String, _ state: JournalEntry.State, _ callClass: CallClass = .harmless
  ) -> JournalEntry {
    JournalEntry(
      step: step, attempt: 1, callClass: callClass, part: 0, callHash: [], at: now, state: state)
  }

  private func answer(_ text: String, ageSeconds: Int = 0) -> JournalEntry.State {
    .answered(
      Answer(status: 200, body: .bytes(Array(text.utf8)), at: now - .seconds(ageSeconds)))
  }

  /// Reads the body: `busy`, `no`, `wait` and `?` mean what they say, all else is the value.
  private func exchange(_ name: String, validFor: Duration? = nil) -> Exchange<String> {
    Exchange(Call(.get, "https://example.org/" + name), validFor: validFor) { answer in
      switch answer.text {
      case "busy": .pending(.seconds(5))
      case "no": .refused(Refusal(.content, code: "422", message: "no"))
      case "wait": .refused(Refusal(.throttled(.seconds(9)), code: "429", message: "wait"))
      case "?": .unknown
      default: .value(answer.text)
      }
    }
  }

  private var visible: Exchange<Remote> {
    let inner = exchange("post")
    return Exchange(Call(.post, "https://example.org/post")) { answer in
      switch inner.read(answer) {
      case .value(let id): .value(Remote(id: id))
      case .pending(let wait): .pending(wait)
      case .refused(let refusal): .refused(refusal)
      case .unknown: .unknown
      }
    }
  }

  private func doubt(
    _ ask: @escaping @Sendable (inout Flow) throws(Pause) -> Finding = { _ throws(Pause) in .absent
    }
  ) -> Doubt {
    Doubt(rule: .ifAllowed, quiet: .seconds(60), matchKey: "key", ask: ask)
  }

  private func pause<Value>(_ body: () throws(Pause) -> Value) -> Pause? {
    do {
      _ = try body()
      return nil
    } catch {
      return error
    }
  }

  @Test("answers from the journal are replayed; the first new call ends the run")
  func replay() throws {
    var flow = flow([entry("one", answer("1"))])
    #expect(try flow.call("one", exchange("a")) == "1")
    let expected = PendingCall(
      step: "two", kind: .harmless, call: Call(.get, "https://example.org/b"))
    #expect(pause { () throws(Pause) in try flow.call("two", exchange("b")) } == .call(expected))
  }

  @Test("after an outcome a run says what it means; after a wait it asks again")
  func settleAndProceed() {
    let refusal = Refusal(.throttled(.seconds(9)), code: "429", message: "wait")
    let content = Refusal(.content, code: "422", message: "no")
    let table: [(JournalEntry.State, settle: Pause, repeats: Bool)] = [
      (answer("busy"), .poll(step: "s", after: .seconds(5)), true),
      (answer("wait"), .refused(step: "s", refusal), true),
      (answer("no"), .refused(step: "s", content), false),
      (answer("?"), .trouble(step: "s", "unexpected answer 200"), true),
      (.notSent("no route"), .trouble(step: "s", "no route"), true),
      (.unknown("cut"), .trouble(step: "s", "cut"), true),
    ]
    let call = PendingCall(step: "s", kind: .harmless, call: exchange("a").call)
    for (state, settle, repeats) in table {
      var first = flow([entry("s", state)], .settle)
      #expect(pause { () throws(Pause) in try first.call("s", exchange("a")) } == settle)
      var second = flow([entry("s", state)], .proceed)
      let again = pause { () throws(Pause) in try second.call("s", exchange("a")) }
      #expect(again == (repeats ? .call(call) : settle))
    }
  }

  @Test("a harmless call of an earlier boot is made again; a visible one never is")
  func intent() {
    var harmless = flow([entry("s", .intent)], .settle)
    let call = PendingCall(step: "s", kind: .harmless, call: exchange("a").call)
    #expect(pause { () throws(Pause) in try harmless.call("s", exchange("a")) } == .call(call))
    var published = flow([entry("s", .intent, .visible)])
    let result = pause { () throws(Pause) in
      try published.publish("s", part: 0, visible, onDoubt: doubt())
    }
    #expect(result == .mismatch("s is still under way"))
  }

  @Test("a visible call carries its class, key, rule and quiet time")
  func visibleCall() {
    var flow = flow()
    let expected = PendingCall(
      step: "s", kind: .visible(part: 2, matchKey: "key"),
      call: visible.call)
    let result = pause { () throws(Pause) in
      try flow.publish("s", part: 2, visible, onDoubt: doubt())
    }
    #expect(result == .call(expected))
  }

  @Test("a visible call without a readable outcome asks its question, and is never sent again")
  func doubtAsks() {
    for state in [.unknown("cut"), answer("?"), answer("busy")] {
      for mode in [Flow.Mode.settle, .proceed] {
        var flow = flow([entry("s", state, .visible)], mode)
        let result = pause { () throws(Pause) in
          try flow.publish("s", part: 0, visible, onDoubt: doubt())
        }
        #expect(
          result == .doubt(step: "s", .absent, rule: .ifAllowed, quiet: .seconds(60)))
      }
    }
  }

  @Test("calls of a question are named by step and reading, and go first")
  func questionNames() throws {
    let list = exchange("list")
    let question = doubt { flow throws(Pause) in
      .present(Remote(id: try flow.call("list", list)))
    }
    var first = flow([entry("s", .unknown("cut"), .visible)], reading: 3)
    let expected = PendingCall(step: "s?3/list", kind: .question, call: list.call)
    let asked = pause { () throws(Pause) in
      try first.publish("s", part: 0, visible, onDoubt: question)
    }
    #expect(asked == .call(expected))
    let journal = [entry("s", .unknown("cut"), .visible), entry("s?3/list", answer("77"))]
    var second = flow(journal, reading: 3)
    #expect(try second.publish("s", part: 0, visible, onDoubt: question) == Remote(id: "77"))
    #expect(second.resolutions.map(\.step) == ["s"])
    #expect(second.resolutions.map(\.remote) == [Remote(id: "77")])
    // Behind the question, names are plain again.
    let plain = pause { () throws(Pause) in try second.call("list", list) }
    #expect(plain == .call(PendingCall(step: "list", kind: .harmless, call: list.call)))
    // An answer to an earlier reading is no answer to this one.
    var third = flow(journal, reading: 4)
    let again = pause { () throws(Pause) in
      try third.publish("s", part: 0, visible, onDoubt: question)
    }
    #expect(again == .call(PendingCall(step: "s?4/list", kind: .question, call: list.call)))
  }

  @Test("a visible call proven absent may be made again, but only when the wait is over")
  func absent() {
    for state in [JournalEntry.State.absent(.read), .notSent("refused")] {
      var settle = flow([entry("s", state, .visible)], .settle)
      let first = pause { () throws(Pause) in
        try settle.publish("s", part: 0, visible, onDoubt: doubt())
      }
      guard case .refused(step: "s", let refusal)? = first else {
        Issue.record("\(String(describing: first))")
        continue
      }
      #expect(refusal.kind == .transient)
      var proceed = flow([entry("s", state, .visible)], .proceed)
      let second = pause { () throws(Pause) in
        try proceed.publish("s", part: 0, visible, onDoubt: doubt())
      }
      guard case .call? = second else {
        Issue.record("\(String(describing: second))")
        continue
      }
    }
  }

  @Test("a visible call that was found or answered is replayed with its result")
  func found() throws {
    let remote = Remote(id: "9", url: "https://example.org/9")
    var present = flow([entry("s", .present(remote, .person), .visible)])
    #expect(try present.publish("s", part: 0, visible, onDoubt: doubt()) == remote)
    var answered = flow([entry("s", answer("8"), .visible)], .settle)
    #expect(try answered.publish("s", part: 0, visible, onDoubt: doubt()) == Remote(id: "8"))
  }

  @Test("an answer that is too old starts a new run")
  func validFor() throws {
    let exchange = exchange("a", validFor: .seconds(60))
    var fresh = flow([entry("s", answer("v", ageSeconds: 60))])
    #expect(try fresh.call("s", exchange) == "v")
    var old = flow([entry("s", answer("v", ageSeconds: 61))])
    let result = pause { () throws(Pause) in try old.call("s", exchange) }
    #expect(result == .restart("the answer to s is too old"))
  }

  @Test("two calls with one name, and a call that changed its class, are broken invariants")
  func mismatch() throws {
    var twice = flow([entry("s", answer("v"))])
    #expect(try twice.call("s", exchange("a")) == "v")
    let second = pause { () throws(Pause) in try twice.call("s", exchange("a")) }
    #expect(second == .mismatch("two calls are named s"))
    var changed = flow([entry("s", answer("v"), .visible)])
    let third = pause { () throws(Pause) in try changed.call("s", exchange("a")) }
    #expect(third == .mismatch("s changed its class"))
    var secret = flow([entry("s", .absent(.read), .secret)])
    let fourth = pause { () throws(Pause) in try secret.spend("s", exchange("a")) }
    #expect(fourth == .mismatch("s is not a visible call"))
  }

  @Test("inputs and waits end the run until they are there")
  func inputs() throws {
    var without = flow()
    let result = pause { () throws(Pause) in try without.input("code", prompt: "The code") }
    #expect(result == .input(InputRequest(name: "code", prompt: "The code")))
    var with = flow(inputs: ["code": .text("abc"), "password": .secret(SecretKey("vault:x"))])
    #expect(try with.input("code", prompt: "").text == "abc")
    #expect(try with.input("password", prompt: "").secret == SecretKey("vault:x"))
    #expect(pause { () throws(Pause) in try with.wait(until: now) } == nil)
    let later = now + .milliseconds(1)
    #expect(pause { () throws(Pause) in try with.wait(until: later) } == .wait(until: later))
  }

  @Test("a choice asks until one of its options is supplied; one option is no choice")
  func choice() throws {
    let options = [InputOption("1", label: "Bakery"), InputOption("2", label: "Test page")]
    for wrong: [String: FlowInput] in [
      [:], ["page": .text("3")], ["page": .secret(SecretKey("vault:1"))],
    ] {
      var asks = flow(inputs: wrong)
      let result = pause { () throws(Pause) in
        try asks.choose("page", prompt: "Which page?", options)
      }
      let request = InputRequest(name: "page", prompt: "Which page?", options: options)
      #expect(result == .input(request))
    }
    var chosen = flow(inputs: ["page": .text("2")])
    #expect(try chosen.choose("page", prompt: "", options) == "2")
    var single = flow()
    #expect(try single.choose("page", prompt: "", Array(options.prefix(1))) == "1")
  }

  @Test("a post carries its due time, or the start of a run that is later")
  func stamp() {
    #expect(flow().stamp == now)
    let early = Flow(
      startedAt: now, due: now + .seconds(5), entropy: [], journal: [], now: now, mode: .proceed)
    #expect(early.stamp == now + .seconds(5))
  }

  @Test("what the platform has already is refused at first, and asked about after a doubt")
  func duplicate() {
    let again = Exchange<Remote>(Call(.post, "https://example.org/post")) { _ in
      .refused(Refusal(.duplicate, code: "403", message: "duplicate"))
    }
    func end(attempt: Int) -> Pause? {
      var entry = entry("post", answer("x"), .visible)
      entry.attempt = attempt
      var flow = flow([entry], .settle)
      return pause { () throws(Pause) in
        try flow.publish("post", part: 0, again, onDoubt: doubt())
      }
    }
    let refusal = Refusal(.duplicate, code: "403", message: "duplicate")
    #expect(end(attempt: 1) == .refused(step: "post", refusal))
    #expect(
      end(attempt: 2)
        == .doubt(step: "post", .absent, rule: .onWord, quiet: .seconds(60)))
  }
}
