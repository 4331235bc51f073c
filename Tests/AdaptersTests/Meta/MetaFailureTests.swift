import Adapters
import Domain
import Testing

@Suite("Meta's networks: what failures mean")
struct MetaFailureTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var answer: Answer
    /// `nil`: trouble, to be tried again.
    var harmless: Refusal.Kind?
    /// `nil`: in doubt.
    var visible: Refusal.Kind?

    init(_ name: String, _ answer: Answer, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?) {
      testDescription = name
      self.answer = answer
      self.harmless = harmless
      self.visible = visible
    }

    init(_ code: Int, _ subcode: Int?, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?) {
      self.init(
        "\(code)/\(subcode.map(String.init) ?? "-")", .graph(code, subcode), harmless, visible)
    }

    /// A refusal that proves the same on both kinds of call.
    init(_ code: Int, _ subcode: Int?, both kind: Refusal.Kind) {
      self.init(code, subcode, kind, kind)
    }
  }

  static let usage: [Call.Header] = [
    .init(
      "x-business-use-case-usage",
      #"{"1":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":15}]}"#)
  ]

  static let common: [Row] = [
    Row(1, nil, .transient, nil), Row(2, nil, .transient, nil),
    Row("says so", .graph(999, isTransient: true), .transient, nil),
    Row(4, nil, both: .throttled(nil)), Row(9, nil, both: .throttled(nil)),
    Row(17, nil, both: .throttled(nil)), Row(32, nil, both: .throttled(nil)),
    Row(341, nil, both: .throttled(nil)), Row(613, nil, both: .throttled(nil)),
    Row(80001, nil, both: .throttled(nil)), Row(80002, nil, both: .throttled(nil)),
    Row(
      "says when", .graph(80001, headers: usage), .throttled(.seconds(900)),
      .throttled(.seconds(900))),
    Row(102, nil, both: .tokenExpired), Row(190, nil, both: .tokenExpired),
    Row(190, 463, both: .tokenExpired), Row(190, 467, both: .tokenExpired),
    Row(190, 458, both: .signIn), Row(190, 459, both: .signIn), Row(190, 460, both: .signIn),
    Row(190, 464, both: .signIn), Row(190, 492, both: .signIn),
    Row(3, nil, both: .permission), Row(10, nil, both: .permission),
    Row(200, nil, both: .permission), Row(299, nil, both: .permission),
    Row(100, nil, both: .content), Row(368, nil, both: .content),
    Row(506, nil, both: .duplicate),
    Row(12345, nil, nil, nil), Row(24, nil, nil, nil),
  ]

  static let containers: [Row] = [
    Row(24, 4_279_009, both: .transient), Row(24, 2_207_008, both: .transient),
    Row(9007, 2_207_027, both: .transient), Row(9007, nil, both: .transient),
    Row(-2, 2_207_003, both: .transient), Row(9004, 2_207_052, both: .transient),
    Row(9004, nil, .transient, nil), Row(-1, 2_207_001, .transient, nil),
    Row(-1, 2_207_032, .transient, nil), Row(-1, 2_207_053, .transient, nil),
    Row(-2, 2_207_020, both: .conflict), Row(24, 2_207_006, both: .conflict),
    Row(-1, 2_207_077, both: .conflict), Row(-1, 2_207_082, both: .conflict),
    // Seen although the post went live.
    Row(4, 2_207_051, .throttled(.seconds(21_600)), nil),
    Row(9, 2_207_042, both: .throttled(.seconds(3600))),
    Row(25, 2_207_050, both: .accountBlocked), Row(25, nil, both: .accountBlocked),
    Row(100, 4_279_013, both: .accountBlocked),
    Row(36000, 2_207_004, both: .content), Row(36001, 2_207_005, both: .content),
    Row(36003, 2_207_009, both: .content), Row(100, 2_207_010, both: .content),
    Row(100, 2_207_023, both: .content), Row(100, 2_207_028, both: .content),
    Row(100, 2_207_040, both: .content), Row(352, 2_207_026, both: .content),
    Row(1, 2_207_057, both: .content), Row(100, 2_207_035, both: .content),
    Row(100, 2_207_036, both: .content), Row(100, 2_207_037, both: .content),
    Row(100, 2_207_081, both: .content),
  ]

  static let gateways: [Row] = [
    Row("proxy 404", .html(404), .transient, nil), Row("proxy 502", .html(502), .transient, nil),
    Row("proxy 503", .html(503), .transient, nil), Row("redirect", .html(302), .transient, nil),
    Row(
      "proxy 429",
      Answer(status: 429, headers: [.init("retry-after", "30")], at: Answer.testTime),
      .throttled(.seconds(30)), nil),
    Row("another shape", .json(500, ["error": "oops"]), .transient, nil),
    Row("no id", .json(200, [:]), nil, nil),
    Row("proxy 200", .html(200), nil, nil),
    Row("cut off", Answer(status: 200, body: .tooLarge, at: Answer.testTime), nil, nil),
  ]

  static let rows = common + containers + gateways

  @Test("on a call that nobody sees", arguments: rows)
  func harmless(row: Row) {
    let run = Replay.threads(Content(text: "A"), [.answer(row.answer)])
    #expect(run.refusal?.kind == row.harmless)
    if row.harmless == nil {
      guard case .trouble(step: "container-0", _) = run.pause else {
        Issue.record("not a trouble: \(String(describing: run.pause))")
        return
      }
    }
  }

  @Test(
    "on a call that can be seen, where only known answers prove that nothing was made",
    arguments: rows)
  func visible(row: Row) {
    let run = Replay.threads(
      Content(text: "A"), [.id("c1"), .state("FINISHED"), .answer(row.answer)])
    #expect(run.refusal?.kind == row.visible)
    if row.visible == nil { #expect(run.next?.kind == .question) }
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
      [.init("x-app-usage", #"{"call_count":1}"#)] + MetaFailureTests.usage)
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
