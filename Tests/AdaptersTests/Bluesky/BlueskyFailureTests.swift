import Adapters
import Domain
import Testing

@Suite("Bluesky: what failures mean")
struct BlueskyFailureTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var answer: Answer
    /// `nil`: trouble, to be tried again.
    var harmless: Refusal.Kind?
    /// `nil`: in doubt.
    var visible: Refusal.Kind?
  }

  static func row(
    _ status: Int, _ error: String, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?,
    headers: [Call.Header] = []
  ) -> Row {
    Row(
      testDescription: "\(status) \(error)",
      answer: .json(
        status, ["error": .string(error), "message": "words"], headers: headers),
      harmless: harmless, visible: visible)
  }

  static func proxy(_ status: Int, _ harmless: Refusal.Kind?) -> Row {
    Row(
      testDescription: "\(status) of a proxy", answer: .html(status), harmless: harmless,
      visible: nil)
  }

  static let rows: [Row] = [
    row(400, "ExpiredToken", .tokenExpired, .tokenExpired),
    row(400, "InvalidToken", .tokenExpired, .tokenExpired),
    row(401, "AuthenticationRequired", .tokenExpired, .tokenExpired),
    row(401, "AuthMissing", .tokenExpired, .tokenExpired),
    row(401, "AuthFactorTokenRequired", .signIn, .signIn),
    row(401, "AccountTakedown", .accountBlocked, .accountBlocked),
    row(400, "AccountTakedown", .accountBlocked, .accountBlocked),
    row(400, "AccountDeactivated", .accountBlocked, .accountBlocked),
    row(401, "use_dpop_nonce", .transient, .transient),
    row(403, "ScopeMissingError", .permission, .permission),
    row(400, "InvalidRequest", .content, .content),
    row(400, "BlobNotFound", .conflict, .conflict),
    row(400, "InvalidMimeType", .content, .content),
    row(400, "InvalidSize", .content, .content),
    row(400, "InvalidSwap", .conflict, nil),
    row(400, "RecordNotFound", .gone, .gone),
    row(413, "PayloadTooLargeError", .content, .content),
    row(
      429, "RateLimitExceeded", .throttled(.seconds(7)), .throttled(.seconds(7)),
      headers: [.init("retry-after", "7")]),
    row(
      429, "RateLimitExceeded", .throttled(.seconds(96)), .throttled(.seconds(96)),
      headers: [.init("ratelimit-reset", "1795132900")]),
    row(429, "RateLimitExceeded", .throttled(nil), .throttled(nil)),
    row(500, "InternalServerError", .transient, nil),
    row(502, "UpstreamFailure", .transient, nil),
    row(503, "NotEnoughResources", .transient, nil),
    row(504, "UpstreamTimeout", .transient, nil),
    row(400, "SomethingNew", nil, nil),
    row(403, "SomethingNew", nil, nil),
    proxy(200, .transient), proxy(403, .transient), proxy(413, .content), proxy(429, .transient),
    proxy(502, .transient),
  ]

  @Test("on a call that nobody sees", arguments: rows)
  func harmless(row: Row) {
    let content = Content(parts: [.init(text: "", media: [.init(alt: "A", file: .test())])])
    let run = Replay.bluesky(content, [.answer(row.answer)])
    #expect(run.refusal?.kind == row.harmless)
    if row.harmless == nil {
      guard case .trouble(step: "image-0-0", _) = run.pause else {
        Issue.record("not a trouble: \(String(describing: run.pause))")
        return
      }
    }
  }

  @Test(
    "on a call that can be seen, where only known answers prove that nothing was made",
    arguments: rows)
  func visible(row: Row) {
    let run = Replay.bluesky(Content(text: "A"), [.answer(row.answer)])
    #expect(run.refusal?.kind == row.visible)
    if row.visible == nil { #expect(run.next?.kind == .question) }
  }

  @Test("an unknown error of a visible call is a doubt, whatever its status", arguments: 200...599)
  func allowList(status: Int) {
    let run = Replay.bluesky(
      Content(text: "A"), [.json(status, ["error": "SomethingNew", "uri": "at://x", "cid": "c"])])
    if status == 413 || status == 429 {
      #expect(run.refusal != nil)
    } else {
      #expect(run.next?.kind == .question)
    }
  }
}
