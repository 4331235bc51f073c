import Domain

extension YouTubeModel {
  /// Pieces but the last are multiples of this.
  private static let pieceUnit = 262_144

  mutating func startUpload(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let channel = try signedIn(visit, ["youtube", "youtube.upload", "youtube.force-ssl"])
    try pay(1, of: rules.uploads, "uploads", visit)
    try requireQuery(visit, ["uploadType", "part"], optional: ["notifySubscribers"])
    guard visit.request.query("uploadType") == "resumable",
      visit.request.query("part") == "snippet,status"
    else { throw Stop(.google(400, "invalidParameter", "uploadType or part is not as expected")) }
    let resource = try jsonBody(visit, allowed: ["snippet", "status"])
    try check(snippet: resource["snippet"])
    try check(status: resource["status"])
    guard let total = visit.request.header("x-upload-content-length").flatMap({ Int($0) }),
      total > 0, let mime = visit.request.header("x-upload-content-type"),
      mime.hasPrefix("video/") || mime == "application/octet-stream"
    else {
      throw Stop(.google(400, "mediaBodyRequired", "X-Upload-Content-Length and -Type are needed"))
    }
    let id = visit.random.token(length: 40)
    sessions[id] = Session(
      channel: channel.id, total: total, mime: mime, resource: resource,
      expires: visit.now + rules.sessionLifetime)
    let address = origin + "/upload/youtube/v3/videos?uploadType=resumable&upload_id=" + id
    return ModelAnswer(
      status: 200,
      headers: [NamedValue("Location", address), NamedValue("X-GUploader-UploadID", id)])
  }

  mutating func sendPiece(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let channel = try signedIn(visit, ["youtube", "youtube.upload", "youtube.force-ssl"])
    try requireQuery(visit, ["uploadType", "upload_id"])
    guard let id = visit.request.query("upload_id"), var session = sessions[id],
      session.channel == channel.id, visit.now < session.expires
    else { throw Stop(ModelAnswer(status: 404)) }
    if let film = session.film.flatMap({ films[$0] }) { return .json(json(film, at: visit.now)) }
    try take(&session, visit.request)
    sessions[id] = session
    guard session.bytes.count == session.total else { return halfWay(session) }
    return .json(json(try finish(id, session, &visit), at: visit.now))
  }

  /// Takes in a piece, or nothing where the request only asks.
  private func take(_ session: inout Session, _ request: ModelRequest) throws(Stop) {
    let range = request.header("content-range") ?? "bytes 0-\(session.total - 1)/\(session.total)"
    guard range.hasPrefix("bytes "), range.hasSuffix("/\(session.total)") else {
      throw Stop(.google(400, "invalidParameter", "Content-Range does not fit: \(range)"))
    }
    let span = range.dropFirst(6).prefix { $0 != "/" }
    if span == "*" {
      guard request.body.isEmpty else {
        throw Stop(.google(400, "invalidParameter", "a question has no body"))
      }
      return
    }
    let ends = span.split(separator: "-").compactMap { Int($0) }
    guard ends.count == 2, ends[1] - ends[0] + 1 == request.body.count, !request.body.isEmpty else {
      throw Stop(.google(400, "invalidParameter", "Content-Range does not fit the body"))
    }
    guard ends[1] == session.total - 1 || request.body.count % Self.pieceUnit == 0 else {
      throw Stop(.google(400, "invalidParameter", "a piece is a multiple of 262144 bytes"))
    }
    // What is there already is not taken twice; a gap is not taken at all.
    guard ends[0] == session.bytes.count else { return }
    session.bytes += request.body.prefix(rules.keptBytes ?? .max)
  }

  private func halfWay(_ session: Session) -> ModelAnswer {
    guard !session.bytes.isEmpty else { return ModelAnswer(status: 308) }
    return ModelAnswer(
      status: 308, headers: [NamedValue("Range", "bytes=0-\(session.bytes.count - 1)")])
  }

  private mutating func finish(
    _ id: String, _ session: Session, _ visit: inout ModelVisit
  ) throws(Stop) -> Film {
    guard MediaFormat(session.bytes)?.family == "video" else {
      throw Stop(.google(400, "mediaBodyRequired", "the file is no film"))
    }
    let film = Film(
      id: String(visit.random.token(length: 11)), channel: session.channel,
      snippet: session.resource["snippet"] ?? .null, status: session.resource["status"] ?? .null,
      mime: session.mime, bytes: session.bytes, hash: hashing.sha256(session.bytes).hexadecimal,
      uploaded: visit.now, ready: visit.now + rules.processing)
    films[film.id] = film
    order.append(film.id)
    sessions[id]?.film = film.id
    sessions[id]?.bytes = []
    // An upload that asks to be seen is seen at once.
    show(film.id, visit)
    return films[film.id] ?? film
  }

  mutating func setThumbnail(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let channel = try signedIn(visit, ["youtube", "youtube.upload", "youtube.force-ssl"])
    try pay(50, of: rules.units, "units", visit)
    try requireQuery(visit, ["videoId"], optional: ["uploadType"])
    guard rules.isVerified else {
      throw Stop(.google(403, "forbidden", "The channel may not set thumbnails."))
    }
    let film = try own(visit.request.query("videoId"), of: channel)
    guard let mime = visit.request.contentType, ["image/jpeg", "image/png"].contains(mime),
      MediaFormat(visit.request.body)?.mime == mime, visit.request.body.count <= 2 << 20
    else { throw Stop(.google(400, "invalidImage", "The provided image is invalid.")) }
    films[film.id]?.thumbnail = ModelFile(mime: mime, bytes: visit.request.body)
    return .json(["kind": "youtube#thumbnailSetResponse", "items": []])
  }
}
