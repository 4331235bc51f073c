import Adapters
import Domain
import Testing

@Suite("X: what failures mean")
struct XFailureTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var answer: Answer
    /// `nil`: trouble, to be tried again.
    var harmless: Refusal.Kind?
    /// `nil`: in doubt.
    var visible: Refusal.Kind?
    var testDescription: String { name }

    init(
      _ name: String, _ answer: Answer, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?
    ) {
      self.name = name
      self.answer = answer
      self.harmless = harmless
      self.visible = visible
    }
  }

  static func problem(
    _ status: Int, _ type: String, _ detail: String, _ headers: [Call.Header] = []
  ) -> Answer {
    .json(status, .problem(status, type, detail), headers: headers)
  }

  static func window(_ name: String, _ remaining: Int, _ reset: Int) -> [Call.Header] {
    [
      .init("\(name)-limit", "100"), .init("\(name)-remaining", String(remaining)),
      .init("\(name)-reset", String(1_795_132_804 + reset)),
    ]
  }

  static let content: [Row] = [
    .init("bad request", problem(400, "invalid-request", "bad"), .content, .content),
    .init(
      "media that ended", problem(400, "invalid-request", "Your media IDs are invalid."), .content,
      .conflict),
    .init(
      "duplicate",
      problem(403, "x", "You are not allowed to create a Tweet with duplicate content."),
      .duplicate, .duplicate),
    .init(
      "duplicate, new words", problem(403, "x", "a Post with duplicate content"), .duplicate,
      .duplicate),
    .init(
      "not permitted", problem(403, "x", "You are not permitted to perform this action."),
      .permission, .content),
    .init(
      "reply rule", problem(403, "x", "Reply to this conversation is not allowed because …"),
      .permission, .content),
    .init("gone", problem(404, "resource-not-found", "no"), .gone, .gone),
    .init("413", problem(413, "x", "too large"), .content, nil),
  ]

  static let account: [Row] = [
    .init("token over", problem(401, "about:blank", "Unauthorized"), .tokenExpired, .tokenExpired),
    .init(
      "out of credit", problem(402, "credits", "none left"), .throttled(.seconds(3600)),
      .throttled(.seconds(3600))),
    .init(
      "not enrolled", problem(403, "client-forbidden", "client-not-enrolled"), .permission,
      .permission),
    .init(
      "wrong token", problem(403, "unsupported-authentication", "app only"), .permission,
      .permission),
    .init(
      "suspended", problem(403, "x", "Your account is suspended"), .accountBlocked,
      .accountBlocked),
    .init(
      "locked", problem(403, "x", "Your account is temporarily locked"), .accountBlocked,
      .accountBlocked),
  ]

  static let busy: [Row] = [
    .init(
      "throttled", problem(429, "rate-limit-exceeded", "x", window("x-rate-limit", 0, 120)),
      .throttled(.seconds(120)), .throttled(.seconds(120))),
    .init(
      "classic", .json(429, ["errors": [["code": 88, "message": "Rate limit exceeded"]]]),
      .throttled(nil), .throttled(nil)),
    .init(
      "the day's bucket is empty",
      problem(
        429, "x", "x",
        window("x-rate-limit", 5, 120) + window("x-user-limit-24hour", 0, 7200)),
      .throttled(.seconds(7200)), .throttled(.seconds(7200))),
    .init(
      "capped", problem(429, "usage-capped", "x", window("x-rate-limit", 0, 120)),
      .throttled(.seconds(3600)), .throttled(.seconds(3600))),
    .init("500", problem(500, "x", "x"), .transient, nil),
    .init("502", problem(502, "x", "x"), .transient, nil),
    .init("503", problem(503, "x", "x"), .transient, nil),
    .init("504", problem(504, "x", "x"), .transient, nil),
    .init("teapot", problem(418, "x", "x"), nil, nil),
    .init("not JSON 403", .html(403), .transient, nil),
    .init("not JSON 429", .html(429), .transient, nil),
    .init("not JSON 502", .html(502), .transient, nil),
    .init("not JSON 201", .html(201), .transient, nil),
    .init("not JSON 413", .html(413), .content, nil),
    .init("other JSON", .json(403, ["hello": 1]), .transient, nil),
    .init(
      "cut-off body", Answer(status: 201, body: .tooLarge, at: Answer.testTime), .transient, nil),
  ]

  static let rows = content + account + busy

  @Test("on a call that nobody sees", arguments: rows)
  func harmless(row: Row) {
    let probe = Replay<JSON>([.answer(row.answer)]) { (flow: inout Flow) throws(Pause) in
      try XRecipe().probe(.x(), with: &flow)
    }
    #expect(probe.refusal?.kind == row.harmless)
  }

  @Test(
    "on a call that can be seen, where only known answers prove that nothing was made",
    arguments: rows)
  func visible(row: Row) {
    let run = Replay.x(Content(text: "A"), [.answer(row.answer)])
    #expect(run.refusal?.kind == row.visible)
    if row.visible == nil { #expect(run.next?.kind == .question) }
  }

  @Test("every other status of a visible call is a doubt", arguments: Array(200...599))
  func allowList(status: Int) {
    let known: Set<Int> = [400, 401, 402, 403, 404, 429]
    let run = Replay.x(Content(text: "A"), [.json(status, .problem(status, "x", "y"))])
    if known.contains(status) {
      #expect(run.refusal != nil)
    } else {
      #expect(run.next?.kind == .question)
    }
  }

  @Test("the words of a refusal reach the person, and say more where X says little")
  func words() {
    let bare = Replay.x(
      Content(text: "A"),
      [.json(403, .problem(403, "x", "You are not permitted to perform this action."))])
    #expect(bare.refusal?.message.contains("too long") == true)
    let credit = Replay.x(Content(text: "A"), [.json(402, .problem(402, "credits", "none"))])
    #expect(credit.refusal?.message == "the app's credit at X is used up: none")
    #expect(credit.refusal?.code == "credits")
  }
}
