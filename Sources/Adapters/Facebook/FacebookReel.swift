import Domain

/// Films go out as reels: a session with an id, the bytes, and one call that makes it public
/// (developers.facebook.com, *Reels publishing*).
extension FacebookRecipe {
  func publishReel(
    _ part: Content.Part, _ film: MediaItem, _ api: FacebookAPI, _ flow: inout Flow
  ) throws(Pause) -> Remote {
    let session = try flow.call("reel", api.startReel())
    try flow.call("reel-upload", api.uploadReel(film.file, to: session))
    try flow.call("reel-ready", api.reelUploaded(session.id))
    return try flow.publish(
      "reel-publish", part: 0,
      api.finishReel(session.id, FacebookText.message(of: part)),
      onDoubt: doubt(aboutReel: session.id, api))
  }

  /// Asks about a reel that may be public: its own id tells.
  private func doubt(aboutReel id: String, _ api: FacebookAPI) -> Doubt {
    Doubt(rule: .keyed(MetaContainers.lifetime), quiet: profile.pace.quiet, matchKey: id) {
      (flow: inout Flow) throws(Pause) -> Finding in
      switch try flow.call("reel", api.reelState(id)) {
      case .failed(let refusal): return .turnedDown(refusal)
      case .published: return .present(Remote(id: id, extra: ["part": "0"]))
      case .waiting: return .absent
      case .working, nil: return .unclear("Facebook does not say what became of the reel")
      }
    }
  }
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
  func startReel() -> Exchange<ReelSession> {
    Exchange(
      graph.post(
        "/\(PercentEncoding.component(page))/video_reels", [("upload_phase", .text("start"))]),
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
    Exchange(reelCall(id)) { answer in
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
  func finishReel(_ id: String, _ description: String) -> Exchange<Remote> {
    var fields: [(name: String, value: Call.FormValue)] = [
      ("upload_phase", .text("finish")), ("video_id", .text(id)),
      ("video_state", .text("PUBLISHED")),
    ]
    if !description.isEmpty { fields.append(("description", .text(description))) }
    let call = graph.post(
      "/\(PercentEncoding.component(page))/video_reels", fields,
      costs: [.init("reels"), .init("posts")])
    return Exchange(call) { answer in
      if answer.isSuccess, answer.json?["success"]?.bool == true { return .pending(.seconds(10)) }
      return MetaFailures.reading(of: answer, after: .visible)
    }
  }

  func reelState(_ id: String) -> Exchange<ReelState?> {
    Exchange(
      reelCall(id),
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

  private func reelCall(_ id: String) -> Call {
    graph.call(.get, "/" + PercentEncoding.component(id), query: [("fields", "status")])
  }

  /// A phase in error: what is wrong with the film stays wrong.
  private static func failure(in status: JSON) -> Refusal? {
    for phase in ["uploading_phase", "processing_phase", "publishing_phase"] {
      guard status[phase]?["status"]?.string == "error" else { continue }
      let error = status[phase]?["error"]
      let words = error?["message"]?.string?.bounded ?? "the film was not accepted"
      let code = error?["code"]?.integer.map(String.init) ?? phase
      return Refusal(.content, code: code, message: words)
    }
    return nil
  }
}
