import Adapters
import Domain
import Testing

@Suite("YouTube: what failures mean")
struct YouTubeFailureTests {
  private static func row(
    _ status: Int, _ reason: String, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?,
    headers: [Call.Header] = []
  ) -> FailureRow {
    FailureRow(
      "\(status) \(reason)", YouTube.error(status, reason, headers: headers), harmless, visible)
  }

  private static func row(_ status: Int, _ reason: String, _ kind: Refusal.Kind?) -> FailureRow {
    row(status, reason, kind, kind)
  }

  // 2026-11-20T00:00:04Z; eight hours later the quota begins anew for certain.
  private static let untilMidnight = Refusal.Kind.throttled(.seconds(8 * 3600 - 4))

  static let rows: [FailureRow] = [
    row(401, "authError", .tokenExpired), row(401, "authorizationRequired", .tokenExpired),
    row(401, "UNAUTHENTICATED", .tokenExpired),
    row(401, "somethingNew", .tokenExpired), row(401, "youtubeSignupRequired", .permission),
    row(403, "quotaExceeded", untilMidnight), row(403, "dailyLimitExceeded", untilMidnight),
    row(403, "rateLimitExceeded", .throttled(nil)),
    row(
      429, "rateLimitExceeded", .throttled(.seconds(7)), .throttled(.seconds(7)),
      headers: [.init("retry-after", "7")]),
    row(403, "userRateLimitExceeded", .throttled(nil)),
    row(400, "uploadLimitExceeded", .throttled(.seconds(86_400))),
    row(403, "authenticatedUserAccountClosed", .accountBlocked),
    row(403, "authenticatedUserAccountSuspended", .accountBlocked),
    row(403, "forbiddenPrivacySetting", .content), row(403, "forbiddenLicenseSetting", .content),
    row(403, "forbidden", .permission), row(403, "insufficientPermissions", .permission),
    row(403, "accountDelegationForbidden", .permission),
    row(403, "accessNotConfigured", .permission),
    row(400, "invalidTitle", .content), row(400, "invalidDescription", .content),
    row(400, "invalidTags", .content), row(400, "invalidCategoryId", .content),
    row(400, "invalidPublishAt", .content), row(400, "invalidVideoMetadata", .content),
    row(400, "invalidRecordingDetails", .content), row(400, "invalidFilename", .content),
    row(400, "mediaBodyRequired", .content), row(400, "defaultLanguageNotSet", .content),
    row(400, "invalidVideoGameRating", .content), row(404, "videoNotFound", .gone),
    row(400, "invalidImage", .content), row(404, "playlistNotFound", .gone),
    row(403, "commentsDisabled", .content), row(403, "ineligibleAccount", .permission),
    row(400, "commentTextRequired", .content), row(400, "commentTextTooLong", .content),
    row(400, "invalidCommentMetadata", .content),
    row(400, "invalidCommentThreadMetadata", .content), row(404, "commentNotFound", .gone),
    row(413, "tooLarge", .content, nil), row(500, "backendError", .transient, nil),
    row(502, "backendError", .transient, nil), row(503, "backendError", .transient, nil),
    row(504, "backendError", .transient, nil), row(400, "somethingNew", nil),
    row(403, "somethingNew", nil), .proxy(403), .proxy(413, .content),
    .proxy(502),
  ]

  @Test("on a call that nobody sees", arguments: rows)
  func harmless(row: FailureRow) {
    row.check(harmless: Replay.youtube([.answer(row.answer)]))
  }

  @Test("on the release, where only known answers prove that nothing was shown", arguments: rows)
  func visible(row: FailureRow) {
    row.check(visible: Replay.youtube(YouTube.prepared + [.answer(row.answer)]))
  }

  @Test("a session without its address, and a film without its id, are no successes")
  func halfAnswers() {
    let empty = Scripted.answer(Answer(status: 200, at: Answer.testTime))
    for script in [[empty], [YouTube.session, empty]] {
      guard case .trouble = Replay.youtube(script).pause else {
        Issue.record("taken for a success")
        return
      }
    }
  }

  @Test("a quota that is used up is waited for until midnight in California")
  func midnight() {
    for (date, seconds) in [
      ("Fri, 20 Nov 2026 07:59:59 GMT", 1), ("Fri, 20 Nov 2026 08:00:00 GMT", 86_400),
      ("Thu, 02 Jul 2026 07:30:00 GMT", 84_600), ("Thu, 02 Jul 2026 20:00:00 GMT", 39_600),
    ] {
      let answer = YouTube.error(403, "quotaExceeded", headers: [.init("date", date)])
      let refusal = Replay.youtube([.answer(answer)]).refusal
      #expect(refusal?.kind == .throttled(.seconds(seconds)))
    }
  }
}

@Suite("YouTube: a release that may have happened")
struct YouTubeDoubtTests {
  @Test(
    "the film is looked at after every unclear outcome",
    arguments: [
      Scripted.lost, .crash, .html(502), .answer(YouTube.error(500, "backendError")),
      .json(200, ["id": "dQw4"]), .json(200, [:]),
    ])
  func present(outcome: Scripted) {
    let run = Replay.youtube(
      YouTube.prepared + [outcome, YouTube.list(YouTube.video("public"))])
    #expect(Array(run.steps.suffix(2)) == ["release", "release?0/privacy"])
    #expect(
      run.sent.last?.call.url
        == "https://www.googleapis.com/youtube/v3/videos?part=status&id=dQw4")
    #expect(run.value?.parts.map(\.id) == ["dQw4"])
  }

  @Test("a film that is still private was not released; the same call may go out again")
  func absent() {
    let script = YouTube.prepared + [.lost, YouTube.list(YouTube.video("private"))]
    let run = Replay.youtube(script)
    #expect(run.finding == .absent)
    #expect(run.resend?.rule == .always)
    let again = Replay.youtube(
      script + [.believedAbsent, .json(200, YouTube.video("public"))])
    let sent = again.sent.filter { $0.step == "release" }
    #expect(sent.count == 2)
    #expect(sent[0].call.frozen == sent[1].call.frozen)
    #expect(again.value != nil)
  }

  @Test("a film that is gone, and a question without an answer, are no verdicts")
  func unclear() {
    let gone = Replay.youtube(YouTube.prepared + [.lost, YouTube.list()])
    #expect(gone.finding == .unclear("the film dQw4 is not there any more"))
    let busy = Replay.youtube(YouTube.prepared + [.lost, .html(502)])
    #expect(busy.refusal?.kind == .transient)
  }
}
