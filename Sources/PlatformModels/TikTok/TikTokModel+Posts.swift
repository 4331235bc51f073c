import Domain

extension TikTokModel {
  private static let (leastPiece, mostPiece, mostLast) = (5_000_000, 64_000_000, 128_000_000)

  mutating func creatorInfo(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let creator = try signedIn(visit)
    try count(rules.creatorInfo, "creator", creator, visit, code: "rate_limit_exceeded")
    return .tiktok([
      "creator_username": .string(creator.name), "creator_nickname": .string(creator.name),
      "creator_avatar_url": .string(origin + "/avatar"),
      "privacy_level_options": .array(rules.levels.map(JSON.string)),
      "comment_disabled": .bool(rules.isWithoutComments), "duet_disabled": false,
      "stitch_disabled": false,
      "max_video_post_duration_sec": .integer(Int64(rules.filmSeconds)),
    ])
  }

  mutating func start(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let creator = try signedIn(visit)
    try count(rules.starts, "starts", creator, visit, code: "rate_limit_exceeded")
    let body = try jsonBody(visit, allowed: ["post_info", "source_info"])
    let level = try check(body["post_info"])
    try count(rules.posts, "posts", creator, visit, code: "spam_risk_too_many_posts")
    let (total, pieceBytes, pieces) = try source(body["source_info"])
    let id = "v_pub_file~v2." + visit.random.token(length: 19)
    let key = visit.random.token(length: 32)
    posts[id] = Post(
      id: id, creator: creator.id, key: key, caption: body["post_info"]?["title"]?.string ?? "",
      level: level, total: total, pieceBytes: pieceBytes, pieces: pieces, begun: visit.now,
      expires: visit.now + rules.uploadLifetime)
    order.append(id)
    let address = origin + "/upload/?upload_id=\(PercentEncoding.component(id))&upload_token=\(key)"
    return .tiktok(["publish_id": .string(id), "upload_url": .string(address)])
  }

  /// - Returns: the privacy level.
  private func check(_ info: JSON?) throws(Stop) -> String {
    try requireMembers(
      info,
      [
        "title", "privacy_level", "disable_comment", "disable_duet", "disable_stitch",
        "video_cover_timestamp_ms", "brand_content_toggle", "brand_organic_toggle", "is_aigc",
      ])
    guard (info?["title"]?.string ?? "").utf16.count <= 2200 else {
      throw Stop(.tiktok(400, "invalid_params", "the title is too long"))
    }
    return try level(of: info)
  }

  /// What the creator and the app may do, for films and pictures alike.
  func level(of info: JSON?) throws(Stop) -> String {
    guard let level = info?["privacy_level"]?.string, rules.levels.contains(level) else {
      throw Stop(.tiktok(403, "privacy_level_option_mismatch", "not one of the options"))
    }
    guard rules.isAudited || level == "SELF_ONLY" else {
      throw Stop(
        .tiktok(
          403, "unaudited_client_can_only_post_to_private_accounts",
          "Please review our integration guidelines"))
    }
    if info?["brand_content_toggle"]?.bool == true, level == "SELF_ONLY" {
      throw Stop(.tiktok(400, "invalid_params", "branded content cannot be private"))
    }
    if rules.isWithoutComments, info?["disable_comment"]?.bool != true {
      throw Stop(.tiktok(400, "invalid_params", "the creator has no comments"))
    }
    return level
  }

  private func source(_ source: JSON?) throws(Stop) -> (Int, Int, Int) {
    try requireMembers(source, ["source", "video_size", "chunk_size", "total_chunk_count"])
    guard source?["source"] == "FILE_UPLOAD", let total = source?["video_size"]?.integer,
      let piece = source?["chunk_size"]?.integer, let count = source?["total_chunk_count"]?.integer,
      total > 0, total <= 4_000_000_000, piece > 0, (1...1000).contains(count)
    else { throw Stop(.tiktok(400, "invalid_params", "The video info is empty or invalid")) }
    let isWhole = count == 1 && piece == total && total <= Int64(Self.mostPiece)
    let isCut =
      piece >= Int64(Self.leastPiece) && piece <= Int64(Self.mostPiece) && count == total / piece
      && total - (count - 1) * piece <= Int64(Self.mostLast)
    guard isWhole || isCut else {
      throw Stop(.tiktok(400, "invalid_params", "The total chunk count is invalid"))
    }
    return (Int(total), Int(piece), Int(count))
  }

  mutating func takePiece(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let request = visit.request
    guard let id = request.query("upload_id"), var post = posts[id] else {
      throw Stop(ModelAnswer(status: 404))
    }
    guard request.query("upload_token") == post.key, visit.now < post.expires,
      request.header("authorization") == nil
    else { throw Stop(ModelAnswer(status: 403)) }
    guard let mime = request.contentType,
      ["video/mp4", "video/quicktime", "video/webm"].contains(mime),
      let range = request.header("content-range"), range.hasPrefix("bytes "),
      range.hasSuffix("/\(post.total)")
    else { throw Stop(ModelAnswer(status: 400)) }
    let ends = range.dropFirst(6).prefix { $0 != "/" }.split(separator: "-").compactMap { Int($0) }
    let index = post.bytes.count / post.pieceBytes
    let length =
      index == post.pieces - 1 ? post.total - index * post.pieceBytes : post.pieceBytes
    guard ends.count == 2, ends[0] == post.bytes.count, post.state == .uploading else {
      throw Stop(ModelAnswer(status: 416))
    }
    guard ends[1] - ends[0] + 1 == request.body.count, request.body.count == length else {
      throw Stop(ModelAnswer(status: 400))
    }
    post.bytes += request.body
    post.mime = mime
    defer { posts[id] = post }
    guard post.bytes.count == post.total else {
      let stored = NamedValue("Content-Range", "bytes 0-\(post.bytes.count - 1)/\(post.total)")
      return ModelAnswer(status: 206, headers: [stored])
    }
    post.state = .processing
    post.ready = visit.now + rules.processing
    (post.lastRequest, post.lastLine) = (visit.number, request.line)
    return ModelAnswer(status: 201)
  }

  mutating func status(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let creator = try signedIn(visit)
    try count(rules.statuses, "status", creator, visit, code: "rate_limit_exceeded")
    let body = try jsonBody(visit, allowed: ["publish_id"])
    guard let post = body["publish_id"]?.string.flatMap({ posts[$0] }) else {
      throw Stop(.tiktok(400, "invalid_publish_id", "The publish_id does not exist."))
    }
    guard post.creator == creator.id else {
      throw Stop(
        .tiktok(403, "token_not_authorized_for_specified_publish_id", "not the creator's own"))
    }
    var data: [String: JSON] = ["uploaded_bytes": .integer(Int64(post.bytes.count))]
    switch post.state {
    case .uploading, .processing:
      data["status"] = post.pictures.isEmpty ? "PROCESSING_UPLOAD" : "PROCESSING_DOWNLOAD"
    case .failed:
      data["status"] = "FAILED"
      data["fail_reason"] = .string(rules.failure ?? post.failure ?? "internal")
    case .complete:
      data["status"] = "PUBLISH_COMPLETE"
      if post.isVisible {
        data["publicaly_available_post_id"] = [.integer(Int64(publicID(of: post)) ?? 0)]
      }
    }
    return .tiktok(.object(data))
  }

  /// Ends what was processed by now.
  ///
  /// A post is seen from then on.
  mutating func finishPosts(at now: Instant) {
    for id in order {
      guard var post = posts[id], post.state == .processing, let ready = post.ready, ready <= now,
        post.isFetched
      else { continue }
      post.failure = problem(of: post)
      post.state = rules.failure == nil && post.failure == nil ? .complete : .failed
      posts[id] = post
      guard post.state == .complete, post.isVisible else { continue }
      ledger.record(
        .init(
          kind: .created, at: ready, account: name(of: post), post: publicID(of: post),
          text: post.caption, fingerprint: fingerprint(of: post),
          requestNumber: post.lastRequest, request: post.lastLine, idempotencyKey: nil))
    }
  }

  func name(of post: Post) -> String {
    creators.first { $0.id == post.creator }?.name ?? post.creator
  }

  /// The number under which a public post is known: 19 digits, as TikTok's have.
  func publicID(of post: Post) -> String {
    let digest = hashing.sha256(Array(post.id.utf8)).prefix(7)
    let number = digest.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return String(7_000_000_000_000_000_000 + number)
  }

  func fingerprint(of post: Post) -> String {
    let files = [post.bytes] + post.pictures.compactMap(\.file?.bytes)
    return hashing.sha256(
      Array("\(post.title ?? "") \(post.caption)".utf8) + files.flatMap(hashing.sha256)
    ).hexadecimal
  }
}
