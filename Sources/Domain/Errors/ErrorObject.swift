/// The one error object of every interface: the control API, `--json`, per-delivery results.
package struct ErrorObject: Error, Hashable, Sendable, Codable {
  package var code: ErrorCode
  /// What happened, for people. Never holds a secret.
  package var message: String
  package var retryable: Bool
  package var retryAfterS: Int?
  package var attempts: Int?
  package var maxAttempts: Int?
  /// What to do about it.
  package var hint: String?

  package init(
    _ code: ErrorCode, _ message: String, retryable: Bool = false, retryAfterS: Int? = nil,
    attempts: Int? = nil, maxAttempts: Int? = nil, hint: String? = nil
  ) {
    self.code = code
    self.message = message
    self.retryable = retryable
    self.retryAfterS = retryAfterS
    self.attempts = attempts
    self.maxAttempts = maxAttempts
    self.hint = hint
  }
}

/// The closed list of things that can go wrong, as programs see them.
package enum ErrorCode: String, Hashable, Sendable, Codable, CaseIterable {
  case badRequest = "bad_request"
  case notFound = "not_found"
  case notAllowed = "not_allowed"
  case conflict
  case tooLarge = "too_large"
  case tooMany = "too_many"
  case badConfiguration = "bad_configuration"
  case massRemoval = "mass_removal"
  case notConnected = "not_connected"
  case signInNeeded = "sign_in_needed"
  case permissionMissing = "permission_missing"
  case accountBlocked = "account_blocked"
  case contentRefused = "content_refused"
  case duplicate
  case rateLimited = "rate_limited"
  case platformTrouble = "platform_trouble"
  case outcomeUnknown = "outcome_unknown"
  case expired
  case cancelled
  case diskFull = "disk_full"
  case clockInDoubt = "clock_in_doubt"
  case unavailable
  case internalError = "internal_error"
}
