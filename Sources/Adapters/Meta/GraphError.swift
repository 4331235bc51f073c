import Domain

/// What a Graph API says that is no success:
/// `{"error": {"message", "type", "code", "error_subcode", "is_transient", "error_user_msg"}}`
/// (developers.facebook.com, *Handling Errors*).
struct GraphError: Hashable, Sendable {
  var code: Int
  var subcode: Int?
  /// Meta's own words for people where it has them.
  var message: String
  /// The technical words, which name some failures that have no code of their own.
  var technical: String
  var isTransient: Bool

  /// - Returns: `nil` for an answer that is not the platform's own voice.
  init?(_ answer: Answer) {
    guard let error = answer.json?["error"], let code = error["code"]?.integer else { return nil }
    self.code = Int(truncatingIfNeeded: code)
    subcode = error["error_subcode"]?.integer.map { Int(truncatingIfNeeded: $0) }
    let words = error["error_user_msg"]?.string ?? error["message"]?.string
    message = words?.bounded ?? "error \(code)"
    technical = error["message"]?.string?.bounded ?? ""
    isTransient = error["is_transient"]?.bool ?? false
  }

  /// Such as `190/463`.
  var name: String { subcode.map { "\(code)/\($0)" } ?? "\(code)" }
}
