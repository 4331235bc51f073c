import Adapters
import Domain
import Testing

@Suite("Reddit: what failures mean")
struct RedditFailureTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var answer: Answer
    var harmless: Refusal.Kind?
    var visible: Refusal.Kind?

    init(
      _ name: String, _ answer: Answer, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?
    ) {
      testDescription = name
      self.answer = answer
      self.harmless = harmless
      self.visible = visible
    }

    init(_ code: String, _ kind: Refusal.Kind, _ message: String = "m") {
      self.init(code, .json(200, .redditError(code, message)), kind, kind)
    }

    init(_ status: Int, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?) {
      let body: JSON = ["message": "m", "error": .integer(Int64(status))]
      self.init("\(status)", .json(status, body), harmless, visible)
    }
  }

  static let codes: [Row] = [
    .init("ALREADY_SUB", .duplicate), .init("SUBREDDIT_NOEXIST", .gone),
    .init("QUOTA_FILLED", .throttled(.seconds(3600))),
    .init("RATELIMIT", .throttled(.seconds(541)), "Try again in 9 minutes."),
    .init("RATELIMIT", .throttled(.seconds(43)), "take a break for 42 seconds"),
    .init("RATELIMIT", .throttled(.milliseconds(1200)), "in 200 milliseconds"),
    .init("RATELIMIT", .throttled(nil), "later"),
    .init("SUBREDDIT_NOTALLOWED", .content), .init("BANNED_FROM_SUBREDDIT", .content),
    .init("NO_SELFS", .content), .init("TOO_LONG", .content), .init("BAD_URL", .content),
    .init("SUBMIT_VALIDATION_FLAIR_REQUIRED", .content), .init("DOMAIN_BANNED", .content),
  ]

  static let statuses: [Row] = [
    .init(400, .content, .content), .init(401, .tokenExpired, .tokenExpired),
    .init(403, .permission, .content), .init(404, .gone, .gone), .init(413, .content, .content),
    .init(451, .content, .content), .init(429, .throttled(nil), .throttled(nil)),
    .init(409, .transient, nil), .init(500, .transient, nil), .init(502, .transient, nil),
    .init(503, .transient, nil), .init(520, .transient, nil), .init(418, nil, nil),
  ]

  static let others: [Row] = [
    .init(
      "scope",
      .json(
        403, ["message": "m"],
        headers: [.init("www-authenticate", "Bearer error=\"insufficient_scope\"")]),
      .permission, .permission),
    .init(
      "throttled with a time",
      .json(429, ["message": "m"], headers: [.init("x-ratelimit-reset", "77")]),
      .throttled(.seconds(77)), .throttled(.seconds(77))),
    .init("a page with 429", .html(429), .throttled(nil), nil),
    .init("a page with 403", .html(403), .transient, nil),
    .init("a page with 200", .html(200), .transient, nil),
    .init("a redirect to the search", .html(302), .transient, nil),
  ]

  @Test("on a call that nobody sees", arguments: codes + statuses + others)
  func harmless(row: Row) {
    let probe = Replay<JSON>([.answer(row.answer)]) { (flow: inout Flow) throws(Pause) in
      try RedditRecipe().probe(.reddit(), with: &flow)
    }
    #expect(probe.refusal?.kind == row.harmless)
  }

  @Test("on a call that can be seen", arguments: codes + statuses + others)
  func visible(row: Row) {
    let run = Replay.reddit(.reddit(), [.answer(row.answer)])
    #expect(run.refusal?.kind == row.visible)
    if row.visible == nil { #expect(run.next?.kind == .question) }
  }

  @Test("every other status of a visible call is a doubt", arguments: Array(200...599))
  func allowList(status: Int) {
    let known: Set<Int> = [400, 401, 403, 404, 413, 414, 415, 429, 451]
    let run = Replay.reddit(.reddit(), [.json(status, ["message": "m"])])
    if known.contains(status) {
      #expect(run.refusal != nil)
    } else {
      #expect(run.next?.kind == .question)
    }
  }
}
