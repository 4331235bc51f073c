import Adapters
import Domain
import Testing

extension FailureRow {
  /// An error of LinkedIn's, by status and code.
  fileprivate static func linkedIn(
    _ status: Int, _ code: String, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?
  ) -> FailureRow {
    FailureRow("\(status) \(code)", .json(status, .linkedIn(status, code)), harmless, visible)
  }
}

@Suite("LinkedIn: what failures mean")
struct LinkedInFailureTests {
  static let content: [FailureRow] = [
    .linkedIn(400, "MISSING_FIELD", .content, .content),
    .linkedIn(400, "INVALID_VALUE_FOR_FIELD", .content, .content),
    .linkedIn(400, "FIELD_LENGTH_TOO_LONG", .content, .content),
    .linkedIn(400, "INVALID_URN_TYPE", .content, .content),
    .linkedIn(400, "INVALID_URN_ID", .content, .content),
    .linkedIn(400, "INVALID_VALUE_BLANK_FIELD", .content, .content),
    .linkedIn(400, "MEDIA_ASSET_WAITING_UPLOAD", .transient, .transient),
    .linkedIn(400, "MEDIA_ASSET_PROCESSING_FAILED", .content, .content),
    .linkedIn(400, "EXPIRED_UPLOAD_URL", .conflict, .conflict),
    .linkedIn(404, "NOT_FOUND", .gone, .gone),
    .linkedIn(413, "TOO_LARGE", .content, nil),
    .linkedIn(422, "OTHER", .content, .content),
    .init(
      "duplicate by its code",
      .json(
        422,
        [
          "status": 422, "message": "m",
          "errorDetails": ["inputErrors": [["code": "DUPLICATE_POST", "description": "d"]]],
        ]), .duplicate, .duplicate),
    .init(
      "duplicate by its words",
      .json(422, .linkedIn(422, "X", "Content is a duplicate of urn:li:share:5")), .duplicate,
      .duplicate),
  ]

  static let account: [FailureRow] = [
    .linkedIn(401, "INVALID_ACCESS_TOKEN", .tokenExpired, .tokenExpired),
    .linkedIn(401, "EXPIRED_ACCESS_TOKEN", .tokenExpired, .tokenExpired),
    .linkedIn(401, "EMPTY_ACCESS_TOKEN", .tokenExpired, .tokenExpired),
    .linkedIn(401, "REVOKED_ACCESS_TOKEN", .signIn, .signIn),
    .init(
      "revoked, by its number only",
      .json(401, ["status": 401, "serviceErrorCode": 65_601, "message": "m"]), .signIn, .signIn),
    .linkedIn(403, "ACCESS_DENIED", .permission, .permission),
    .init(
      "not enough permissions",
      .json(
        403,
        [
          "status": 403, "serviceErrorCode": 100,
          "message": "Not enough permissions to access: posts.CREATE",
        ]), .permission, .permission),
    .linkedIn(
      426, "NONEXISTENT_VERSION", .throttled(.seconds(3600)), .throttled(.seconds(3600))),
    .linkedIn(429, "TOO_MANY_REQUESTS", .throttled(.seconds(900)), .throttled(.seconds(900))),
  ]

  static let trouble: [FailureRow] = [
    .linkedIn(409, "CONFLICT", .transient, nil), .linkedIn(500, "E", .transient, nil),
    .linkedIn(502, "E", .transient, nil), .linkedIn(503, "E", .transient, nil),
    .linkedIn(504, "E", .transient, nil), .linkedIn(418, "E", nil, nil),
    .proxy(403),
    .proxy(502),
    .proxy(413, .content),
    // Known from practice as passing, whatever the status.
    .init(
      "forbidden for a moment",
      .json(403, .linkedIn(403, "ACCESS_DENIED", "Resource is forbidden")), .transient, .transient),
    .init(
      "no activity yet",
      .json(400, .linkedIn(400, "X", "Unable to obtain activity")), .transient, nil),
    .init(
      "unavailable", .json(418, .linkedIn(418, "X", "Service Unavailable")), .transient, nil),
    .init("201 without an id", .json(201, [:]), .transient, nil),
  ]

  static let rows = content + account + trouble

  @Test("on a call that nobody sees", arguments: rows)
  func harmless(row: FailureRow) {
    let probe = Replay<JSON>([.answer(row.answer)]) { (flow: inout Flow) throws(Pause) in
      try LinkedInRecipe().probe(.linkedIn(), with: &flow)
    }
    row.check(harmless: probe)
  }

  @Test("on a call that can be seen", arguments: rows)
  func visible(row: FailureRow) {
    row.check(visible: Replay.linkedIn(Content(text: "A"), [.answer(row.answer)]))
  }

  @Test("every other status of a visible call is a doubt", arguments: Array(200...599))
  func allowList(status: Int) {
    let known: Set<Int> = [400, 401, 403, 404, 422, 426, 429]
    let run = Replay.linkedIn(Content(text: "A"), [.json(status, .linkedIn(status, "E"))])
    if known.contains(status) {
      #expect(run.refusal != nil)
    } else {
      #expect(run.next?.kind == .question)
    }
  }
}
