import Domain

/// The calls of one webhook, and how their answers are read. The webhook's address is its
/// credential: what stands in it behind `webhooks/` is filled in while sending.
struct DiscordAPI: Sendable {
  var origin: Origin
  var webhook: SecretKey
  var username: String?
  /// The server that people call a guild; part of the addresses of messages.
  var guild: String?

  /// - Throws: a refusal when the account is not connected.
  init(_ account: AccountFacts, _ flow: Flow) throws(Pause) {
    guard let webhook = account.tokens["access"] else {
      throw flow.refuse(.signIn, code: "not-connected", "\(account.name) has no webhook yet")
    }
    try self.init(account, webhook, flow)
  }

  init(_ account: AccountFacts, _ webhook: SecretKey, _ flow: Flow) throws(Pause) {
    let address = account.settings["server"] ?? DiscordProfile.server
    guard let origin = Origin(address) else {
      throw flow.refuse(.content, code: "bad-server", "\(address) is no server")
    }
    self.origin = origin
    self.webhook = webhook
    username = account.settings["username"]
    guild = account.server["guild"]?.string
  }

  private func call(
    _ method: Call.Method, _ rest: String = "", query: [(String, String)] = []
  ) -> Call {
    let query = query.map { "\($0)=\(PercentEncoding.component($1))" }.joined(separator: "&")
    let tail = rest + (query.isEmpty ? "" : "?" + query)
    // Without a version an old one answers; the pasted address has none, so only its end is used.
    return Call(
      method,
      to: .init(
        .text(origin.text + "/api/v10/webhooks/"), .secret(webhook, .lastSegments(2)),
        .text(tail)))
  }

  /// *Execute webhook*, waiting for the message: without that, errors stay hidden.
  func send(_ message: DiscordMessage, _ part: Int, boundary: String) -> Exchange<Remote> {
    var query = [("wait", "true")]
    if let thread = message.thread { query.append(("thread_id", thread)) }
    var call = call(.post, query: query)
    call.costs = [.init("messages"), .init("channel")]
    let json = message.json(username: username)
    if message.media.isEmpty {
      call.setJSON(json)
    } else {
      call.deadline = .upload
      call.setMultipart(
        [.text(name: "payload_json", json.text)]
          + message.media.enumerated().map { index, item in
            var file = item.file
            file.name = message.fileName(index)
            return .file(name: "files[\(index)]", file)
          }, boundary: boundary)
    }
    return Exchange(call, value: { remote(in: $0.json, part) }) {
      DiscordFailures.reading(of: $0, after: .visible)
    }
  }

  private func remote(in message: JSON?, _ part: Int) -> Remote? {
    guard let id = message?["id"]?.string, let channel = message?["channel_id"]?.string else {
      return nil
    }
    let place = "\(guild ?? "@me")/\(channel)/\(id)".bounded
    return Remote(
      id: id, url: origin.site("https://discord.com") + "/channels/" + place,
      extra: ["part": String(part), "channel": channel])
  }

  /// *Get webhook with token*.
  func look() -> Exchange<DiscordWebhook> {
    Exchange(
      call(.get),
      value: { answer in
        guard let body = answer.json, let id = body["id"]?.string,
          let channel = body["channel_id"]?.string
        else { return nil }
        return DiscordWebhook(
          id: id, name: body["name"]?.string?.bounded ?? id, channel: channel.bounded,
          guild: body["guild_id"]?.string?.bounded)
      }, failure: { DiscordFailures.reading(of: $0, after: .harmless) })
  }

  /// *Delete webhook message*; a success also when there is none (any more).
  func delete(_ remote: Remote, thread: String?) -> Exchange<Void> {
    Exchange(
      call(.delete, "/messages/" + PercentEncoding.component(remote.id), query: thread.query)
    ) { answer in
      if answer.isSuccess || DiscordFailures.code(in: answer) == 10008 { return .value(()) }
      return DiscordFailures.reading(of: answer, after: .harmless)
    }
  }

  /// *Edit webhook message*.
  func edit(_ remote: Remote, to message: DiscordMessage) -> Exchange<Void> {
    var call = call(
      .patch, "/messages/" + PercentEncoding.component(remote.id), query: message.thread.query)
    call.setJSON(.object(message.words))
    return Exchange(
      call, value: { $0.json?["id"].map { _ in } },
      failure: { DiscordFailures.reading(of: $0, after: .harmless) })
  }
}

extension String? {
  /// The query that names a thread.
  fileprivate var query: [(String, String)] { map { [("thread_id", $0)] } ?? [] }
}

/// What Discord says about a webhook.
struct DiscordWebhook: Hashable, Sendable {
  var id: String
  var name: String
  var channel: String
  var guild: String?

  var facts: JSON { ["channel": .string(channel), "guild": JSON(guild)] }
}
