import Adapters
import Domain
import Testing

/// Pinterest documents hardly more than its statuses (OpenAPI description, *Error*).
@Suite("Pinterest: what failures mean")
struct PinterestFailureTests {
  private static func row(
    _ status: Int, _ code: Int64, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?
  ) -> FailureRow {
    FailureRow("\(status) \(code)", PinterestTests.error(status, code), harmless, visible)
  }

  static let rows: [FailureRow] = [
    row(400, 1, .content, .content), row(413, 1, .content, .content),
    row(415, 1, .content, .content), row(422, 1, .content, .content),
    row(401, 2, .tokenExpired, .tokenExpired), row(403, 29, .permission, .permission),
    row(404, 40, .gone, .gone), row(429, 8, .throttled(nil), .throttled(nil)),
    row(409, 58, nil, nil), row(500, 1, .transient, nil), row(502, 1, .transient, nil),
    row(503, 1, .transient, nil), .proxy(403), .proxy(413, .content), .proxy(502),
  ]

  @Test("after a question", arguments: rows)
  func harmless(row: FailureRow) {
    row.check(
      harmless: Replay([.answer(row.answer)]) { (flow: inout Flow) throws(Pause) in
        try PinterestRecipe().probe(.pinterest(), with: &flow)
      })
  }

  @Test("after a Pin", arguments: rows)
  func visible(row: FailureRow) {
    row.check(visible: Replay.pinterest(PinterestTests.picture, [.answer(row.answer)]))
  }

  @Test("the wait is in one of two headers")
  func throttled() {
    func wait(_ header: String) -> Refusal.Kind? {
      let answer = Answer.json(429, ["code": 8, "message": "m"], headers: [.init(header, "7")])
      return Replay.pinterest(PinterestTests.picture, [.answer(answer)]).refusal?.kind
    }
    #expect(wait("retry-after") == .throttled(.seconds(7)))
    #expect(wait("x-ratelimit-reset") == .throttled(.seconds(7)))
  }
}
