import Adapters
import Domain
import Testing

/// What the failure tables of Meta's networks share beside their rows, which each network's own
/// tests hold.
@Suite("Meta's networks: what failures mean")
struct MetaFailureTests {
  static let gateways: [FailureRow] = [
    .proxy(404), .proxy(502),
    .proxy(503), .proxy(302),
    .init(
      "proxy 429",
      Answer(status: 429, headers: [.init("retry-after", "30")], at: Answer.testTime),
      .throttled(.seconds(30)), nil),
    .init("another shape", .json(500, ["error": "oops"]), .transient, nil),
    .init("no id", .json(200, [:]), nil, nil),
    .init("proxy 200", .html(200), nil, nil),
    .init("cut off", Answer(status: 200, body: .tooLarge, at: Answer.testTime), nil, nil),
  ]

  @Test("on a call that nobody sees", arguments: gateways)
  func harmless(row: FailureRow) {
    row.check(harmless: Replay.threads(Content(text: "A"), [.answer(row.answer)]))
  }

  @Test(
    "on a call that can be seen, where only known answers prove that nothing was made",
    arguments: gateways)
  func visible(row: FailureRow) {
    row.check(
      visible: Replay.threads(
        Content(text: "A"), [.id("c1"), .state("FINISHED"), .answer(row.answer)]))
  }

  @Test("after a wait, what can be repeated is asked for again and the rest is not")
  func again() {
    let ready: [Scripted] = [.id("c1"), .state("FINISHED")]
    let early = Replay.threads(
      Content(text: "A"), ready + [.graph(24, 4_279_009), .again])
    #expect(early.next?.step == "publish-0")
    let wrong = Replay.threads(Content(text: "A"), ready + [.graph(100), .again])
    #expect(wrong.refusal?.kind == .content)
  }

  @Test("Meta's own words for people are the message, without control characters")
  func words() {
    let answer = Answer.json(
      400,
      [
        "error": [
          "code": 100, "message": "technical", "error_user_msg": "For \u{1B}people",
          "error_subcode": 7,
        ]
      ])
    let refusal = Replay.threads(Content(text: "A"), [.answer(answer)]).refusal
    #expect(refusal == Refusal(.content, code: "100/7", message: "For people"))
  }
}

@Suite("Meta's networks: limits")
struct MetaLimitTests {
  private func readings(_ headers: [Call.Header], _ body: JSON = [:]) -> [LimitReading] {
    ThreadsRecipe().limits(in: .json(200, body, headers: headers))
  }

  @Test("the largest share of any report counts")
  func usage() {
    #expect(
      readings([
        .init("x-app-usage", #"{"call_count":28,"total_time":75,"total_cputime":25}"#)
      ]) == [LimitReading(limit: "calls", remaining: 12_000, capacity: 48_000)])
    let spent = readings(
      [.init("x-app-usage", #"{"call_count":1}"#)] + FacebookFailureTests.usage)
    #expect(
      spent == [
        LimitReading(
          limit: "calls", remaining: 0, resets: Answer.testTime + .seconds(900), capacity: 48_000)
      ])
  }

  @Test("what is left of a day's posts is read from the quota")
  func quota() {
    let body: JSON = [
      "data": [["quota_usage": 4, "config": ["quota_total": 250, "quota_duration": 86_400]]]
    ]
    #expect(readings([], body) == [LimitReading(limit: "posts", remaining: 246, capacity: 250)])
  }

  @Test(
    "nonsense is no reading",
    arguments: [
      #"{"call_count":"many"}"#, "[]", "{", "", #"{"call_count":-5}"#,
    ])
  func nonsense(_ text: String) {
    let found = readings([
      .init("x-app-usage", text), .init("x-business-use-case-usage", text),
    ])
    #expect(found.allSatisfy { (0...48_000).contains($0.remaining) })
    #expect(readings([], ["data": [["quota_usage": -1, "config": ["quota_total": 0]]]]).isEmpty)
  }
}
