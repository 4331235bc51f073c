import Domain

/// What TikTok's answers mean that are no success: `{"data": …, "error": {"code": …}}`, with
/// `ok` for success whatever the status, and `{"error", "error_description"}` from the OAuth
/// endpoints.
enum TikTokFailures {
  /// The data of a good answer.
  static func data(in answer: Answer) -> JSON? {
    guard answer.isSuccess, let body = answer.json,
      body["error"] == nil || body["error"]?["code"]?.string == "ok"
    else { return nil }
    return body["data"]
  }

  /// Of calls that nobody sees; a film is made by its last bytes, which go elsewhere.
  static func reading<Value>(of answer: Answer) -> Reading<Value> {
    Reading(refusal(in: answer))
  }

  /// Of the call that shows pictures: what may have been passed on, or failed after it did
  /// something, proves nothing.
  static func visibleReading<Value>(of answer: Answer) -> Reading<Value> {
    let refusal = refusal(in: answer)
    return Reading(refusal?.kind == .transient ? nil : refusal)
  }

  /// - Returns: `nil` for an answer that is not on the list.
  static func refusal(in answer: Answer) -> Refusal? {
    let error = answer.json?["error"]
    guard let code = error?["code"]?.string ?? error?.string, code != "ok" else {
      guard !answer.isSuccess, answer.json == nil || answer.status >= 500 else { return nil }
      return Refusal(
        .transient, code: "\(answer.status)", message: "an answer that is not TikTok's")
    }
    guard let kind = kind(of: code, answer) else { return nil }
    let words =
      error?["message"]?.string ?? answer.json?["error_description"]?.string ?? code
    return Refusal(
      kind, code: code.bounded, message: hint(for: code) ?? (words.isEmpty ? code : words).bounded)
  }

  private static func kind(of code: String, _ answer: Answer) -> Refusal.Kind? {
    switch code {
    case "access_token_invalid", "access_token_expired": .tokenExpired
    case "invalid_grant", "invalid_client", "unauthorized_client", "invalid_request": .signIn
    case "scope_not_authorized", "scope_permission_missed": .permission
    case "rate_limit_exceeded": .throttled(answer.retryAfter ?? .seconds(60))
    case "spam_risk_too_many_posts", "spam_risk_too_many_pending_share", "reached_active_user_cap":
      .throttled(.seconds(86_400))
    case "spam_risk_user_banned_from_posting": .accountBlocked
    case "unaudited_client_can_only_post_to_private_accounts", "url_ownership_unverified",
      "invalid_param", "invalid_params", "invalid_file_upload", "unsupported_media_type",
      "spam_risk", "spam_risk_text":
      .content
    case "privacy_level_option_mismatch": .conflict
    case "invalid_publish_id", "token_not_authorized_for_specified_publish_id": .gone
    case "internal_error": .transient
    default: answer.status >= 500 ? .transient : nil
    }
  }

  private static func hint(for code: String) -> String? {
    switch code {
    case "unaudited_client_can_only_post_to_private_accounts":
      "TikTok has not audited the app: until then only privacy: private works, on private accounts"
    case "url_ownership_unverified":
      "TikTok fetches pictures only below addresses that the app owns: verify the prefix of the "
        + "bucket, or of listen: public_url, under Manage URL properties in TikTok's portal"
    case "invalid_grant": "TikTok has ended the sign-in"
    default: nil
    }
  }

  /// What `fail_reason` of a post means.
  static func refusal(of reason: String) -> Refusal {
    let kind: Refusal.Kind =
      switch reason {
      // Without access, or as long as the creator is banned, the next run stops at its first call.
      case "internal", "video_pull_failed", "photo_pull_failed", "auth_removed",
        "spam_risk_user_banned_from_posting":
        .transient
      case "spam_risk_too_many_posts": .throttled(.seconds(86_400))
      default: .content
      }
    return Refusal(kind, code: reason, message: "TikTok does not take it: \(reason)")
  }

  /// The upload's address has ended, or was never one: only a new post helps.
  static func uploadOver(_ status: Int) -> Refusal {
    Refusal(.conflict, code: "\(status)", message: "the upload's address is over")
  }

  static let badPiece = Refusal(
    .conflict, code: "400", message: "TikTok does not take the piece as it was sent")
}
