import Domain

extension XModel {
  /// Uploads that are not finalized are thrown away after this time, finalized ones too.
  private static let lifetime = Duration.seconds(86_400)
  private static let limits = [
    "tweet_image": 5 << 20, "tweet_gif": 15 << 20, "tweet_video": 512 << 20,
  ]

  mutating func beginUpload(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit, scopes: ["media.write"])
    try count(rules.uploads, "initialize/\(account.id)", &visit)
    let given = try parameters(
      visit, [.json], allowed: ["media_type", "total_bytes", "media_category"])
    let (mime, category, total) = try documented { () throws(Parameters.Wrong) in
      (
        try given.required("media_type"), try given.required("media_category"),
        try given.integer("total_bytes") ?? 0
      )
    }
    guard let limit = Self.limits[category], (1...limit).contains(total),
      Self.fits(mime, category)
    else {
      throw Stop(
        .xProblem(400, "invalid-request", "\(total) bytes of \(mime) are no \(category)"))
    }
    let id = identifier(visit)
    media[id] = Media(
      account: account.id, mime: mime, category: category, total: total, begun: visit.now)
    return .json([
      "data": ["id": .string(id), "media_key": .string("3_" + id), "expires_after_secs": 86_400]
    ])
  }

  private static func fits(_ mime: String, _ category: String) -> Bool {
    switch category {
    case "tweet_gif": mime == "image/gif"
    case "tweet_video": mime == "video/mp4" || mime == "video/quicktime"
    default: ["image/jpeg", "image/png", "image/webp", "image/gif"].contains(mime)
    }
  }

  /// The account's own upload, or 404.
  private func own(_ id: String, _ visit: ModelVisit) throws(Stop) -> Media {
    let account = try signedIn(visit, scopes: ["media.write"])
    guard let item = media[id], item.account == account.id,
      visit.now < (item.ready ?? item.begun) + Self.lifetime
    else { throw Stop(.xProblem(404, "resource-not-found", "there is no media \(id)")) }
    return item
  }

  mutating func append(to id: String, _ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    var item = try own(id, visit)
    try count(rules.uploads, "append/\(item.account)", &visit)
    let given = try parameters(visit, [.multipart], allowed: ["media", "segment_index"])
    let index = try documented { () throws(Parameters.Wrong) in
      try given.integer("segment_index")
    }
    guard item.ready == nil, let index, (0...999).contains(index), let file = given.file("media"),
      (1...(5 << 20)).contains(file.bytes.count)
    else {
      throw Stop(
        .xProblem(400, "invalid-request", "a segment has an index from 0 to 999 and 1 to 5 MB"))
    }
    item.segments[index] = Array(file.bytes)
    media[id] = item
    let end = (item.begun + Self.lifetime).milliseconds / 1000
    return .json(["data": ["expires_at": .integer(end)]])
  }

  mutating func finalize(_ id: String, _ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    var item = try own(id, visit)
    try count(rules.uploads, "finalize/\(item.account)", &visit)
    guard visit.request.body.isEmpty else {
      throw Stop(.xProblem(400, "invalid-request", "this request has no body"))
    }
    if item.ready == nil {
      let pieces = (0..<item.segments.count).compactMap { item.segments[$0] }
      item.bytes = Array(pieces.joined())
      guard pieces.count == item.segments.count, item.bytes.count == item.total,
        let format = MediaFormat(item.bytes), format.mime == item.mime
      else {
        throw Stop(
          .xProblem(400, "invalid-request", "the segments are not the file that was announced"))
      }
      item.format = format
      item.segments = [:]
      item.ready = visit.now + (item.category == "tweet_image" ? .zero : rules.processing)
      media[id] = item
    }
    return .json(["data": entity(id, item, at: visit.now)])
  }

  mutating func mediaState(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try queryParameters(visit, allowed: ["command", "media_id"])
    guard given.text("command") == "STATUS" else {
      throw Stop(.xProblem(400, "invalid-request", "command must be STATUS"))
    }
    let id = given.text("media_id") ?? ""
    let item = try own(id, visit)
    try count(rules.uploads, "status/\(item.account)", &visit)
    return .json(["data": entity(id, item, at: visit.now)])
  }

  private func entity(_ id: String, _ item: Media, at now: Instant) -> JSON {
    var members: [String: JSON] = [
      "id": .string(id), "media_key": .string("3_" + id),
      "size": .integer(Int64(item.bytes.count)), "expires_after_secs": 86_400,
    ]
    guard item.category != "tweet_image", let ready = item.ready else { return .object(members) }
    if now < ready {
      members["processing_info"] = ["state": "in_progress", "check_after_secs": 1]
    } else if rules.processingFails {
      members["processing_info"] = [
        "state": "failed",
        "error": ["code": 1, "name": "InvalidMedia", "message": "unsupported codec"],
      ]
    } else {
      members["processing_info"] = ["state": "succeeded", "progress_percent": 100]
    }
    return .object(members)
  }

  mutating func describe(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try parameters(visit, [.json], allowed: ["id", "metadata[alt_text][text]"])
    let id = given.text("id") ?? ""
    var item = try own(id, visit)
    try count(rules.metadata, "metadata/\(item.account)", &visit)
    guard let alt = given.text("metadata[alt_text][text]"), (1...1000).contains(alt.count),
      item.ready != nil
    else {
      throw Stop(
        .xProblem(400, "invalid-request", "an alt text has 1 to 1000 characters, after finalize"))
    }
    item.alt = alt
    media[id] = item
    return .json(["data": ["id": .string(id), "associated_metadata": [:]]])
  }

  /// The files that a post asks for, fit to be attached.
  func attachments(
    _ ids: [String], of account: Account, _ visit: ModelVisit
  ) throws(Stop) -> [Media] {
    let items = ids.compactMap { media[$0] }.filter {
      guard let ready = $0.ready else { return false }
      return $0.account == account.id && $0.post == nil && visit.now >= ready
        && visit.now < ready + Self.lifetime && !(rules.processingFails && ready > $0.begun)
    }
    guard items.count == ids.count, Set(ids).count == ids.count else {
      throw Stop(.xProblem(400, "invalid-request", "Your media IDs are invalid."))
    }
    let isMixed = items.count > 1 && items.contains { $0.category != "tweet_image" }
    guard items.count <= 4, !isMixed else {
      throw Stop(.xProblem(400, "invalid-request", "up to 4 photos, or 1 GIF, or 1 video"))
    }
    return items
  }

  /// A new id: milliseconds and twenty-two further bits, as X makes them.
  func identifier(_ visit: ModelVisit) -> String {
    let since = max(0, visit.now.milliseconds - 1_288_834_974_657)
    return String(UInt64(since) << 22 | UInt64(visit.number & 0x3F_FFFF))
  }
}
