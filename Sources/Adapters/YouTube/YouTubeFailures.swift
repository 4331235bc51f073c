import Domain

/// What YouTube's answers mean that are no success (developers.google.com/youtube/v3, *errors*):
/// `{"error": {"code", "message", "status", "errors": [{"reason", "domain"}]}}`, and
/// `{"error": CODE, "error_description": TEXT}` from the token endpoint.
enum YouTubeFailures {
  static func reading<Value>(of answer: Answer, after effect: Effect) -> Reading<Value> {
    Reading(refusal(in: answer, after: effect))
  }

  /// - Returns: `nil` for an answer that is not on the list.
  static func refusal(in answer: Answer, after effect: Effect) -> Refusal? {
    guard !answer.isSuccess, let error = answer.json?["error"] else {
      return gatewayRefusal(answer, effect)
    }
    if let code = error.string { return signInRefusal(code, answer, effect) }
    let reason = reason(in: answer)
    guard let kind = kind(of: reason, answer, effect) else { return nil }
    let words = error["message"]?.string?.bounded ?? reason
    return Refusal(kind, code: reason, message: hint(for: reason) ?? words)
  }

  /// The platform's own name for the failure; its gRPC name where it gives no reason.
  static func reason(in answer: Answer) -> String {
    let error = answer.json?["error"]
    let reason = error?["errors"]?[0]?["reason"]?.string ?? error?["status"]?.string
    return reason?.bounded ?? "\(answer.status)"
  }

  private static func kind(
    of reason: String, _ answer: Answer, _ effect: Effect
  ) -> Refusal.Kind? {
    switch (answer.status, reason) {
    case (401, "youtubeSignupRequired"): .permission
    case (401, _): .tokenExpired
    case (403, "quotaExceeded"), (403, "dailyLimitExceeded"):
      .throttled(untilMidnight(after: answer.platformDate ?? answer.at))
    case (403, "rateLimitExceeded"), (403, "userRateLimitExceeded"), (429, _):
      .throttled(answer.retryAfter)
    case (400, "uploadLimitExceeded"): .throttled(.seconds(86_400))
    case (403, "authenticatedUserAccountClosed"), (403, "authenticatedUserAccountSuspended"):
      .accountBlocked
    case (403, "forbiddenPrivacySetting"), (403, "forbiddenLicenseSetting"),
      (403, "commentsDisabled"):
      .content
    case (403, "forbidden"), (403, "insufficientPermissions"), (403, "PERMISSION_DENIED"),
      (403, "accountDelegationForbidden"), (403, "accessNotConfigured"),
      (403, "ineligibleAccount"):
      .permission
    case (400, _) where contentReasons.contains(reason): .content
    case (404, "videoNotFound"), (404, "playlistNotFound"), (404, "commentNotFound"): .gone
    case (413, _): effect == .harmless ? .content : nil
    case (500...599, _): effect == .harmless ? .transient : nil
    default: nil
    }
  }

  private static let contentReasons: Set<String> = [
    "invalidTitle", "invalidDescription", "invalidTags", "invalidCategoryId", "invalidPublishAt",
    "invalidVideoMetadata", "invalidRecordingDetails", "invalidFilename", "mediaBodyRequired",
    "defaultLanguageNotSet", "invalidVideoGameRating", "invalidImage", "commentTextRequired",
    "commentTextTooLong", "invalidCommentMetadata", "invalidCommentThreadMetadata",
  ]

  private static func hint(for reason: String) -> String? {
    switch reason {
    case "youtubeSignupRequired": "this Google account has no YouTube channel"
    case "commentsDisabled": "YouTube takes no comments under this film"
    case "ineligibleAccount": "this Google account must be joined to its channel to comment"
    case "accessNotConfigured": "the YouTube Data API is not enabled in the Google Cloud project"
    default: nil
    }
  }

  private static func signInRefusal(
    _ code: String, _ answer: Answer, _ effect: Effect
  ) -> Refusal? {
    let words = answer.json?["error_description"]?.string?.bounded ?? code.bounded
    switch (answer.status, code) {
    case (400, "invalid_grant"):
      return Refusal(
        .signIn, code: code,
        message: "Google has ended the sign-in (in a project in \"Testing\" it does so every week)")
    case (400...401, "invalid_client"), (400...401, "unauthorized_client"),
      (400, "invalid_scope"), (400, "redirect_uri_mismatch"), (400, "invalid_request"):
      return Refusal(.signIn, code: code, message: words)
    case (500...599, _) where effect == .harmless:
      return Refusal(.transient, code: code.bounded, message: words)
    default: return nil
    }
  }

  /// An answer of something in front of the server.
  ///
  /// It may have passed the request on.
  private static func gatewayRefusal(_ answer: Answer, _ effect: Effect) -> Refusal? {
    guard effect == .harmless, !answer.isSuccess else { return nil }
    return Refusal(
      answer.status == 413 ? .content : .transient, code: "\(answer.status)",
      message: "an answer that is not YouTube's")
  }
}

// MARK: - Other words for no

extension YouTubeFailures {
  /// The film exists and stays as it is: nobody sees it.
  static func locked(_ found: String, wanted: YouTubePrivacy) -> Refusal {
    Refusal(
      .content, code: "locked",
      message: "YouTube keeps the film \(found.bounded) instead of \(wanted.rawValue): Google has "
        + "not audited the project yet, or the channel may not do this")
  }

  /// Of a film that was uploaded and then turned down (*videos*, `status`).
  static func refusal(of status: JSON?) -> Refusal {
    let reason =
      status?["rejectionReason"]?.string ?? status?["failureReason"]?.string
      ?? status?["uploadStatus"]?.string ?? "failed"
    let kind: Refusal.Kind =
      switch reason {
      case "duplicate": .duplicate
      case "uploaderAccountClosed", "uploaderAccountSuspended": .accountBlocked
      case "uploadAborted": .conflict
      default: .content
      }
    return Refusal(
      kind, code: reason.bounded, message: "YouTube does not take it: \(reason.bounded)")
  }

  /// Quotas begin anew at midnight in California.
  static func untilMidnight(after now: Instant) -> Duration { QuotaDay.pacific.end(at: now) - now }
}
