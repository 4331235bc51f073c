import Domain

/// What Telegram's answers mean that are no success: `{"ok": false, "error_code", "description",
/// "parameters": {"retry_after", "migrate_to_chat_id"}}`. The descriptions are known from the
/// server's code and may change, so that pieces of them are looked for.
enum TelegramFailures {
  /// The result of a good answer.
  static func result(in answer: Answer) -> JSON? {
    guard answer.isSuccess, answer.json?["ok"]?.bool == true else { return nil }
    return answer.json?["result"]
  }

  static func reading<Value>(of answer: Answer, after effect: Effect) -> Reading<Value> {
    Reading(refusal(in: answer, after: effect))
  }

  /// The description in lower case, if it is Telegram that speaks.
  static func words(in answer: Answer) -> String? {
    guard answer.json?["ok"]?.bool == false else { return nil }
    return answer.json?["description"]?.string?.bounded.lowercased()
  }

  /// - Returns: `nil` for an answer that is not on the list.
  static func refusal(in answer: Answer, after effect: Effect) -> Refusal? {
    guard let words = words(in: answer) else { return gatewayRefusal(answer, effect) }
    let code = answer.json?["error_code"]?.integer ?? Int64(answer.status)
    let parameters = answer.json?["parameters"]
    let kind: Refusal.Kind
    switch code {
    // A token that never was one is "not found".
    case 401, 404: kind = .signIn
    case 403: kind = .permission
    case 413: kind = .content
    case 429:
      let wait = parameters?["retry_after"]?.integer
      kind = .throttled(wait.map { .seconds(min(max(0, $0), 86_400)) } ?? answer.retryAfter)
    case 400:
      guard let known = kinds.first(where: { words.contains($0.words) }) else { return nil }
      kind = known.kind
    case 500...599:
      guard effect == .harmless else { return nil }
      kind = .transient
    default: return nil
    }
    return Refusal(kind, code: "\(code)", message: message(answer, parameters))
  }

  private static func message(_ answer: Answer, _ parameters: JSON?) -> String {
    if let chat = parameters?["migrate_to_chat_id"]?.integer {
      return "the group has become another one; write chat: \(chat) in accounts.yaml"
    }
    return answer.json?["description"]?.string?.bounded ?? "Telegram says no"
  }

  private static let kinds: [(words: String, kind: Refusal.Kind)] = [
    ("chat not found", .gone), ("message to delete not found", .gone),
    ("message to edit not found", .gone), ("upgraded to a supergroup", .content),
    ("not enough rights", .permission), ("administrator rights", .permission),
    ("have no rights", .permission), ("chat_admin_required", .permission),
    ("message can't be deleted", .content), ("message can't be edited", .content),
    ("too long", .content), ("can't parse", .content), ("wrong file identifier", .content),
    ("failed to get http url content", .content), ("photo_invalid_dimensions", .content),
    ("text is empty", .content), ("image_process_failed", .content), ("file is too big", .content),
    ("wrong type of the web page content", .content), ("file must be non-empty", .content),
    ("there is no text in the message", .content),
    ("there is no caption in the message", .content), ("message thread not found", .content),
    ("message to be replied not found", .content),
  ]

  /// An answer of something in front of the server.
  ///
  /// It may have passed the request on.
  private static func gatewayRefusal(_ answer: Answer, _ effect: Effect) -> Refusal? {
    guard effect == .harmless, !answer.isSuccess else { return nil }
    return Refusal(
      answer.status == 413 ? .content : .transient, code: "\(answer.status)",
      message: "an answer that is not Telegram's")
  }
}
