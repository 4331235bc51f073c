import Domain

/// The calls of one bot, and how their answers are read. The bot's token stands in every address.
struct TelegramAPI: Sendable {
  var origin: Origin
  var token: SecretKey
  var chat: String

  /// - Throws: a refusal when the account is not connected.
  init(_ account: AccountFacts, _ flow: Flow) throws(Pause) {
    guard let token = account.tokens["access"] else {
      throw flow.refuse(.signIn, code: "not-connected", "\(account.name) has no bot yet")
    }
    try self.init(account, token, flow)
  }

  init(_ account: AccountFacts, _ token: SecretKey, _ flow: Flow) throws(Pause) {
    let address = account.settings["server"] ?? TelegramProfile.server
    guard let origin = Origin(address), let chat = account.settings["chat"] else {
      throw flow.refuse(.content, code: "bad-settings", "\(account.name) needs a chat")
    }
    self.origin = origin
    self.token = token
    self.chat = chat
  }

  func call(_ method: String, _ fields: [String: JSON] = [:], cost: Int = 0) -> Call {
    var call = Call(
      .post,
      to: .init(.text(origin.text + "/bot"), .secret(token), .text("/" + method)))
    if cost > 0 { call.costs = [.init("chat", cost)] }
    call.setJSON(.object(fields))
    return call
  }

  /// Sends a message, with its files if it has any.
  func send(
    _ message: TelegramMessage, _ part: Int, after earlier: Remote?, boundary: String
  ) -> Exchange<Remote> {
    let fields = message.fields(chat: chat, answered: earlier.flatMap { Int64($0.id) })
    var call = call(message.method, cost: max(1, message.media.count))
    if message.media.isEmpty {
      call.body = [.text(JSON.object(fields).text)]
    } else {
      call.headers = []
      call.deadline = .upload
      let texts = fields.keys.sorted().map { name in
        Call.FormPart.text(name: name, TelegramAPI.formText(fields[name] ?? .null))
      }
      let files = message.media.enumerated().map { index, item in
        Call.FormPart.file(name: message.fileName(index), item.file)
      }
      call.setMultipart(texts + files, boundary: boundary)
    }
    return Exchange(call, value: { remote(in: TelegramFailures.result(in: $0), part) }) {
      TelegramFailures.reading(of: $0, after: .visible)
    }
  }

  /// Objects and lists are written as JSON in forms, all else as it is.
  private static func formText(_ value: JSON) -> String {
    value.string ?? value.text
  }

  /// The message, or the messages of an album.
  private func remote(in result: JSON?, _ part: Int) -> Remote? {
    let messages = result?.array ?? result.map { [$0] } ?? []
    let ids = messages.compactMap { $0["message_id"]?.integer }
    guard let first = ids.first, ids.count == messages.count else { return nil }
    var extra = ["part": String(part)]
    if ids.count > 1 { extra["messages"] = ids.map { String($0) }.joined(separator: ",") }
    if messages[0]["text"] == nil { extra["caption"] = "yes" }
    // A film that Telegram still works on has no number yet.
    return Remote(
      id: first > 0 ? String(first) : "", url: address(of: first, in: messages[0]["chat"]),
      extra: extra)
  }

  private func address(of message: Int64, in chat: JSON?) -> String? {
    guard message > 0 else { return nil }
    let site = origin.site("https://t.me")
    if let name = chat?["username"]?.string {
      return site + "/\(PercentEncoding.component(name))/\(message)"
    }
    guard let id = chat?["id"]?.integer, "\(id)".hasPrefix("-100") else { return nil }
    return site + "/c/\("\(id)".dropFirst(4))/\(message)"
  }

  // MARK: - Changes

  /// `deleteMessage`; a success also when there is none (any more).
  func delete(_ message: Int64) -> Exchange<Void> {
    let fields: [String: JSON] = ["chat_id": .string(chat), "message_id": .integer(message)]
    return Exchange(
      call("deleteMessage", fields), value: { TelegramFailures.result(in: $0).map { _ in } },
      failure: { answer in
        let reading: Reading<Void> = TelegramFailures.reading(of: answer, after: .harmless)
        guard case .refused(let refusal) = reading, refusal.kind == .gone else { return reading }
        return .value(())
      })
  }

  /// `editMessageText` or `editMessageCaption`.
  func edit(_ id: Int64, isCaption: Bool, to message: TelegramMessage) -> Exchange<Void> {
    var words = message.words(isCaption: isCaption)
    words["chat_id"] = .string(chat)
    words["message_id"] = .integer(id)
    return Exchange(
      call(isCaption ? "editMessageCaption" : "editMessageText", words),
      value: { TelegramFailures.result(in: $0).map { _ in } },
      failure: { answer in
        // Setting the words that are there is what was wanted.
        if TelegramFailures.words(in: answer)?.contains("message is not modified") == true {
          return .value(())
        }
        return TelegramFailures.reading(of: answer, after: .harmless)
      })
  }
}
