import Domain

extension DiscordModel {
  mutating func answer(_ visit: Visit) throws(Stop) -> ModelAnswer {
    let path = visit.request.path
    if path.isEmpty { return .html("<!doctype html><title>Discord sandbox</title>") }
    guard path.count >= 5, path.prefix(3) == ["api", "v10", "webhooks"] else {
      throw Stop(.discord(404, 0, "404: Not Found"))
    }
    let name = path[3] + "/" + path[4]
    guard Int(path[3]) != nil, path[4].count >= 30, webhook ?? name == name, !rules.isGone else {
      throw Stop(.discord(404, 10015, "Unknown Webhook"))
    }
    webhook = name
    switch (visit.request.method, path.count) {
    case ("GET", 5):
      return .json([
        "id": .string(path[3]), "type": 1, "name": "Belfry", "token": .string(path[4]),
        "channel_id": .string(Self.channel), "guild_id": .string(Self.guild),
        "url": .string(origin + "/api/webhooks/" + name),
      ])
    case ("POST", 5): return try execute(visit)
    case ("PATCH", 7) where path[5] == "messages": return try edit(path[6], visit)
    case ("DELETE", 7) where path[5] == "messages": return try delete(path[6], visit)
    default: throw Stop(.discord(405, 0, "405: Method Not Allowed"))
    }
  }

  private mutating func execute(_ visit: Visit) throws(Stop) -> ModelAnswer {
    for item in visit.request.query where !["wait", "thread_id"].contains(item.name) {
      throw Stop(.discord(400, 50035, "Invalid Form Body: unknown query \(item.name)"))
    }
    guard windows.take(1, of: rules.messages, key: "messages", at: visit.now) else {
      var answer = ModelAnswer.json(
        ["message": "You are being rate limited.", "retry_after": .number(1.5), "global": false],
        status: 429)
      answer.headers.append(NamedValue("Retry-After", "2"))
      throw Stop(answer)
    }
    let (body, parts) = try payload(visit)
    let message = try message(body, parts, visit)
    messages[message.id] = message
    order.append(message.id)
    note(.created, message, visit)
    guard visit.request.query("wait") == "true" else { return ModelAnswer(status: 204) }
    return .json([
      "id": .string(message.id), "channel_id": .string(Self.channel),
      "content": .string(message.text), "timestamp": .string(visit.now.rfc3339),
    ])
  }

  /// The message object and the files of a request.
  private func payload(_ visit: Visit) throws(Stop) -> (JSON, [Multipart.Part]) {
    let request = visit.request
    var (bytes, parts): ([UInt8], [Multipart.Part]) = (request.body, [])
    if request.contentType == "multipart/form-data" {
      guard
        let form = Multipart(
          contentType: request.header("content-type") ?? "", body: request.body),
        let object = form.parts.first(where: { $0.name == "payload_json" })
      else { throw Stop(.discord(400, 50035, "Invalid Form Body: no payload_json")) }
      bytes = Array(object.bytes)
      parts = form.parts.filter { $0.name != "payload_json" }
    } else if request.contentType != "application/json" {
      throw Stop(.discord(400, 50035, "Invalid Form Body: content type"))
    }
    guard let body = try? JSON(parsing: bytes), let members = body.object else {
      throw Stop(.discord(400, 50109, "The request body contains invalid JSON."))
    }
    let known = [
      "content", "username", "avatar_url", "embeds", "allowed_mentions", "attachments", "flags",
      "thread_name",
    ]
    for name in members.keys.sorted() where !known.contains(name) {
      throw Stop(.discord(400, 50035, "Invalid Form Body: unknown member \(name)"))
    }
    return (body, parts)
  }

  private mutating func message(
    _ body: JSON, _ parts: [Multipart.Part], _ visit: Visit
  ) throws(Stop) -> Message {
    let text = body["content"]?.string ?? ""
    guard text.count <= 2000 else {
      throw Stop(.discord(400, 50035, "Invalid Form Body: content has more than 2000 characters"))
    }
    guard !text.allSatisfy(\.isWhitespace) || !parts.isEmpty else {
      throw Stop(.discord(400, 50006, "Cannot send an empty message"))
    }
    guard [0, 4, 4096, 4100].contains(body["flags"]?.integer ?? 0) else {
      throw Stop(.discord(400, 50035, "Invalid Form Body: flags"))
    }
    var media: [TimelinePost.Picture] = []
    for (index, part) in parts.enumerated() {
      let attachment = body["attachments"]?[index]
      guard part.name == "files[\(index)]", index < 10,
        attachment?["id"]?.integer == Int64(index),
        attachment?["filename"]?.string == part.fileName
      else { throw Stop(.discord(400, 50035, "Invalid Form Body: attachments")) }
      media.append(try keep(part, alt: attachment?["description"]?.string ?? ""))
    }
    return Message(
      id: String(1_000_000_000_000_000_000 + visit.number),
      author: body["username"]?.string ?? "Belfry", text: text, media: media, sent: visit.now)
  }

  private mutating func keep(
    _ part: Multipart.Part, alt: String
  ) throws(Stop) -> TimelinePost.Picture {
    guard part.bytes.count <= rules.fileBytes, alt.count <= 1024 else {
      throw Stop(.discord(413, 40005, "Request entity too large"))
    }
    let format = MediaFormat(part.bytes)
    let id = String(hashing.sha256(Array(part.bytes)).hexadecimal.prefix(24))
    let mime = format?.mime ?? "application/octet-stream"
    files[id] = ModelFile(mime: mime, bytes: Array(part.bytes))
    return .init(id: id, mime: mime, alt: alt, width: format?.width, height: format?.height)
  }

  private mutating func edit(_ id: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    guard var message = messages[id] else {
      throw Stop(.discord(404, 10008, "Unknown Message"))
    }
    let (body, _) = try payload(visit)
    message.text = body["content"]?.string ?? message.text
    message.edited = visit.now
    messages[id] = message
    note(.edited, message, visit)
    return .json(["id": .string(id), "channel_id": .string(Self.channel)])
  }

  private mutating func delete(_ id: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    guard let message = messages.removeValue(forKey: id) else {
      throw Stop(.discord(404, 10008, "Unknown Message"))
    }
    order.removeAll { $0 == id }
    note(.deleted, message, visit)
    return ModelAnswer(status: 204)
  }

  private mutating func note(
    _ kind: OutsideLedger.Kind, _ message: Message, _ visit: Visit
  ) {
    ledger.record(
      .init(
        kind: kind, at: visit.now, account: "Belfry", post: message.id, text: message.text,
        fingerprint: fingerprint(of: message), requestNumber: visit.number,
        request: visit.request.method + " /api/v10/webhooks", idempotencyKey: nil))
  }
}
