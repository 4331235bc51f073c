import Domain

extension FacebookModel {
  // MARK: - Films of any shape

  /// `POST /PAGE/videos` with the bytes.
  mutating func uploadFilm(_ page: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    let given: Parameters
    do throws(Parameters.Wrong) {
      given = try Parameters(body: visit.request, in: [.multipart])
      try given.check(allowed: ["source", "published", "description", "title"])
    } catch {
      throw Stop(.graphInvalid(error.message))
    }
    guard given.text("published") == "false" else {
      throw Stop(.graphInvalid("this sandbox takes films with published=false"))
    }
    let bytes = given.file("source").map { Array($0.bytes) } ?? []
    guard let format = MediaFormat(bytes), format.family == "video" else {
      throw Stop(.graph(352, 1_363_024, "The video file that you selected is in a wrong format"))
    }
    let hash = hashing.sha256(bytes).hexadecimal
    let file = MetaShelf.File(
      id: String(hash.prefix(16)), format: format, bytes: bytes, hash: hash)
    let post = Post(
      id: nextID(), page: page, message: given.text("description") ?? "", link: nil,
      media: [file], alts: [""], isPublished: false, created: visit.now, isFilm: true)
    posts[post.id] = post
    order.append(post.id)
    return .json(["id": .string(post.id)])
  }

  mutating func lookAt(film post: Post, _ visit: Visit) throws(Stop) -> ModelAnswer {
    let names = try visit.request.graphFields(
      known: ["id", "status", "published", "permalink_url"])
    posts[post.id]?.looks += 1
    let isReady = post.looks >= rules.looksUntilReady
    let members: [String: JSON] = [
      "id": .string(post.id), "published": .bool(post.isPublished),
      "permalink_url": .string("/\(post.page)/videos/\(post.id)/"),
      "status": ["video_status": isReady ? "ready" : "processing"],
    ]
    return .json(.object(members.filter { names.contains($0.key) || $0.key == "id" }))
  }

  // MARK: - Reels

  /// `POST /PAGE/video_reels` and `POST /PAGE/video_stories`.
  mutating func reel(
    _ page: String, isStory: Bool, _ visit: Visit
  ) throws(Stop) -> ModelAnswer {
    let given = try visit.request.graphForm(
      ["upload_phase", "video_id"] + (isStory ? [] : ["video_state", "description", "title"]))
    switch given.text("upload_phase") {
    case "start":
      let id = nextID()
      reels[id] = Reel(id: id, page: page, isStory: isStory)
      let address = "\(origin)/video-upload/\(visit.request.path[0])/\(id)"
      return .json(["video_id": .string(id), "upload_url": .string(address)])
    case "finish": return try finish(given, page, isStory: isStory, visit)
    default: throw Stop(.graphInvalid("upload_phase is start or finish"))
    }
  }

  /// The bytes, to the upload host.
  mutating func uploadReel(_ id: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    guard visit.request.header("authorization")?.hasPrefix("OAuth ") == true else {
      throw Stop(.graph(190, nil, "the upload host wants Authorization: OAuth TOKEN"))
    }
    guard let reel = reels[id], reel.page == visit.page else { throw Stop(.graphMissing(id)) }
    let body = visit.request.body
    guard visit.request.header("offset") == "0",
      visit.request.header("file_size") == String(body.count), let format = MediaFormat(body),
      format.mime == "video/mp4"
    else { throw Stop(.graph(100, 1_363_040, "offset, file_size or the film is wrong")) }
    let hash = hashing.sha256(body).hexadecimal
    reels[id]?.file = MetaShelf.File(
      id: String(hash.prefix(16)), format: format, bytes: body, hash: hash)
    return .json(["success": true])
  }

  private mutating func finish(
    _ given: Parameters, _ page: String, isStory: Bool, _ visit: Visit
  ) throws(Stop) -> ModelAnswer {
    guard let id = given.text("video_id"), let reel = reels[id], reel.page == page,
      reel.isStory == isStory, let file = reel.file
    else { throw Stop(.graphInvalid("video_id names no uploaded film of this Page")) }
    guard isStory || given.text("video_state") == "PUBLISHED" else {
      throw Stop(.graphInvalid("this sandbox publishes reels at once"))
    }
    guard !reel.isPublished else { return .json(["success": true]) }
    if !isStory {
      try usage.take(
        RateLimit(rules.reelsPerDay, perSeconds: 86_400), "reels", of: page, code: 32,
        "the Page published too many reels", at: visit.now)
    }
    guard !rules.reelsFail else {
      reels[id]?.hasFailed = true
      return .json(["success": true])
    }
    reels[id]?.isPublished = true
    let post = Post(
      id: id, page: page, message: given.text("description") ?? "", link: nil, media: [file],
      alts: [""], isPublished: true, created: visit.now, isFilm: true,
      place: isStory ? "story" : "reel")
    posts[id] = post
    order.append(id)
    record(.created, post, visit)
    return .json(["success": true])
  }

  func entity(_ reel: Reel) -> [String: JSON] {
    func phase(_ isDone: Bool) -> JSON { ["status": isDone ? "complete" : "not_started"] }
    let failure: JSON = [
      "status": "error", "error": ["code": 1_363_127, "message": "The film is too small."],
    ]
    return [
      "id": .string(reel.id), "permalink_url": .string("/reel/\(reel.id)/"),
      "status": [
        "video_status": reel.isPublished ? "ready" : "upload_complete",
        "uploading_phase": phase(reel.file != nil),
        "processing_phase": reel.hasFailed ? failure : phase(reel.isPublished),
        "publishing_phase": phase(reel.isPublished),
      ],
    ]
  }
}
