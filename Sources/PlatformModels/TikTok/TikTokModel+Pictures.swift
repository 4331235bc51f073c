package import Domain

/// Posts of pictures (*photo post*): nothing is uploaded, TikTok fetches.
extension TikTokModel {
  private static let infoNames = [
    "title", "description", "privacy_level", "disable_comment", "auto_add_music",
    "brand_content_toggle", "brand_organic_toggle",
  ]

  /// `POST /v2/post/publish/content/init/`.
  mutating func postPictures(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let creator = try signedIn(visit)
    try count(rules.starts, "starts", creator, visit, code: "rate_limit_exceeded")
    let body = try jsonBody(
      visit, allowed: ["media_type", "post_mode", "post_info", "source_info"])
    guard body["media_type"] == "PHOTO", body["post_mode"] == "DIRECT_POST" else {
      throw Stop(.tiktok(400, "invalid_params", "media_type is PHOTO, post_mode DIRECT_POST"))
    }
    let info = body["post_info"]
    let level = try checkWords(info)
    let pictures = try pictures(of: body["source_info"])
    try count(rules.posts, "posts", creator, visit, code: "spam_risk_too_many_posts")
    let id = "p_pub_url~v2." + visit.random.token(length: 19)
    posts[id] = Post(
      id: id, creator: creator.id, key: "", title: info?["title"]?.string,
      caption: info?["description"]?.string ?? "", level: level, pictures: pictures, total: 0,
      pieceBytes: 0, pieces: 0, state: .processing, begun: visit.now, expires: visit.now,
      ready: visit.now + rules.processing, lastRequest: visit.number, lastLine: visit.request.line)
    order.append(id)
    return .tiktok(["publish_id": .string(id)])
  }

  /// - Returns: the privacy level.
  private func checkWords(_ info: JSON?) throws(Stop) -> String {
    try requireMembers(info, Self.infoNames)
    guard (info?["title"]?.string ?? "").utf16.count <= 90,
      (info?["description"]?.string ?? "").utf16.count <= 4000
    else { throw Stop(.tiktok(400, "invalid_params", "the title or description is too long")) }
    return try level(of: info)
  }

  private func pictures(of source: JSON?) throws(Stop) -> [Post.Picture] {
    try requireMembers(source, ["source", "photo_images", "photo_cover_index"])
    let addresses = source?["photo_images"]?.array?.compactMap(\.string) ?? []
    guard source?["source"] == "PULL_FROM_URL", (1...35).contains(addresses.count),
      addresses.count == source?["photo_images"]?.array?.count,
      let cover = source?["photo_cover_index"]?.integer, addresses.indices.contains(Int(cover))
    else { throw Stop(.tiktok(400, "invalid_params", "1 to 35 photo_images and their cover")) }
    let isOwn = addresses.allSatisfy {
      $0.hasPrefix("https://") || $0.hasPrefix("http://127.0.0.1:")
    }
    guard rules.ownsPrefix, isOwn else {
      throw Stop(.tiktok(403, "url_ownership_unverified", "Please verify the domain or URL prefix"))
    }
    let first = addresses[Int(cover)]
    let others = addresses.enumerated().filter { $0.offset != Int(cover) }.map(\.element)
    return ([first] + others).map { Post.Picture(address: $0) }
  }

  // MARK: - Fetching

  package var wanted: [String] {
    var found: [String] = []
    for post in order.compactMap({ posts[$0] }) where post.state == .processing {
      for picture in post.pictures where picture.file == nil && !picture.isMissing {
        if !found.contains(picture.address) { found.append(picture.address) }
      }
    }
    return found
  }

  package mutating func fetched(_ address: String, _ bytes: [UInt8]?, at now: Instant) {
    let file = bytes.flatMap { bytes in
      MediaFormat(bytes).map { ModelFile(mime: $0.mime, bytes: bytes) }
    }
    for id in order {
      guard let pictures = posts[id]?.pictures else { continue }
      for index in pictures.indices where pictures[index].address == address {
        guard pictures[index].file == nil else { continue }
        posts[id]?.pictures[index].file = file
        posts[id]?.pictures[index].isMissing = file == nil
      }
    }
  }

  /// Why a post fails after it was taken; `nil` for one that is fine.
  func problem(of post: Post) -> String? {
    guard !post.pictures.isEmpty else {
      return MediaFormat(post.bytes)?.family == "video" ? nil : "file_format_check_failed"
    }
    for picture in post.pictures {
      guard let file = picture.file else { return "photo_pull_failed" }
      guard ["image/jpeg", "image/webp"].contains(file.mime) else {
        return "file_format_check_failed"
      }
      guard file.bytes.count <= 20_000_000, Self.isSmall(MediaFormat(file.bytes)) else {
        return "picture_size_check_failed"
      }
    }
    return nil
  }

  private static func isSmall(_ format: MediaFormat?) -> Bool {
    guard let width = format?.width, let height = format?.height else { return true }
    return min(width, height) <= 1080 && max(width, height) <= 1920
  }

  func shownMedia(of post: Post) -> [TimelinePost.Picture] {
    guard !post.pictures.isEmpty else {
      return [.init(id: post.id, mime: post.mime, alt: post.caption)]
    }
    return post.pictures.enumerated().map { index, picture in
      let format = picture.file.flatMap { MediaFormat($0.bytes) }
      return .init(
        id: "\(post.id):\(index)", mime: picture.file?.mime ?? "image/jpeg", alt: "",
        width: format?.width, height: format?.height)
    }
  }
}
