import Domain
import Text

extension YouTubeModel {
  mutating func listVideos(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let channel = try signedIn(visit, ["youtube", "youtube.readonly", "youtube.force-ssl"])
    try pay(1, of: rules.units, "units", visit)
    try requireQuery(visit, ["part", "id"])
    let ids = visit.request.query("id")?.split(separator: ",").map(String.init) ?? []
    let found = ids.compactMap { films[$0] }.filter { $0.channel == channel.id || $0.isVisible }
    return .json([
      "kind": "youtube#videoListResponse",
      "items": .array(found.map { json($0, at: visit.now) }),
    ])
  }

  mutating func updateVideo(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let channel = try signedIn(visit, ["youtube", "youtube.force-ssl"])
    try pay(50, of: rules.units, "units", visit)
    try requireQuery(visit, ["part"])
    let parts = visit.request.query("part")?.split(separator: ",").map(String.init) ?? []
    guard !parts.isEmpty, parts.allSatisfy({ $0 == "snippet" || $0 == "status" }) else {
      throw Stop(.google(400, "unexpectedPart", "parts are snippet and status"))
    }
    let body = try jsonBody(visit, allowed: ["id"] + parts)
    let film = try own(body["id"]?.string, of: channel)
    if parts.contains("snippet") {
      try check(snippet: body["snippet"])
      films[film.id]?.snippet = body["snippet"] ?? .null
    }
    if parts.contains("status") {
      try check(status: body["status"])
      films[film.id]?.status = body["status"] ?? .null
    }
    show(film.id, visit)
    if parts.contains("snippet"), film.isVisible {
      films[film.id]?.edited = visit.now
      note(.edited, film.id, visit)
    }
    return .json(json(films[film.id] ?? film, at: visit.now))
  }

  mutating func deleteVideo(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let channel = try signedIn(visit, ["youtube", "youtube.force-ssl"])
    try pay(50, of: rules.units, "units", visit)
    try requireQuery(visit, ["id"])
    let film = try own(visit.request.query("id"), of: channel)
    if film.isVisible { note(.deleted, film.id, visit) }
    films[film.id] = nil
    order.removeAll { $0 == film.id }
    commentOrder.removeAll { comments[$0]?.film == film.id }
    return ModelAnswer(status: 204)
  }

  mutating func addToPlaylist(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let channel = try signedIn(visit, ["youtube", "youtube.force-ssl"])
    try pay(50, of: rules.units, "units", visit)
    try requireQuery(visit, ["part"])
    let body = try jsonBody(visit, allowed: ["snippet"])
    guard let playlist = body["snippet"]?["playlistId"]?.string, playlist.hasPrefix("PL") else {
      throw Stop(.google(404, "playlistNotFound", "The playlist cannot be found."))
    }
    let film = try own(body["snippet"]?["resourceId"]?["videoId"]?.string, of: channel)
    playlists[playlist, default: []].append(film.id)
    return .json(["kind": "youtube#playlistItem", "snippet": body["snippet"] ?? .null])
  }

  /// What a playlist holds, for tests.
  package func films(in playlist: String) -> [String] { playlists[playlist] ?? [] }

  func own(_ id: String?, of channel: Channel) throws(Stop) -> Film {
    guard let film = id.flatMap({ films[$0] }) else {
      throw Stop(.google(404, "videoNotFound", "The video cannot be found."))
    }
    guard film.channel == channel.id else {
      throw Stop(.google(403, "forbidden", "The video is not the channel's own."))
    }
    return film
  }

  // MARK: - Rules of content

  func check(snippet: JSON?) throws(Stop) {
    let known = ["title", "description", "tags", "categoryId", "defaultLanguage"]
    let members = try members(of: snippet, known, reason: "invalidVideoMetadata")
    let title = members["title"]?.string ?? ""
    guard !title.allSatisfy(\.isWhitespace), title.count <= 100, !Self.hasBrackets(title) else {
      throw Stop(.google(400, "invalidTitle", "The title is empty, too long or has < or >."))
    }
    let description = members["description"]?.string ?? ""
    guard description.utf8.count <= 5000, !Self.hasBrackets(description) else {
      throw Stop(.google(400, "invalidDescription", "The description is too long or has < or >."))
    }
    let tags = members["tags"]?.array?.compactMap(\.string) ?? []
    let length = tags.map { $0.count + ($0.contains(" ") ? 2 : 0) + 1 }.reduce(0, +)
    guard length <= 501, tags.count == members["tags"]?.array?.count ?? 0 else {
      throw Stop(.google(400, "invalidTags", "The tags are too long."))
    }
    guard let category = members["categoryId"]?.string, Int(category) != nil else {
      throw Stop(.google(400, "invalidCategoryId", "The category is not valid."))
    }
  }

  func check(status: JSON?) throws(Stop) {
    let known = [
      "privacyStatus", "selfDeclaredMadeForKids", "containsSyntheticMedia", "license",
      "embeddable", "publicStatsViewable",
    ]
    let members = try members(of: status, known, reason: "invalidVideoMetadata")
    guard ["public", "unlisted", "private"].contains(members["privacyStatus"]?.string),
      members["selfDeclaredMadeForKids"]?.bool != nil,
      ["youtube", "creativeCommon"].contains(members["license"]?.string ?? "youtube")
    else {
      throw Stop(.google(400, "invalidVideoMetadata", "The status is not valid."))
    }
  }

  private func members(
    of json: JSON?, _ known: [String], reason: String
  ) throws(Stop) -> [String: JSON] {
    guard let members = json?.object else {
      throw Stop(.google(400, reason, "a part is missing"))
    }
    for name in members.keys.sorted() where !known.contains(name) {
      throw Stop(.google(400, reason, "unknown member \"\(name)\""))
    }
    return members
  }

  private static func hasBrackets(_ text: String) -> Bool { text.contains { "<>".contains($0) } }

  // MARK: - What people see

  /// Holds a film back where the project is not audited, and writes down when it is seen first.
  mutating func show(_ id: String, _ visit: ModelVisit) {
    guard var film = films[id] else { return }
    if !rules.isAudited, case .object(var status) = film.status {
      status["privacyStatus"] = "private"
      film.status = .object(status)
    }
    let isNew = film.isVisible && film.released == nil
    if isNew { film.released = visit.now }
    films[id] = film
    if isNew { note(.created, id, visit) }
  }

  private mutating func note(_ kind: OutsideLedger.Kind, _ id: String, _ visit: ModelVisit) {
    guard let film = films[id] else { return }
    ledger.record(
      .init(
        kind: kind, at: visit.now, account: name(ofChannel: film.channel), post: id,
        text: film.snippet["title"]?.string ?? "", fingerprint: fingerprint(of: film),
        requestNumber: visit.number, request: visit.request.line, idempotencyKey: nil))
  }

  func name(ofChannel id: String) -> String { channels.first { $0.id == id }?.name ?? id }

  private func fingerprint(of film: Film) -> String {
    hashing.sha256(film.snippet.bytes + Array(film.hash.utf8)).hexadecimal
  }

  func json(_ film: Film, at now: Instant) -> JSON {
    guard case .object(var status) = film.status else { return .null }
    status["uploadStatus"] = now < film.ready ? "uploaded" : "processed"
    if now >= film.ready, let rejection = rules.rejection {
      status["uploadStatus"] = "rejected"
      status["rejectionReason"] = .string(rejection)
    }
    return [
      "kind": "youtube#video", "id": .string(film.id), "snippet": film.snippet,
      "status": .object(status),
    ]
  }

  package var timeline: [TimelinePost] {
    let shown =
      order.reversed().compactMap { films[$0] }.filter(\.isVisible).map(post) + shownComments
    // A comment is never older than its film.
    return shown.sorted {
      ($0.created, $0.parent == nil ? 0 : 1) > ($1.created, $1.parent == nil ? 0 : 1)
    }
  }

  private func post(_ film: Film) -> TimelinePost {
    let channel = name(ofChannel: film.channel)
    let description = film.snippet["description"]?.string ?? ""
    var media = [TimelinePost.Picture(id: film.id, mime: film.mime, alt: "")]
    if let picture = film.thumbnail {
      media.append(.init(id: "thumbnail-" + film.id, mime: picture.mime, alt: ""))
    }
    return TimelinePost(
      platform: .youtube, account: channel, id: film.id,
      url: origin + "/watch?v=" + film.id, title: film.snippet["title"]?.string,
      spans: TextSpans.of(description, links: LinkScanner.clickable(in: description)), media: media,
      visibility: film.privacy == "unlisted" ? .unlisted : .everyone,
      language: film.snippet["defaultLanguage"]?.string, created: film.released ?? film.uploaded,
      edited: film.edited, fingerprint: fingerprint(of: film))
  }
}
