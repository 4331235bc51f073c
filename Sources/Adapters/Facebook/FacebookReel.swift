import Domain

/// Reels and films as stories: a session with an id, the bytes, and one call that makes it public
/// (developers.facebook.com, *Reels publishing* and *Page stories*).
extension FacebookRecipe {
  func publishReel(
    _ part: Content.Part, _ film: MediaItem, as kind: FacebookReelKind, _ api: FacebookAPI,
    _ flow: inout Flow
  ) throws(Pause) -> Remote {
    let session = try flow.call("reel", api.startReel(kind))
    try flow.call("reel-upload", api.uploadReel(film.file, to: session))
    try flow.call("reel-ready", api.reelUploaded(session.id))
    return try flow.publish(
      "reel-publish", part: 0,
      api.finishReel(session.id, kind, FacebookText.message(of: part)),
      onDoubt: doubt(aboutReel: session.id, api))
  }

  /// Asks about a reel that may be public: its own id tells.
  private func doubt(aboutReel id: String, _ api: FacebookAPI) -> Doubt {
    Doubt(rule: .keyed(MetaContainers.lifetime), quiet: profile.pace.quiet, matchKey: id) {
      (flow: inout Flow) throws(Pause) -> Finding in
      switch try flow.call("reel", api.reelState(id)) {
      case .failed(let refusal): return .turnedDown(refusal)
      case .published: return .present(FacebookAPI.film(id))
      case .waiting: return .absent
      case .working, nil: return .unclear("Facebook does not say what became of the reel")
      }
    }
  }
}

/// Where a session of an upload ends.
enum FacebookReelKind: String, Sendable {
  case reel = "video_reels"
  case story = "video_stories"
}

extension FacebookAPI {
  struct ReelSession: Hashable, Sendable {
    var id: String
    var uploadAddress: String
  }

  /// How far a reel has come.
  enum ReelState: Sendable {
    /// Uploaded, and not published.
    case waiting
    /// Published, or so far that it will be.
    case working
    case published
    /// It came to nothing after Facebook took it.
    case failed(Refusal)
  }

  /// `upload_phase=start`.
  func startReel(_ kind: FacebookReelKind) -> Exchange<ReelSession> {
    Exchange(
      graph.post(home + "/" + kind.rawValue, [("upload_phase", .text("start"))]),
      validFor: MetaContainers.lifetime,
      value: { answer in
        let body = answer.json
        guard let id = body?["video_id"]?.string ?? body?["video_id"]?.integer.map(String.init),
          let address = body?["upload_url"]?.string, WebAddress.isWeb(address)
        else { return nil }
        return ReelSession(id: id, uploadAddress: address)
      }, failure: GraphAPI.harmless)
  }

  /// The bytes, to the host that the session named.
  func uploadReel(_ file: MediaFile, to session: ReelSession) -> Exchange<Void> {
    let call = Call(
      .post, session.uploadAddress,
      headers: [
        .init("offset", "0"), .init("file_size", String(file.bytes)),
        .init("Content-Type", "application/octet-stream"),
      ], body: [.file(hash: file.hash, offset: 0, length: file.bytes)],
      authorization: .oauth(graph.access), deadline: .upload)
    return Exchange(
      call, value: { $0.json?["success"]?.bool == true ? () : nil }, failure: GraphAPI.harmless)
  }

  /// Waits until the bytes are in; Facebook works on the film after it is published, too.
  func reelUploaded(_ id: String) -> Exchange<Void> {
    Exchange(filmCall(id, fields: "status")) { answer in
      guard answer.isSuccess, let status = answer.json?["status"] else {
        return GraphAPI.harmless(answer)
      }
      if let failure = FacebookAPI.failure(in: status) { return .refused(failure) }
      return status["uploading_phase"]?["status"]?.string == "complete"
        ? .value(()) : .pending(.seconds(10))
    }
  }

  /// `upload_phase=finish`: the call that people see, once Facebook has worked on the film. Its
  /// success says that the work began; what came of it, the film's own id tells.
  func finishReel(
    _ id: String, _ kind: FacebookReelKind, _ description: String
  ) -> Exchange<Remote> {
    var fields: [(name: String, value: Call.FormValue)] = [
      ("upload_phase", .text("finish")), ("video_id", .text(id)),
    ]
    var costs: [Call.Cost] = [.init("posts")]
    if kind == .reel {
      fields.append(("video_state", .text("PUBLISHED")))
      if !description.isEmpty { fields.append(("description", .text(description))) }
      costs.append(.init("reels"))
    }
    return Exchange(graph.post(home + "/" + kind.rawValue, fields, costs: costs)) { answer in
      if answer.isSuccess, answer.json?["success"]?.bool == true { return .pending(.seconds(10)) }
      return MetaFailures.reading(of: answer, after: .visible)
    }
  }

  func reelState(_ id: String) -> Exchange<ReelState?> {
    Exchange(
      filmCall(id, fields: "status"),
      value: { answer in
        guard let status = answer.json?["status"], let phase = status["publishing_phase"] else {
          return nil
        }
        if let refusal = FacebookAPI.failure(in: status) { return .failed(refusal) }
        let isInWork = status["processing_phase"]?["status"]?.string == "in_progress"
        switch phase["status"]?.string {
        case "complete": return .published
        case "not_started" where !isInWork: return .waiting
        default: return .working
        }
      }, failure: { GraphAPI.harmless($0).orUnclear { _ in nil } })
  }
}
