import Domain

extension MastodonModel {
  /// Files that no status took are thrown away after this time.
  private static let unattachedLifetime = Duration.seconds(86_400)

  mutating func uploadMedia(_ visit: inout Visit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit, scopes: ["write:media"])
    try count(rules.uploads, "uploads/\(account.id)", &visit)
    let given = try parameters(
      visit, [.multipart], allowed: ["file", "thumbnail", "description", "focus"])
    guard let file = given.file("file"), let declared = file.mime, file.fileName?.isEmpty == false
    else { throw Stop(.mastodon(400, "the part \"file\" needs a file name and a content type")) }
    let format = try examined(file, declared: declared)
    let description = given.text("description")
    try check(description: description, focus: given.text("focus"))
    let isInstant = format.family == "image" && !format.isAnimated
    let bytes = Array(file.bytes)
    let item = Media(
      id: identifier(visit), account: account.id, format: format, bytes: bytes,
      hash: hashing.sha256(bytes).hexadecimal, description: description,
      focus: given.text("focus"), uploaded: visit.now,
      ready: isInstant ? visit.now : visit.now + rules.processing)
    media[item.id] = item
    return .json(entity(item, at: visit.now), status: isInstant ? 200 : 202)
  }

  /// What the file is; refused when it is not what its sender declares, or too large.
  private func examined(_ file: Multipart.Part, declared: String) throws(Stop) -> MediaFormat {
    guard Self.mimeTypes.contains(declared), let format = MediaFormat(file.bytes) else {
      throw Stop(
        .mastodon(422, "Validation failed: File content type is invalid, File is invalid"))
    }
    guard Self.areSame(declared, format.mime) else {
      throw Stop(.mastodon(422, "the file is \(format.mime), not \(declared) as declared"))
    }
    let limit = format.family == "image" ? rules.imageBytes : rules.videoBytes
    guard file.bytes.count <= limit else {
      throw Stop(
        .mastodon(422, "Validation failed: File file size must be less than \(limit >> 20) MB"))
    }
    if format.family == "image", let width = format.width, let height = format.height {
      guard width > 0, height > 0, width * height <= rules.imagePixels else {
        throw Stop(.mastodon(422, "Validation failed: \(width)x\(height) images are not supported"))
      }
    }
    return format
  }

  /// Whether two names are in use for one format.
  private static func areSame(_ declared: String, _ found: String) -> Bool {
    let families: [Set<String>] = [
      ["image/heic", "image/heif"], ["audio/wav", "audio/wave"], ["audio/mpeg", "audio/mp3"],
      ["audio/ogg", "audio/vorbis", "video/ogg"], ["audio/3gpp", "video/3gpp"],
      ["audio/mp4", "audio/m4a", "audio/x-m4a", "video/mp4"],
    ]
    return declared == found
      || families.contains { $0.contains(declared) && $0.contains(found) }
  }

  private func check(description: String?, focus: String?) throws(Stop) {
    if let description, description.count > rules.descriptionCharacters {
      throw Stop(
        .mastodon(
          422,
          "Validation failed: Description is too long "
            + "(maximum is \(rules.descriptionCharacters) characters)"
        ))
    }
    guard let focus else { return }
    let numbers = focus.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard numbers.count == 2, numbers.allSatisfy({ $0.map { abs($0) <= 1 } ?? false }) else {
      throw Stop(.mastodon(400, "focus is \"\(focus)\", not two numbers from -1 to 1"))
    }
  }

  /// The unattached file of this account; attached ones are not found, as on the real server.
  private func own(_ id: String, _ visit: Visit) throws(Stop) -> Media {
    let account = try signedIn(visit, scopes: ["write:media"])
    guard let item = media[id], item.account == account.id, item.status == nil,
      visit.now < item.uploaded + Self.unattachedLifetime
    else { throw Stop(.mastodon(404, "Record not found")) }
    return item
  }

  func mediaState(_ id: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    let item = try own(id, visit)
    let answer = entity(item, at: visit.now)
    if visit.now < item.ready { return .json(answer, status: 206) }
    guard !isFailed(item) else {
      throw Stop(
        .mastodon(422, "Error processing thumbnail for uploaded media"))
    }
    return .json(answer)
  }

  private func isFailed(_ item: Media) -> Bool {
    rules.processingFails && item.ready > item.uploaded
  }

  mutating func changeMedia(_ id: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    var item = try own(id, visit)
    let given = try parameters(visit, allowed: ["description", "focus", "thumbnail"])
    try check(description: given.text("description"), focus: given.text("focus"))
    item.description = given.text("description") ?? item.description
    item.focus = given.text("focus") ?? item.focus
    media[id] = item
    return .json(entity(item, at: visit.now))
  }

  mutating func deleteMedia(_ id: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    _ = try own(id, visit)
    media[id] = nil
    return .json([:])
  }

  func showFile(_ name: String) throws(Stop) -> ModelAnswer {
    guard let file = file(name) else { throw Stop(.mastodon(404, "Record not found")) }
    return ModelAnswer(
      status: 200, headers: [NamedValue("Content-Type", file.mime)], body: file.bytes)
  }

  /// The files that a status asks for, in their order, fit to be attached.
  func attachments(_ ids: [String], of account: Account, _ visit: Visit, on status: String?)
    throws(Stop) -> [Media]
  {
    guard ids.count <= rules.maximumAttachments else {
      throw Stop(
        .mastodon(
          422, "Validation failed: Cannot attach more than \(rules.maximumAttachments) files"))
    }
    guard Set(ids).count == ids.count else {
      throw Stop(.mastodon(400, "media_ids names a file twice"))
    }
    let items = ids.compactMap { media[$0] }.filter {
      $0.account == account.id && ($0.status == nil || $0.status == status)
    }
    guard items.count == ids.count else {
      throw Stop(
        .mastodon(422, "Validation failed: Media attachments could not be found"))
    }
    guard items.allSatisfy({ visit.now >= $0.ready && !isFailed($0) }) else {
      throw Stop(
        .mastodon(
          422, "Cannot attach files that have not finished processing. Try again in a moment!"))
    }
    guard items.count <= 1 || items.allSatisfy({ $0.kind == "image" }) else {
      throw Stop(
        .mastodon(422, "Validation failed: Cannot attach a video to a post that contains images"))
    }
    return items
  }

  func entity(_ item: Media, at now: Instant) -> JSON {
    let url: JSON =
      now < item.ready ? nil : .string("\(origin)/system/media_attachments/\(item.id)")
    var meta: JSON = [:]
    if let width = item.format.width, let height = item.format.height {
      meta = ["original": ["width": .integer(Int64(width)), "height": .integer(Int64(height))]]
    }
    return [
      "id": .string(item.id), "type": .string(item.kind), "url": url, "preview_url": url,
      "remote_url": nil, "description": JSON(item.description), "blurhash": nil, "meta": meta,
    ]
  }

  /// A new id: milliseconds and sixteen further bits, as on the real server.
  func identifier(_ visit: Visit) -> String {
    String(UInt64(max(0, visit.now.milliseconds)) << 16 | UInt64(visit.number & 0xFFFF))
  }
}
