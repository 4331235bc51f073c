import Adapters
import Domain
import Testing

@Suite("Mastodon: what failures mean")
struct MastodonFailureTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var answer: Answer
    /// `nil`: trouble, to be tried again.
    var harmless: Refusal.Kind?
    /// `nil`: in doubt.
    var visible: Refusal.Kind?
    var testDescription: String { name }
  }

  static let reset: [Call.Header] = [
    .init("date", "Fri, 20 Nov 2026 00:00:00 GMT"),
    .init("x-ratelimit-reset", "2026-11-20T00:02:00.000000Z"),
  ]

  static func row(
    _ name: String, _ status: Int, _ error: String, _ harmless: Refusal.Kind?,
    _ visible: Refusal.Kind?
  ) -> Row {
    Row(
      name: name, answer: .json(status, ["error": .string(error)]), harmless: harmless,
      visible: visible)
  }

  static let rows: [Row] = [
    row("missing parameter", 400, "param is missing", .content, .content),
    Row(
      name: "invalid grant",
      answer: .json(400, ["error": "invalid_grant", "error_description": "x"]),
      harmless: .signIn, visible: .signIn),
    Row(
      name: "invalid scope",
      answer: .json(400, ["error": "invalid_scope", "error_description": "x"]),
      harmless: .signIn, visible: .signIn),
    row("revoked token", 401, "The access token is invalid", .signIn, .signIn),
    Row(
      name: "invalid client",
      answer: .json(401, ["error": "invalid_client", "error_description": "x"]),
      harmless: .signIn, visible: .signIn),
    row("scope", 403, "This action is outside the authorized scopes", .permission, .permission),
    row("disabled", 403, "Your login is currently disabled", .permission, .permission),
    row("not found", 404, "Record not found", .gone, .gone),
    row(
      "too long", 422, "Validation failed: Text character limit of 500 exceeded", .content, .content
    ),
    row("localised", 422, "Validierung fehlgeschlagen", .content, .content),
    row(
      "not processed", 422, "Cannot attach files that have not finished processing. Try again!",
      .transient, .transient),
    row("unknown media", 422, "Media abc could not be found", .conflict, .conflict),
    row("duplicate", 422, "Duplicate record", .duplicate, .duplicate),
    Row(
      name: "throttled", answer: .json(429, ["error": "Too many requests"], headers: reset),
      harmless: .throttled(.seconds(120)), visible: .throttled(.seconds(120))),
    row("throttled without a time", 429, "Too many requests", .throttled(nil), .throttled(nil)),
    row("500", 500, "oops", .transient, nil),
    row("502", 502, "oops", .transient, nil),
    row("503", 503, "There was a temporary problem", .transient, nil),
    row("504", 504, "oops", .transient, nil),
    row("file too large", 413, "too large", .content, nil),
    row("teapot", 418, "teapot", nil, nil),
    Row(name: "proxy 403", answer: .html(403), harmless: .transient, visible: nil),
    Row(name: "proxy 404", answer: .html(404), harmless: .transient, visible: nil),
    Row(name: "proxy 413", answer: .html(413), harmless: .content, visible: nil),
    Row(name: "proxy 429", answer: .html(429), harmless: .transient, visible: nil),
    Row(name: "proxy 502", answer: .html(502), harmless: .transient, visible: nil),
    Row(name: "proxy 200", answer: .html(200), harmless: .transient, visible: nil),
    Row(name: "redirect", answer: .html(302), harmless: .transient, visible: nil),
    Row(
      name: "cut-off body", answer: Answer(status: 200, body: .tooLarge, at: Answer.testTime),
      harmless: .transient, visible: nil),
  ]

  @Test("on a call that nobody sees", arguments: rows)
  func harmless(row: Row) {
    let content = Content(parts: [.init(text: "", media: [.init(alt: "A", file: .test())])])
    let run = Replay.mastodon(content, [.answer(row.answer)])
    #expect(run.refusal?.kind == row.harmless)
    if row.harmless == nil {
      guard case .trouble(step: "media-0-0", _) = run.pause else {
        Issue.record("not a trouble: \(String(describing: run.pause))")
        return
      }
    }
  }

  @Test(
    "on a call that can be seen, where only known answers prove that nothing was made",
    arguments: rows)
  func visible(row: Row) {
    let run = Replay.mastodon(Content(text: "A"), [.answer(row.answer)])
    #expect(run.refusal?.kind == row.visible)
    if row.visible == nil { #expect(run.next?.kind == .question) }
  }

  @Test("every other status of a visible call is a doubt", arguments: Array(200...599))
  func allowList(status: Int) {
    let known: Set<Int> = [400, 401, 403, 404, 422, 429]
    let run = Replay.mastodon(
      Content(text: "A"), [.json(status, ["error": "something", "id": "1"])])
    if known.contains(status) {
      #expect(run.refusal != nil)
    } else {
      #expect(run.next?.kind == .question)
    }
  }

  @Test("a scheduled status is no publication")
  func scheduled() {
    let run = Replay.mastodon(
      Content(text: "A"),
      [.json(200, ["id": "3", "scheduled_at": "2026-11-21T00:00:00.000Z", "params": [:]])])
    #expect(run.next?.kind == .question)
  }

  @Test("after a wait, what can be repeated is asked for again and the rest is not")
  func again() {
    let busy = Replay.mastodon(
      Content(text: "A"), [.json(429, ["error": "Too many requests"]), .again])
    #expect(busy.next?.step == "status-0")
    let wrong = Replay.mastodon(
      Content(text: "A"), [.json(422, ["error": "Validation failed"]), .again])
    #expect(wrong.refusal?.kind == .content)
  }
}
