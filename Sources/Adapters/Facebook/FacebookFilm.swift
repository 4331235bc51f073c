import Domain

/// Films of any shape: they go up unseen, and once Facebook has worked on one, a call makes it
/// public (developers.facebook.com, *Page videos*).
extension FacebookRecipe {
  func publishFilm(
    _ part: Content.Part, _ film: MediaItem, _ api: FacebookAPI, _ flow: inout Flow
  ) throws(Pause) -> Remote {
    let id = try flow.call(
      "film", api.uploadFilm(film.file, FacebookText.message(of: part), flow.multipartBoundary))
    try flow.call("film-ready", api.filmReady(id))
    return try flow.publish(
      "film-publish", part: 0, api.publishFilm(id), onDoubt: doubt(aboutFilm: id, api))
  }

  /// Asks the film whether it is public. Making it public sets a state, so that it may be set again
  /// at any age.
  private func doubt(aboutFilm id: String, _ api: FacebookAPI) -> Doubt {
    Doubt(rule: .always, quiet: profile.pace.quiet, matchKey: id) {
      (flow: inout Flow) throws(Pause) -> Finding in
      switch try flow.call("film", api.filmIsPublished(id)) {
      case true?: return .present(FacebookAPI.film(id))
      case false?: return .absent
      case nil: return .unclear("Facebook does not show the film")
      }
    }
  }
}

extension FacebookAPI {
  /// What is out of a film: only films have a description in place of a message.
  static func film(_ id: String) -> Remote { Remote(id: id, extra: ["part": "0", "kind": "film"]) }

  /// `POST /PAGE/videos` with the bytes: a film that nobody sees.
  func uploadFilm(_ file: MediaFile, _ description: String, _ boundary: String) -> Exchange<String>
  {
    var call = graph.call(.post, home + "/videos")
    call.deadline = .upload
    var parts: [Call.FormPart] = [.text(name: "published", "false")]
    if !description.isEmpty { parts.append(.text(name: "description", description)) }
    call.setMultipart(parts + [.file(name: "source", file)], boundary: boundary)
    return Exchange(
      call, validFor: MetaContainers.lifetime, value: { GraphAPI.id(in: $0.json) },
      failure: GraphAPI.harmless)
  }

  /// Waits until Facebook has worked on the film.
  func filmReady(_ id: String) -> Exchange<Void> {
    Exchange(filmCall(id, fields: "status")) { answer in
      guard answer.isSuccess, let status = answer.json?["status"] else {
        return GraphAPI.harmless(answer)
      }
      if let failure = FacebookAPI.failure(in: status) { return .refused(failure) }
      switch status["video_status"]?.string {
      case "ready": return .value(())
      case "error":
        return .refused(
          Refusal(.content, code: "video_status", message: "the film was not accepted"))
      default: return .pending(.seconds(10))
      }
    }
  }

  /// `POST /VIDEO`: makes it public. It sets a state, so that a second call makes nothing more.
  func publishFilm(_ id: String) -> Exchange<Remote> {
    let call = graph.post(
      address(of: id), [("published", .text("true"))], costs: [.init("posts")])
    return Exchange(
      call,
      value: { $0.json?["success"]?.bool == true ? FacebookAPI.film(id) : nil },
      failure: { MetaFailures.reading(of: $0, after: .visible) })
  }

  /// Whether people see it; nil when Facebook does not say.
  func filmIsPublished(_ id: String) -> Exchange<Bool?> {
    Exchange(
      filmCall(id, fields: "published"), value: { $0.json?["published"]?.bool },
      failure: { GraphAPI.harmless($0).orUnclear { _ in nil } })
  }

  func filmCall(_ id: String, fields: String) -> Call {
    graph.call(.get, address(of: id), query: [("fields", fields)])
  }

  /// A phase in error: what is wrong with the film stays wrong.
  static func failure(in status: JSON) -> Refusal? {
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
