import Adapters
import Domain
import Testing

@Suite("Reddit: what failures mean")
struct RedditFailureTests {
  private static func code(
    _ code: String, _ kind: Refusal.Kind, _ message: String = "m"
  ) -> FailureRow {
    FailureRow(code, .json(200, .redditError(code, message)), kind, kind)
  }

  private static func status(
    _ status: Int, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?
  ) -> FailureRow {
    let body: JSON = ["message": "m", "error": .integer(Int64(status))]
    return FailureRow("\(status)", .json(status, body), harmless, visible)
  }

  static let codes: [FailureRow] = [
    code("ALREADY_SUB", .duplicate), code("SUBREDDIT_NOEXIST", .gone),
    code("QUOTA_FILLED", .throttled(.seconds(3600))),
    code("RATELIMIT", .throttled(.seconds(541)), "Try again in 9 minutes."),
    code("RATELIMIT", .throttled(.seconds(43)), "take a break for 42 seconds"),
    code("RATELIMIT", .throttled(.milliseconds(1200)), "in 200 milliseconds"),
    code("RATELIMIT", .throttled(nil), "later"),
    code("SUBREDDIT_NOTALLOWED", .content), code("BANNED_FROM_SUBREDDIT", .content),
    code("NO_SELFS", .content), code("TOO_LONG", .content), code("BAD_URL", .content),
    code("SUBMIT_VALIDATION_FLAIR_REQUIRED", .content), code("DOMAIN_BANNED", .content),
    code("IN_TIMEOUT", .content), code("SUBREDDIT_LINKING_DISABLED", .content),
    code("SUBREDDIT_OUTBOUND_LINKING_DISABLED", .content), code("NO_TEXT", .content),
    code("NO_LINKS", .content), code("NO_IMAGES", .content), code("NO_VIDEOS", .content),
    code("NO_URL", .content), code("INVALID_OPTION", .content),
    code("BAD_FLAIR_TEMPLATE_ID", .content), code("SR_RULE_1", .content),
    code("THREAD_LOCKED", .content), code("TOO_OLD", .content), code("DELETED_COMMENT", .content),
    code("BAD_CAPTCHA", .content), code("USER_REQUIRED", .signIn),
  ]

  static let statuses: [FailureRow] = [
    status(400, .content, .content), status(401, .tokenExpired, .tokenExpired),
    status(403, .permission, .content), status(404, .gone, .gone), status(413, .content, .content),
    status(414, .content, .content),
    status(415, .content, .content), status(451, .content, .content),
    status(429, .throttled(nil), .throttled(nil)),
    status(409, .transient, nil), status(500, .transient, nil), status(502, .transient, nil),
    status(503, .transient, nil),
    status(504, .transient, nil), status(522, .transient, nil), status(520, .transient, nil),
    status(418, nil, nil),
  ]

  static let others: [FailureRow] = [
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
    .proxy(403),
    .init("a page with 200", .html(200), .transient, nil),
    .proxy(302),
    .init(
      "a redirect to the search",
      Answer(
        status: 302,
        headers: [.init("location", "https://www.reddit.com/subreddits/search?q=nothing")],
        at: Answer.testTime), .gone, .gone),
  ]

  @Test("on a call that nobody sees", arguments: codes + statuses + others)
  func harmless(row: FailureRow) {
    let probe = Replay<JSON>([.answer(row.answer)]) { (flow: inout Flow) throws(Pause) in
      try RedditRecipe().probe(.reddit(), with: &flow)
    }
    row.check(harmless: probe)
  }

  @Test("on a call that can be seen", arguments: codes + statuses + others)
  func visible(row: FailureRow) {
    row.check(visible: Replay.reddit(.reddit(), [.answer(row.answer)]))
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
