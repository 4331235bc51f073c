import Domain

/// The calls of one account, and how their answers are read (developers.google.com/youtube/v3).
struct YouTubeAPI: Sendable {
  var origin: Origin
  var access: SecretKey
  var uploadCosts: [Call.Cost]

  /// - Throws: a refusal when the account is not connected.
  init(_ account: AccountFacts, _ flow: Flow) throws(Pause) {
    origin = try YouTubeAPI.origin(of: account, flow)
    guard let access = account.tokens["access"] else {
      throw flow.refuse(.signIn, code: "not-connected", "\(account.name) has not signed in")
    }
    self.access = access
    uploadCosts = YouTubeProfile.uploadCosts(account.settings)
  }

  static func origin(of account: AccountFacts, _ flow: Flow) throws(Pause) -> Origin {
    let address = account.settings["server"] ?? YouTubeProfile.server
    guard let origin = Origin(address) else {
      throw flow.refuse(.content, code: "bad-server", "\(address) is no server")
    }
    return origin
  }

  func call(
    _ method: Call.Method, _ path: String, query: [(String, String)],
    units: Int = YouTubeProfile.readUnits
  ) -> Call {
    Call(
      method, YouTubeAPI.address(origin.text + path, query), authorization: .bearer(access),
      costs: [.init("units", units)])
  }

  static func address(_ base: String, _ query: [(String, String)]) -> String {
    base + "?" + query.map { "\($0)=\(PercentEncoding.component($1))" }.joined(separator: "&")
  }

  static func harmless<Value>(_ answer: Answer) -> Reading<Value> {
    YouTubeFailures.reading(of: answer, after: .harmless)
  }
}

// MARK: - A film that is there

extension YouTubeAPI {
  /// `videos.update` of the part `status`: sets who can see it, and setting it twice changes
  /// nothing.
  func release(_ id: String, _ video: YouTubeVideo) -> Exchange<Remote> {
    var call = call(
      .put, "/youtube/v3/videos", query: [("part", "status")], units: YouTubeProfile.writeUnits)
    call.setJSON(["id": .string(id), "status": .object(video.status(video.privacy))])
    return Exchange(call) { answer in
      guard answer.isSuccess, let found = answer.json?["status"]?["privacyStatus"]?.string else {
        return YouTubeFailures.reading(of: answer, after: .visible)
      }
      guard found == video.privacy.rawValue else {
        return .refused(YouTubeFailures.locked(found, wanted: video.privacy))
      }
      return .value(remote(id))
    }
  }

  /// `videos.list` of the part `status`: who can see it now; `nil` for a film that is not there.
  func privacy(of id: String) -> Exchange<String?> {
    Exchange(call(.get, "/youtube/v3/videos", query: [("part", "status"), ("id", id)])) { answer in
      guard answer.isSuccess, let items = answer.json?["items"]?.array else {
        return YouTubeAPI.harmless(answer)
      }
      guard let item = items.first else { return .value(nil) }
      return (item["status"]?["privacyStatus"]?.string).map { .value($0) } ?? .unknown
    }
  }

  /// `videos.list` until the film is processed, or has had its time for it: one that is still
  /// worked on can be released all the same.
  func processed(_ id: String, by end: Instant) -> Exchange<Void> {
    Exchange(call(.get, "/youtube/v3/videos", query: [("part", "status"), ("id", id)])) { answer in
      guard answer.isSuccess, let items = answer.json?["items"]?.array else {
        return YouTubeAPI.harmless(answer)
      }
      let status = items.first?["status"]
      switch status?["uploadStatus"]?.string {
      case "processed": return .value(())
      case "failed", "rejected": return .refused(YouTubeFailures.refusal(of: status))
      case "deleted":
        return .refused(Refusal(.gone, code: "deleted", message: "the film was deleted"))
      default: return answer.at >= end ? .value(()) : .pending(.seconds(30))
      }
    }
  }

  /// `videos.update` of the part `snippet`.
  func rewrite(_ id: String, _ video: YouTubeVideo) -> Exchange<Void> {
    var call = call(
      .put, "/youtube/v3/videos", query: [("part", "snippet")], units: YouTubeProfile.writeUnits)
    call.setJSON(["id": .string(id), "snippet": .object(video.snippet)])
    return Exchange(call, value: { $0.json?["id"].map { _ in } }, failure: YouTubeAPI.harmless)
  }

  /// `videos.delete`; a success also when there is nothing (any more).
  func delete(_ id: String) -> Exchange<Void> {
    let call = call(
      .delete, "/youtube/v3/videos", query: [("id", id)], units: YouTubeProfile.writeUnits)
    return Exchange(call) { answer in
      if answer.isSuccess { return .value(()) }
      if YouTubeFailures.reason(in: answer) == "videoNotFound" { return .value(()) }
      return YouTubeAPI.harmless(answer)
    }
  }

  /// `thumbnails.set`: the file itself is the body.
  func setThumbnail(_ file: MediaFile, of id: String) -> Exchange<Bool> {
    var call = call(
      .post, "/upload/youtube/v3/thumbnails/set",
      query: [("videoId", id), ("uploadType", "media")], units: YouTubeProfile.writeUnits)
    call.headers.append(.init("Content-Type", file.mime))
    call.body = [.file(hash: file.hash, offset: 0, length: file.bytes)]
    call.deadline = .upload
    return Exchange(call, value: { $0.json.map { _ in true } }, failure: YouTubeAPI.harmless)
  }

  /// `playlistItems.insert`.
  func add(_ id: String, to playlist: String) -> Exchange<Bool> {
    var call = call(
      .post, "/youtube/v3/playlistItems", query: [("part", "snippet")],
      units: YouTubeProfile.writeUnits)
    call.setJSON([
      "snippet": [
        "playlistId": .string(playlist),
        "resourceId": ["kind": "youtube#video", "videoId": .string(id)],
      ]
    ])
    return Exchange(call, value: { $0.json.map { _ in true } }, failure: YouTubeAPI.harmless)
  }

  func remote(_ id: String) -> Remote {
    Remote(
      id: id,
      url: origin.site("https://www.youtube.com") + "/watch?v=" + PercentEncoding.component(id),
      extra: ["part": "0"])
  }
}
