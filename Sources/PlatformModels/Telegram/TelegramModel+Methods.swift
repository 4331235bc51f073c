import Domain

extension TelegramModel {
  mutating func answer(_ visit: Visit) throws(Stop) -> ModelAnswer {
    let path = visit.request.path
    if path.isEmpty { return .html("<!doctype html><title>Telegram sandbox</title>") }
    guard path.count == 2, path[0].hasPrefix("bot") else {
      throw Stop(.telegram(404, "Not Found"))
    }
    guard Self.isToken(path[0].dropFirst(3)), !rules.isRevoked else {
      throw Stop(.telegram(401, "Unauthorized"))
    }
    switch path[1] {
    case "getMe":
      return .telegram(["id": 110_201_543, "is_bot": true, "username": "belfry_bot"])
    case "getChat":
      _ = try fields(visit, allowed: ["chat_id"])
      return .telegram(chat)
    case "getChatMember":
      _ = try fields(visit, allowed: ["chat_id", "user_id"])
      return .telegram([
        "status": "administrator", "can_post_messages": .bool(rules.mayPost),
        "can_edit_messages": true,
      ])
    case "sendMessage": return try sendMessage(visit)
    case "sendPhoto", "sendVideo", "sendAnimation", "sendAudio", "sendDocument":
      return try sendFile(visit, path[1])
    case "sendMediaGroup": return try sendAlbum(visit)
    case "editMessageText", "editMessageCaption": return try edit(visit, path[1])
    case "deleteMessage": return try delete(visit)
    default: throw Stop(.telegram(404, "Not Found: method not found"))
    }
  }

  /// `110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw`.
  private static func isToken(_ text: Substring) -> Bool {
    let halves = text.split(separator: ":")
    return halves.count == 2 && Int(halves[0]) != nil && (30...50).contains(halves[1].count)
  }

  private static let common = [
    "chat_id", "disable_notification", "protect_content", "message_thread_id", "reply_parameters",
  ]

  private mutating func sendMessage(_ visit: Visit) throws(Stop) -> ModelAnswer {
    let given = try fields(
      visit, allowed: Self.common + ["text", "entities", "link_preview_options"])
    let text = given.text("text") ?? ""
    guard !text.allSatisfy(\.isWhitespace) else {
      throw Stop(.telegram(400, "Bad Request: message text is empty"))
    }
    guard text.utf16.count <= 4096 else {
      throw Stop(.telegram(400, "Bad Request: message is too long"))
    }
    try admit(1, visit)
    let isHidden = try isHidden(given, "entities", text)
    return .telegram(
      try publish(text, [], isHidden: isHidden, given, album: nil, visit))
  }

  private mutating func sendFile(_ visit: Visit, _ method: String) throws(Stop) -> ModelAnswer {
    let name = String(method.dropFirst(4)).lowercased()
    let given = try fields(
      visit,
      allowed: Self.common + [
        name, "caption", "caption_entities", "has_spoiler", "width", "height", "duration",
        "supports_streaming",
      ])
    let picture = try keep(given.file(name), as: name)
    let caption = try caption(given.text("caption"))
    try admit(1, visit)
    let isHidden = given.text("has_spoiler") == "true"
    return .telegram(
      try publish(caption, [picture], isHidden: isHidden, given, album: nil, visit))
  }

  private mutating func sendAlbum(_ visit: Visit) throws(Stop) -> ModelAnswer {
    let names = (0..<10).map { "file\($0)" }
    let given = try fields(visit, allowed: Self.common + ["media"] + names)
    guard let list = given.text("media").flatMap({ try? JSON(parsing: Array($0.utf8)) })?.array,
      (2...10).contains(list.count)
    else { throw Stop(.telegram(400, "Bad Request: media must be a list of 2 to 10")) }
    var pieces: [(TimelinePost.Picture, String, Bool)] = []
    for item in list {
      guard let name = item["media"]?.string, name.hasPrefix("attach://"),
        let kind = item["type"]?.string, ["photo", "video"].contains(kind)
      else { throw Stop(.telegram(400, "Bad Request: wrong file identifier/HTTP URL specified")) }
      let picture = try keep(given.file(String(name.dropFirst(9))), as: kind)
      let caption = try caption(item["caption"]?.string)
      pieces.append((picture, caption, item["has_spoiler"]?.bool ?? false))
    }
    try admit(pieces.count, visit)
    let album = latest + 1
    var results: [JSON] = []
    for (picture, caption, isHidden) in pieces {
      results.append(
        try publish(caption, [picture], isHidden: isHidden, given, album: album, visit))
    }
    return .telegram(.array(results))
  }

  /// The next message of the channel. An album is one thing that people see.
  private mutating func publish(
    _ text: String, _ media: [TimelinePost.Picture], isHidden: Bool, _ given: Parameters,
    album: Int?, _ visit: Visit
  ) throws(Stop) -> JSON {
    var parent: Int?
    if let reply = given.text("reply_parameters[message_id]") ?? answered(given) {
      guard let id = Int(reply), messages[id] != nil else {
        throw Stop(.telegram(400, "Bad Request: message to be replied not found"))
      }
      parent = id
    }
    latest += 1
    let message = Message(
      id: latest, text: text, media: media, isHidden: isHidden, parent: parent, sent: visit.now,
      album: album)
    messages[latest] = message
    if album == nil || album == latest { note(.created, message, visit) }
    var result: [String: JSON] = [
      "message_id": .integer(Int64(latest)), "date": .integer(visit.now.milliseconds / 1000),
      "chat": chat,
    ]
    result[media.isEmpty ? "text" : "caption"] = .string(text)
    return .object(result)
  }

  /// In a form the object is written as JSON.
  private func answered(_ given: Parameters) -> String? {
    let json = given.text("reply_parameters").flatMap { try? JSON(parsing: Array($0.utf8)) }
    return json?["message_id"]?.integer.map { String($0) }
  }

  private mutating func keep(
    _ part: Multipart.Part?, as kind: String
  ) throws(Stop) -> TimelinePost.Picture {
    guard let part, let format = MediaFormat(part.bytes) else {
      throw Stop(.telegram(400, "Bad Request: wrong file identifier/HTTP URL specified"))
    }
    let isPhoto = kind == "photo"
    let family = format.mime == "image/gif" ? "animation" : format.family
    guard part.bytes.count <= (isPhoto ? rules.photoBytes : rules.fileBytes) else {
      throw Stop(.telegram(413, "Request Entity Too Large"))
    }
    let kinds = ["photo": "image", "audio": "audio", "video": "video", "animation": "animation"]
    guard kinds[kind, default: family] == family else {
      throw Stop(.telegram(400, "Bad Request: IMAGE_PROCESS_FAILED"))
    }
    if isPhoto, let width = format.width, let height = format.height,
      width + height > 10_000 || max(width, height) > 20 * min(width, height)
    {
      throw Stop(.telegram(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
    }
    let id = String(hashing.sha256(Array(part.bytes)).hexadecimal.prefix(24))
    files[id] = ModelFile(mime: format.mime, bytes: Array(part.bytes))
    return .init(
      id: id, mime: format.mime, alt: "", width: format.width, height: format.height)
  }

  private func caption(_ text: String?) throws(Stop) -> String {
    guard (text ?? "").utf16.count <= 1024 else {
      throw Stop(.telegram(400, "Bad Request: message caption is too long"))
    }
    return text ?? ""
  }

  /// Whether a text is hidden behind a spoiler, which must lie inside it.
  private func isHidden(
    _ given: Parameters, _ name: String, _ text: String
  ) throws(Stop) -> Bool {
    let types = given.list("\(name)[][type]")
    guard let type = types.first else { return false }
    guard type == "spoiler", let offset = Int(given.list("\(name)[][offset]").first ?? ""),
      let length = Int(given.list("\(name)[][length]").first ?? ""), offset >= 0, length > 0,
      offset + length <= text.utf16.count
    else { throw Stop(.telegram(400, "Bad Request: can't parse entities")) }
    return true
  }

  private mutating func edit(_ visit: Visit, _ method: String) throws(Stop) -> ModelAnswer {
    let name = method == "editMessageText" ? "text" : "caption"
    let entities = name == "text" ? "entities" : "caption_entities"
    let given = try fields(
      visit, allowed: ["chat_id", "message_id", name, entities, "link_preview_options"])
    guard let id = given.text("message_id").flatMap({ Int($0) }), var message = messages[id],
      message.media.isEmpty == (name == "text")
    else { throw Stop(.telegram(400, "Bad Request: message to edit not found")) }
    guard let text = given.text(name), text != message.text else {
      throw Stop(.telegram(400, "Bad Request: message is not modified"))
    }
    message.text = text
    message.edited = visit.now
    messages[id] = message
    note(.edited, message, visit)
    return .telegram(["message_id": .integer(Int64(id)), "chat": chat])
  }

  private mutating func delete(_ visit: Visit) throws(Stop) -> ModelAnswer {
    let given = try fields(visit, allowed: ["chat_id", "message_id"])
    guard let id = given.text("message_id").flatMap({ Int($0) }), let message = messages[id] else {
      throw Stop(.telegram(400, "Bad Request: message to delete not found"))
    }
    guard visit.now < message.sent + .seconds(172_800) else {
      throw Stop(.telegram(400, "Bad Request: message can't be deleted"))
    }
    messages[id] = nil
    if message.album == nil || message.album == id { note(.deleted, message, visit) }
    return .telegram(true)
  }

  private mutating func note(
    _ kind: OutsideLedger.Kind, _ message: Message, _ visit: Visit
  ) {
    ledger.record(
      .init(
        kind: kind, at: visit.now, account: channel, post: String(message.id), text: message.text,
        fingerprint: fingerprint(of: message), requestNumber: visit.number,
        request: visit.request.method + " /" + (visit.request.path.last ?? ""),
        idempotencyKey: nil))
  }

  private mutating func admit(_ count: Int, _ visit: Visit) throws(Stop) {
    guard rules.mayPost else {
      throw Stop(.telegram(400, "Bad Request: not enough rights to send text messages"))
    }
    let limit = rules.messages
    guard windows.take(count, of: limit, key: "chat", at: visit.now) else {
      let reading = windows.reading(limit, key: "chat", at: visit.now)
      let wait = max(1, Int(reading.resets - visit.now.milliseconds / 1000))
      throw Stop(.telegram(429, "Too Many Requests: retry after \(wait)", retry: wait))
    }
  }

  /// The documented fields, of a form or of JSON, for the channel that there is.
  private func fields(_ visit: Visit, allowed: [String]) throws(Stop) -> Parameters {
    let nested = [
      "reply_parameters[message_id]", "link_preview_options[is_disabled]",
      "entities[][type]", "entities[][offset]", "entities[][length]",
      "caption_entities[][type]", "caption_entities[][offset]", "caption_entities[][length]",
    ].filter { name in allowed.contains { name.hasPrefix($0 + "[") } }
    let given: Parameters
    do throws(Parameters.Wrong) {
      given = try Parameters(body: visit.request, in: [.json, .form, .multipart])
      try given.check(allowed: allowed + nested)
    } catch {
      throw Stop(.telegram(400, "Bad Request: " + error.message))
    }
    guard ["@" + channel, "-1001234567890"].contains(given.text("chat_id")) else {
      throw Stop(.telegram(400, "Bad Request: chat not found"))
    }
    return given
  }
}
