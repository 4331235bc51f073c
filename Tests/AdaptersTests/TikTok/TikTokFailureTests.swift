import Adapters
import Domain
import Testing

/// TikTok's rows (developers.tiktok.com, *Content Posting API: error codes* and *get post status*).
@Suite("TikTok: what failures mean")
struct TikTokFailureTests {
  private static func row(
    _ status: Int, _ code: String, _ kind: Refusal.Kind?, headers: [Call.Header] = []
  ) -> FailureRow {
    let isPassing = kind == .transient
    return FailureRow(
      "\(status) \(code)", TikTok.error(status, code, headers: headers), kind,
      isPassing ? nil : kind)
  }

  static let rows: [FailureRow] = [
    row(401, "access_token_invalid", .tokenExpired),
    row(401, "scope_not_authorized", .permission),
    row(403, "scope_permission_missed", .permission),
    row(429, "rate_limit_exceeded", .throttled(.seconds(60))),
    row(429, "rate_limit_exceeded", .throttled(.seconds(7)), headers: [.init("retry-after", "7")]),
    row(403, "spam_risk_too_many_posts", .throttled(.seconds(86_400))),
    row(403, "spam_risk_too_many_pending_share", .throttled(.seconds(86_400))),
    row(403, "reached_active_user_cap", .throttled(.seconds(86_400))),
    row(403, "spam_risk_user_banned_from_posting", .accountBlocked),
    row(403, "unaudited_client_can_only_post_to_private_accounts", .content),
    row(403, "url_ownership_unverified", .content),
    row(403, "privacy_level_option_mismatch", .conflict),
    row(400, "invalid_param", .content), row(400, "invalid_params", .content),
    row(400, "invalid_file_upload", .content), row(400, "unsupported_media_type", .content),
    row(403, "spam_risk", .content), row(403, "spam_risk_text", .content),
    row(400, "invalid_publish_id", .gone),
    row(403, "token_not_authorized_for_specified_publish_id", .gone),
    row(500, "internal_error", .transient), row(503, "something_new", .transient),
    // Errors may come under a success.
    row(200, "access_token_invalid", .tokenExpired), row(200, "something_new", nil),
    row(400, "something_new", nil), .proxy(502), .proxy(403),
    .proxy(200, nil),
  ]

  @Test("on a call that nobody sees", arguments: rows)
  func harmless(row: FailureRow) {
    row.check(harmless: Replay.tiktok([.answer(row.answer)]))
  }

  @Test("on the call that shows pictures", arguments: rows)
  func visible(row: FailureRow) {
    var content = TikTok.content
    content.parts[0].media = [MediaItem(alt: "", file: .test())]
    row.check(
      visible: Replay.tiktok([TikTok.ok(TikTok.creator), .answer(row.answer)], of: content))
  }

  @Test(
    "on the last piece of a film",
    arguments: [
      (400, Refusal.Kind.conflict), (403, .conflict), (404, .conflict), (416, nil), (500, nil),
      (503, nil),
    ] as [(Int, Refusal.Kind?)])
  func lastPiece(_ status: Int, _ kind: Refusal.Kind?) {
    let row = FailureRow("\(status)", Answer(status: status, at: Answer.testTime), nil, kind)
    row.check(visible: Replay.tiktok(TikTok.prepared + [.answer(row.answer)]))
  }

  @Test(
    "what TikTok turns down after the upload is not public",
    arguments: [
      ("file_format_check_failed", Refusal.Kind.content), ("duration_check_failed", .content),
      ("frame_rate_check_failed", .content), ("picture_size_check_failed", .content),
      ("spam_risk", .content), ("spam_risk_text", .content), ("publish_cancelled", .content),
      ("internal", .transient), ("video_pull_failed", .transient),
      ("photo_pull_failed", .transient), ("auth_removed", .transient),
      ("spam_risk_user_banned_from_posting", .transient),
      ("spam_risk_too_many_posts", .throttled(.seconds(86_400))),
    ])
  func failed(_ reason: String, _ kind: Refusal.Kind) {
    let failed = TikTok.status("FAILED", ["fail_reason": .string(reason)])
    let run = Replay.tiktok(TikTok.prepared + [TikTok.bare(201), failed])
    guard case .turnedDown(let refusal) = run.finding else {
      Issue.record("not turned down: \(String(describing: run.end))")
      return
    }
    #expect(refusal.kind == kind)
    #expect(refusal.code == reason)
  }
}
