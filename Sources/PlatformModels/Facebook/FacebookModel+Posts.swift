import Domain

extension FacebookModel {
  /// `POST /PAGE/feed`.
  mutating func createPost(_ page: String, _ visit: inout Visit) throws(Stop) -> ModelAnswer {
    let given = try visit.request.graphForm(["message", "link", "published", "attached_media"])
    let message = given.text("message") ?? ""
    guard message.utf16.count <= 63_206 else {
      throw Stop(.graphInvalid("Name parameter too long"))
    }
    if let link = given.text("link") {
      guard link.hasPrefix("https://") || link.hasPrefix("http://") else {
        throw Stop(.graph(100, 1_609_005, "The link could not be scraped"))
      }
    }
    let ids = try attached(given, page)
    guard !message.isEmpty || given.text("link") != nil || !ids.isEmpty else {
      throw Stop(.graphInvalid("message, link or attached_media is required"))
    }
    guard ids.isEmpty || given.text("link") == nil else {
      throw Stop(.graphInvalid("link and attached_media exclude each other"))
    }
    let isPublished = given.text("published") != "false"
    let files = ids.compactMap { photos[$0] }
    let post = Post(
      id: "\(page)_\(nextID())", page: page, message: message, link: given.text("link"),
      media: files.map(\.file), alts: files.map(\.alt), isPublished: isPublished,
      created: visit.now)
    posts[post.id] = post
    order.append(post.id)
    for id in ids { photos[id]?.post = post.id }
    if isPublished { record(.created, post, visit) }
    return .json(["id": .string(post.id)])
  }

  private func attached(_ given: Parameters, _ page: String) throws(Stop) -> [String] {
    guard let text = given.text("attached_media") else { return [] }
    let ids = (try? JSON(parsing: text))?.array?.compactMap { $0["media_fbid"]?.string } ?? []
    guard (1...10).contains(ids.count) else {
      throw Stop(.graphInvalid("attached_media is a list of one to ten media_fbid"))
    }
    for id in ids {
      // A draft holds no photo: only a public post does.
      guard let photo = photos[id], photo.page == page,
        photo.post.flatMap({ posts[$0]?.isPublished }) != true
      else {
        throw Stop(.graphInvalid("\(id) is no unused photo of this Page"))
      }
    }
    return ids
  }

  /// `POST /PAGE/photos` with the bytes.
  mutating func uploadPhoto(_ page: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    let given: Parameters
    do throws(Parameters.Wrong) {
      given = try Parameters(body: visit.request, in: [.multipart])
      try given.check(allowed: ["source", "published", "alt_text_custom"])
    } catch {
      throw Stop(.graphInvalid(error.message))
    }
    guard given.text("published") == "false" else {
      throw Stop(.graphInvalid("this sandbox takes photos with published=false"))
    }
    guard let part = given.file("source") else { throw Stop(.graphInvalid("source is missing")) }
    let bytes = Array(part.bytes)
    guard let format = MediaFormat(bytes), format.family == "image",
      bytes.count <= rules.photoBytes
    else { throw Stop(.graph(100, 1_366_046, "Your photos couldn't be uploaded")) }
    let hash = hashing.sha256(bytes).hexadecimal
    let file = MetaShelf.File(
      id: String(hash.prefix(16)), format: format, bytes: bytes, hash: hash)
    let id = nextID()
    photos[id] = Photo(id: id, page: page, file: file, alt: given.text("alt_text_custom") ?? "")
    return .json(["id": .string(id)])
  }

  /// `POST /PAGE/photo_stories`.
  mutating func storyOfPhoto(_ page: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    let given = try visit.request.graphForm(["photo_id"])
    guard let photo = photos[given.text("photo_id") ?? ""], photo.page == page, photo.post == nil
    else { throw Stop(.graphInvalid("photo_id is no unused photo of this Page")) }
    let post = Post(
      id: nextID(), page: page, message: "", link: nil, media: [photo.file], alts: [photo.alt],
      isPublished: true, created: visit.now, place: "story")
    posts[post.id] = post
    order.append(post.id)
    photos[photo.id]?.post = post.id
    record(.created, post, visit)
    return .json(["success": true, "post_id": .string(post.id)])
  }

  /// `POST /ID`: makes a draft public, or changes the words.
  mutating func change(_ id: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    var post = try own(id, visit)
    let words = post.isFilm ? "description" : "message"
    let state = post.isFilm ? "published" : "is_published"
    let given = try visit.request.graphForm([state, words])
    if let message = given.text(words) {
      post.message = message
      post.edited = visit.now
      posts[id] = post
      if post.isPublished { record(.edited, post, visit) }
    }
    if given.text(state) == "true", !post.isPublished {
      post.isPublished = true
      post.created = visit.now
      posts[id] = post
      record(.created, post, visit)
    }
    return .json(["success": true])
  }

  mutating func delete(_ id: String, _ visit: Visit) throws(Stop) -> ModelAnswer {
    let post = try own(id, visit)
    for gone in [post] + comments(under: id) {
      posts[gone.id]?.isDeleted = true
      if gone.isPublished { record(.deleted, gone, visit) }
    }
    return .json(["success": true])
  }

  func own(_ id: String, _ visit: Visit) throws(Stop) -> Post {
    guard let post = posts[id], !post.isDeleted, post.page == visit.page else {
      throw Stop(.graphMissing(id))
    }
    return post
  }

  // MARK: - Reading

  /// `GET /ID` of a Page, a reel or a post.
  mutating func look(_ id: String, _ visit: inout Visit) throws(Stop) -> ModelAnswer {
    if let page = pages.first(where: { $0.id == id }) { return try lookAt(page, &visit) }
    if let reel = reels[id], reel.page == visit.page {
      let names = try visit.request.graphFields(known: ["id", "status", "permalink_url"])
      return .json(.object(entity(reel).filter { names.contains($0.key) || $0.key == "id" }))
    }
    let post = try own(id, visit)
    if post.isFilm { return try lookAt(film: post, visit) }
    let names = try visit.request.graphFields(
      known: ["id", "message", "created_time", "permalink_url", "is_published"])
    let members: [String: JSON] = [
      "id": .string(id), "message": .string(post.message),
      "created_time": .string(post.created.graphText),
      "permalink_url": .string("\(origin)/\(id)"), "is_published": .bool(post.isPublished),
    ]
    return .json(.object(members.filter { names.contains($0.key) || $0.key == "id" }))
  }

  private mutating func lookAt(_ page: Page, _ visit: inout Visit) throws(Stop) -> ModelAnswer {
    let names = try visit.request.graphFields(known: ["id", "name", "access_token"])
    var members: [String: JSON] = ["id": .string(page.id)]
    if names.contains("name") { members["name"] = .string(page.name) }
    if names.contains("access_token") {
      guard visit.person != nil else {
        throw Stop(.graph(210, nil, "(#210) a person's access token is required"))
      }
      let token = "P" + visit.random.token(length: 80)
      pageTokens[token] = PageToken(page: page.id, scopes: visit.scopes)
      members["access_token"] = .string(token)
    }
    return .json(.object(members))
  }

  // MARK: - What people see

  mutating func record(_ kind: OutsideLedger.Kind, _ post: Post, _ visit: Visit) {
    ledger.record(
      .init(
        kind: kind, at: visit.now, account: name(of: post.page), post: post.id,
        text: post.message, fingerprint: fingerprint(of: post), requestNumber: visit.number,
        request: visit.request.line, idempotencyKey: nil))
  }

  private func fingerprint(of post: Post) -> String {
    let looks = [post.message, post.link ?? "", post.parent ?? ""] + post.media.map(\.hash)
    return hashing.sha256(JSON.array(looks.map(JSON.string)).bytes).hexadecimal
  }

  func name(of page: String) -> String { pages.first { $0.id == page }?.name ?? page }

  /// What people see now, newest first.
  package var timeline: [TimelinePost] {
    let seen = order.compactMap { posts[$0] }.filter { $0.isPublished && !$0.isDeleted }
    return seen.reversed().map { post in
      let pictures = zip(post.media, post.alts).map { file, alt in
        TimelinePost.Picture(
          id: file.id, mime: file.format.mime, alt: alt, width: file.format.width,
          height: file.format.height)
      }
      return TimelinePost(
        platform: .facebook, account: name(of: post.page), id: post.id,
        url: "\(origin)/\(post.parent ?? post.id)", place: post.place,
        spans: MastodonText.spans(post.message), media: pictures,
        card: post.link.map { .init(url: $0, title: $0, summary: "") }, visibility: .everyone,
        parent: post.parent, created: post.created, edited: post.edited,
        fingerprint: fingerprint(of: post))
    }
  }
}
