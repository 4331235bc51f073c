import Adapters
import Domain
import Testing

@Suite("YouTube: what failures mean")
struct YouTubeFailureTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var answer: Answer
    /// `nil`: trouble, to be tried again.
    var harmless: Refusal.Kind?
    /// `nil`: in doubt.
    var visible: Refusal.Kind?

    init(
      _ status: Int, _ reason: String, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?,
      headers: [Call.Header] = []
    ) {
      testDescription = "\(status) \(reason)"
      answer = YouTube.error(status, reason, headers: headers)
      (self.harmless, self.visible) = (harmless, visible)
    }

    init(_ status: Int, _ reason: String, _ kind: Refusal.Kind?) {
      self.init(status, reason, kind, kind)
    }

    init(proxy status: Int, _ harmless: Refusal.Kind?) {
      testDescription = "\(status) of a proxy"
      answer = .html(status)
      self.harmless = harmless
    }
  }

  // 2026-11-20T00:00:04Z; eight hours later the quota begins anew for certain.
  private static let untilMidnight = Refusal.Kind.throttled(.seconds(8 * 3600 - 4))

  static let rows: [Row] = [
    Row(401, "authError", .tokenExpired), Row(401, "authorizationRequired", .tokenExpired),
    Row(401, "somethingNew", .tokenExpired), Row(401, "youtubeSignupRequired", .permission),
    Row(403, "quotaExceeded", untilMidnight), Row(403, "dailyLimitExceeded", untilMidnight),
    Row(403, "rateLimitExceeded", .throttled(nil)),
    Row(
      429, "rateLimitExceeded", .throttled(.seconds(7)), .throttled(.seconds(7)),
      headers: [.init("retry-after", "7")]),
    Row(403, "userRateLimitExceeded", .throttled(nil)),
    Row(400, "uploadLimitExceeded", .throttled(.seconds(86_400))),
    Row(403, "authenticatedUserAccountClosed", .accountBlocked),
    Row(403, "authenticatedUserAccountSuspended", .accountBlocked),
    Row(403, "forbiddenPrivacySetting", .content), Row(403, "forbiddenLicenseSetting", .content),
    Row(403, "forbidden", .permission), Row(403, "insufficientPermissions", .permission),
    Row(403, "accountDelegationForbidden", .permission),
    Row(403, "accessNotConfigured", .permission),
    Row(400, "invalidTitle", .content), Row(400, "invalidDescription", .content),
    Row(400, "invalidTags", .content), Row(400, "invalidCategoryId", .content),
    Row(400, "invalidPublishAt", .content), Row(400, "invalidVideoMetadata", .content),
    Row(400, "invalidRecordingDetails", .content), Row(400, "invalidFilename", .content),
    Row(400, "mediaBodyRequired", .content), Row(400, "defaultLanguageNotSet", .content),
    Row(400, "invalidVideoGameRating", .content), Row(404, "videoNotFound", .gone),
    Row(413, "tooLarge", .content, nil), Row(500, "backendError", .transient, nil),
    Row(502, "backendError", .transient, nil), Row(503, "backendError", .transient, nil),
    Row(504, "backendError", .transient, nil), Row(400, "somethingNew", nil),
    Row(403, "somethingNew", nil), Row(proxy: 403, .transient), Row(proxy: 413, .content),
    Row(proxy: 502, .transient),
  ]

  @Test("on a call that nobody sees", arguments: rows)
  func harmless(row: Row) {
    let run = Replay.youtube([.answer(row.answer)])
    #expect(run.refusal?.kind == row.harmless)
    if row.harmless == nil {
      guard case .trouble(step: "session", _) = run.pause else {
        Issue.record("not a trouble: \(String(describing: run.pause))")
        return
      }
    }
  }

  @Test("on the release, where only known answers prove that nothing was shown", arguments: rows)
  func visible(row: Row) {
    let run = Replay.youtube(YouTube.prepared + [.answer(row.answer)])
    #expect(run.refusal?.kind == row.visible)
    if row.visible == nil { #expect(run.next?.kind == .question) }
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
