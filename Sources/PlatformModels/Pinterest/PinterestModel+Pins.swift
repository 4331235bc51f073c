import Domain
import Text

extension PinterestModel {
  private static let common = [
    "board_id", "board_section_id", "title", "description", "link", "alt_text", "dominant_color",
    "media_source[source_type]",
  ]

  private static let sources = [
    "image_base64": ["content_type", "data"],
    "multiple_image_base64": [
      "items[][title]", "items[][description]", "items[][link]", "items[][content_type]",
      "items[][data]",
    ],
    "video_id": [
      "media_id", "cover_image_content_type", "cover_image_data", "cover_image_key_frame_time",
    ],
  ]

  mutating func create(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let owner = try signedIn(visit, scope: "pins:write")
    guard visit.request.body.count <= rules.bodyBytes else {
      throw Stop(.pinterest(413, 1, "Request Entity Too Large"))
    }
    let kind = (try? JSON(parsing: visit.request.body))?["media_source"]?["source_type"]?.string
    guard let kind, let members = Self.sources[kind] else {
      throw Self.wrong("media_source: source_type is missing or not taken by this sandbox")
    }
    let allowed = Self.common + members.map(Self.member)
    let given = try parameters(allowed: allowed) { () throws(Parameters.Wrong) in
      try Parameters(body: visit.request, in: [.json])
    }
    guard let board = rules.boards.first(where: { $0.id == given.text("board_id") }) else {
      throw Stop(.pinterest(404, 40, "Board not found."))
    }
    let alt = given.text("alt_text") ?? ""
    for (name, most) in [("title", 100), ("description", 800), ("link", 2048), ("alt_text", 500)] {
      guard (given.text(name) ?? "").count <= most else {
        throw Self.wrong("'\(name)' is too long: more than \(most)")
      }
    }
    let pin = Pin(
      id: String(800_000_000_000 + visit.number), owner: owner, board: board,
      section: given.text("board_section_id"),
      title: given.text("title") ?? "", description: given.text("description") ?? "",
      link: given.text("link"), media: try media(kind, given, alt, of: owner, visit.now),
      created: visit.now)
    pins[pin.id] = pin
    order.append(pin.id)
    record(.created, pin, visit)
    return .json(entity(pin), status: 201)
  }

  /// `items[][data]` of a source as a flattened body names it.
  private static func member(_ name: String) -> String {
    let head = name.prefix { $0 != "[" }
    return "media_source[\(head)]" + name.dropFirst(head.count)
  }

  private static func wrong(_ message: String) -> Stop {
    Stop(.pinterest(400, 1, "Invalid request: " + message))
  }

  private mutating func media(
    _ kind: String, _ given: Parameters, _ alt: String, of owner: String, _ now: Instant
  ) throws(Stop) -> [TimelinePost.Picture] {
    func text(_ name: String) -> String? { given.text(Self.member(name)) }
    switch kind {
    case "image_base64": return [try keep(text("data"), text("content_type"), alt)]
    case "multiple_image_base64":
      let data = given.list(Self.member("items[][data]"))
      let types = given.list(Self.member("items[][content_type]"))
      guard (2...5).contains(data.count), types.count == data.count else {
        throw Self.wrong("items: 2 to 5 pictures")
      }
      var pictures: [TimelinePost.Picture] = []
      for (index, item) in data.enumerated() {
        pictures.append(try keep(item, types[index], index == 0 ? alt : ""))
      }
      return pictures
    default:
      guard let id = text("media_id"), let upload = uploads[id], upload.owner == owner,
        let file = upload.file, upload.ready <= now, !rules.processingFails
      else { throw Self.wrong("media_id: no film that is ready") }
      if text("cover_image_data") != nil {
        _ = try keep(text("cover_image_data"), text("cover_image_content_type"), "")
      } else if text("cover_image_key_frame_time") == nil {
        throw Self.wrong("a film needs a cover image")
      }
      return [.init(id: file, mime: files[file]?.mime ?? "", alt: alt)]
    }
  }

  private mutating func keep(
    _ data: String?, _ mime: String?, _ alt: String
  ) throws(Stop) -> TimelinePost.Picture {
    guard let bytes = data.flatMap({ Base64.decode($0) }), let format = MediaFormat(bytes),
      format.mime == mime, ["image/jpeg", "image/png"].contains(format.mime)
    else { throw Self.wrong("data: no picture of the type that content_type says") }
    return .init(
      id: keep(bytes, format.mime), mime: format.mime, alt: alt, width: format.width,
      height: format.height)
  }

  private mutating func keep(_ bytes: [UInt8], _ mime: String) -> String {
    let id = String(hashing.sha256(bytes).hexadecimal.prefix(24))
    files[id] = ModelFile(mime: mime, bytes: bytes)
    return id
  }

  mutating func show(_ id: String, _ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    .json(entity(try pin(id, of: signedIn(visit, scope: "pins:read"))))
  }

  mutating func delete(_ id: String, _ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let pin = try pin(id, of: signedIn(visit, scope: "pins:write"))
    pins[id]?.isDeleted = true
    record(.deleted, pin, visit)
    return ModelAnswer(status: 204)
  }

  private func pin(_ id: String, of owner: String) throws(Stop) -> Pin {
    guard let pin = pins[id], pin.owner == owner, !pin.isDeleted else {
      throw Stop(.pinterest(404, 50, "Pin not found."))
    }
    return pin
  }

  /// The Pins of a board or of one of its sections, newest first; the bookmark is the last one's
  /// id.
  mutating func listPins(
    of board: String, _ section: String?, _ visit: ModelVisit
  ) throws(Stop) -> ModelAnswer {
    let owner = try signedIn(visit, scope: "pins:read")
    let given = try query(visit, allowed: ["page_size", "bookmark"])
    guard rules.boards.contains(where: { $0.id == board }) else {
      throw Stop(.pinterest(404, 40, "Board not found."))
    }
    guard let size = Int(given.text("page_size") ?? "25"), (1...250).contains(size) else {
      throw Self.wrong("page_size: 1 to 250")
    }
    var found = order.reversed().compactMap { pins[$0] }
      .filter { $0.owner == owner && $0.board.id == board && !$0.isDeleted }
      .filter { section == nil || $0.section == section }
    if let mark = given.text("bookmark"), let index = found.firstIndex(where: { $0.id == mark }) {
      found.removeSubrange(...index)
    }
    let page = found.prefix(size)
    return .json([
      "items": .array(page.map(entity)),
      "bookmark": found.count > size ? JSON(page.last?.id) : .null,
    ])
  }

  private func entity(_ pin: Pin) -> JSON {
    [
      "id": .string(pin.id), "board_id": .string(pin.board.id),
      // As the description's examples write it: UTC, and no zone.
      "created_at": .string(String(pin.created.rfc3339.prefix(19))),
      "title": .string(pin.title), "description": .string(pin.description), "link": JSON(pin.link),
    ]
  }

  private mutating func record(_ kind: OutsideLedger.Kind, _ pin: Pin, _ visit: ModelVisit) {
    ledger.record(
      .init(
        kind: kind, at: visit.now, account: pin.owner, post: pin.id, text: Self.words(of: pin),
        fingerprint: fingerprint(of: pin), requestNumber: visit.number,
        request: visit.request.line, idempotencyKey: nil))
  }

  private static func words(of pin: Pin) -> String {
    [pin.description, pin.link ?? ""].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// Equal for Pins that look the same: the words, the board and the files.
  private func fingerprint(of pin: Pin) -> String {
    let looks =
      [pin.board.id, pin.section ?? "", pin.title, Self.words(of: pin)] + pin.media.map(\.id)
    return hashing.sha256(JSON.array(looks.map(JSON.string)).bytes).hexadecimal
  }

  /// What people see now, newest first.
  package var timeline: [TimelinePost] {
    order.reversed().compactMap { pins[$0] }.filter { !$0.isDeleted }.map { pin in
      let text = Self.words(of: pin)
      return TimelinePost(
        platform: .pinterest, account: pin.owner, id: pin.id,
        url: origin + "/pin/\(pin.id)/", place: pin.board.name,
        title: pin.title.isEmpty ? nil : pin.title,
        spans: TextSpans.of(text, links: LinkScanner.clickable(in: text)), media: pin.media,
        visibility: .everyone, created: pin.created, fingerprint: fingerprint(of: pin))
    }
  }

  // MARK: - Films

  mutating func startFilm(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let owner = try signedIn(visit, scope: "pins:write")
    let request = visit.request
    let given = try parameters(allowed: ["media_type"]) { () throws(Parameters.Wrong) in
      try Parameters(body: request, in: [.json])
    }
    guard given.text("media_type") == "video" else { throw Self.wrong("media_type is video") }
    let id = String(5_000_000 + visit.number)
    let policy = visit.random.token(length: 20)
    uploads[id] = Upload(owner: owner, policy: policy)
    return .json([
      "media_id": .string(id), "media_type": "video", "upload_url": .string(origin + "/storage"),
      "upload_parameters": ["key": .string("uploads/" + id), "policy": .string(policy)],
    ])
  }

  /// The storage behind Pinterest, which speaks XML.
  mutating func store(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    func xml(_ status: Int, _ code: String) -> ModelAnswer {
      ModelAnswer(
        status: status, headers: [NamedValue("Content-Type", "application/xml")],
        body: Array("<?xml version=\"1.0\"?><Error><Code>\(code)</Code></Error>".utf8))
    }
    guard let form = try? Parameters(body: visit.request, in: [.multipart]),
      let file = form.files.first, file.name == "file", let format = MediaFormat(file.bytes),
      let key = form.text("key"), key.hasPrefix("uploads/")
    else { throw Stop(xml(400, "MalformedPOSTRequest")) }
    let id = String(key.dropFirst(8))
    guard uploads[id]?.policy == form.text("policy"), visit.request.header("authorization") == nil
    else { throw Stop(xml(403, "AccessDenied")) }
    let kept = keep(Array(file.bytes), format.mime)
    uploads[id]?.file = kept
    uploads[id]?.ready = visit.now + rules.processing
    return ModelAnswer(status: 204)
  }

  mutating func showFilm(_ id: String, _ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let owner = try signedIn(visit, scope: "pins:read")
    guard let upload = uploads[id], upload.owner == owner else {
      throw Stop(.pinterest(404, 40, "Media not found."))
    }
    let status: JSON
    if upload.file == nil {
      status = "registered"
    } else if visit.now < upload.ready {
      status = "processing"
    } else {
      status = rules.processingFails ? "failed" : "succeeded"
    }
    return .json(["media_id": .string(id), "media_type": "video", "status": status])
  }
}
