import Domain

extension ModelAnswer {
  /// An error as the Graph API writes it (developers.facebook.com, *Handling Errors*); most of them
  /// come as 400.
  static func graph(
    _ code: Int, _ subcode: Int? = nil, _ message: String, status: Int = 400,
    type: String = "OAuthException", isTransient: Bool = false
  ) -> ModelAnswer {
    var error: [String: JSON] = [
      "message": .string(message), "type": .string(type), "code": .integer(Int64(code)),
      "is_transient": .bool(isTransient), "fbtrace_id": "AsandboxTraceId",
    ]
    if let subcode { error["error_subcode"] = .integer(Int64(subcode)) }
    return .json(["error": .object(error)], status: status)
  }

  /// An error of the token endpoints of Threads and Instagram.
  static func metaToken(_ message: String) -> ModelAnswer {
    .json(
      ["error_type": "OAuthException", "code": 400, "error_message": .string(message)],
      status: 400)
  }

  /// A parameter that is missing, unknown or wrong; said louder than Meta says it.
  static func graphInvalid(_ message: String) -> ModelAnswer {
    .graph(100, nil, "(#100) \(message)")
  }

  /// What is not there, or not for this token.
  static func graphMissing(_ id: String) -> ModelAnswer {
    .graph(
      100, 33,
      "Unsupported request. Object with ID '\(id)' does not exist, cannot be loaded due to missing "
        + "permissions, or does not support this operation", type: "GraphMethodException")
  }
}

extension Instant {
  /// Meta's times: `2026-11-20T09:00:00+0000`.
  var graphText: String { String(rfc3339.prefix(19)) + "+0000" }
}
