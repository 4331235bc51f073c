import Domain

extension BlueskyRecipe {
  /// Uploads a film: to the video service, which processes it and hands it to the account's server
  /// (docs.bsky.app, *video*); or, where `video: blob` is set, straight to that server.
  func upload(
    film file: MediaFile, _ step: String, _ account: AccountFacts, _ api: BlueskyAPI,
    _ flow: inout Flow
  ) throws(Pause) -> JSON {
    if account.settings["video"] == "blob" { return try flow.call(step, api.uploadBlob(file)) }
    let address = account.settings["video_server"] ?? "https://video.bsky.app"
    guard let service = Origin(address) else {
      throw flow.refuse(.content, code: "bad-server", "\(address) is no video service")
    }
    let token = try flow.call(
      "\(step)-token", api.serviceToken(until: flow.startedAt + BlueskyAPI.serviceTokenLifetime))
    let job = try flow.call(
      step, api.uploadVideo(file, to: service, token, name: flow.entropy.prefix(8).hexadecimal))
    // An earlier try has brought it to the account's server, which may have collected it since.
    if job.isKnown, file.bytes <= BlueskyProfile.serverFilmBytes {
      return try flow.call("\(step)-again", api.uploadBlob(file))
    }
    if let blob = job.blob { return blob }
    return try flow.call("\(step)-job", BlueskyAPI.videoState(job.id, at: service))
  }
}

/// A film at the video service.
struct BlueskyVideoJob: Hashable, Sendable {
  var id: String
  /// Present when the film is ready.
  var blob: JSON?
  /// It is the job of an earlier upload: the service had the film already.
  var isKnown: Bool
}

extension BlueskyAPI {
  /// What the guide recommends: the service uploads on our behalf after it has processed the film.
  static let serviceTokenLifetime = Duration.seconds(1800)

  /// `com.atproto.server.getServiceAuth`: allows the video service to upload to the account's
  /// server.
  ///
  /// The audience is that server and not the service.
  func serviceToken(until end: Instant) -> Exchange<SecretKey> {
    var call = call(
      .get, "com.atproto.server.getServiceAuth",
      query: [
        ("aud", "did:web:" + PercentEncoding.component(pds.authority)),
        ("lxm", "com.atproto.repo.uploadBlob"), ("exp", String(end.milliseconds / 1000)),
      ])
    call.destination = .vault(fields: ["token"], limitBytes: 64 << 10)
    return Exchange(
      call, value: { SealedMember("token", in: $0.json)?.key },
      failure: { answer in
        // The run began too long ago for this `exp`; a new run has a new one.
        if BlueskyFailures.name(in: answer) == "BadExpiration" {
          return .refused(Refusal(.conflict, code: "BadExpiration", message: "asked too late"))
        }
        return BlueskyAPI.harmless(answer)
      })
  }

  /// `app.bsky.video.uploadVideo`.
  ///
  /// A film that the service knows already is no error.
  func uploadVideo(
    _ file: MediaFile, to service: Origin, _ token: SecretKey, name: String
  ) -> Exchange<BlueskyVideoJob> {
    let call = Call(
      .post,
      BlueskyAPI.address(
        service, "app.bsky.video.uploadVideo", [("did", did), ("name", name + ".mp4")]),
      headers: [.init("Content-Type", "video/mp4")],
      body: [.file(hash: file.hash, offset: 0, length: file.bytes)],
      authorization: .bearer(token), deadline: .upload)
    return Exchange(call) { answer in
      let isKnown = BlueskyFailures.name(in: answer) == "already_exists"
      if answer.isSuccess || isKnown, let job = BlueskyAPI.job(in: answer.json, isKnown: isKnown) {
        return .value(job)
      }
      return BlueskyAPI.videoFailure(answer)
    }
  }

  /// `app.bsky.video.getJobStatus`: until the film is at the account's server.
  static func videoState(_ id: String, at service: Origin) -> Exchange<JSON> {
    let call = Call(
      .get, address(service, "app.bsky.video.getJobStatus", [("jobId", id)]))
    return Exchange(call) { answer in
      guard answer.isSuccess, let status = answer.json?["jobStatus"] else {
        return harmless(answer)
      }
      if let blob = blob(in: status["blob"]) { return .value(blob) }
      // States that are not known mean that it goes on.
      guard status["state"]?.string == "JOB_STATE_FAILED" else { return .pending(.seconds(3)) }
      return .refused(failure(of: status))
    }
  }

  private static func job(in body: JSON?, isKnown: Bool) -> BlueskyVideoJob? {
    let status = body?["jobStatus"] ?? body
    guard let id = status?["jobId"]?.string, !id.isEmpty else { return nil }
    return BlueskyVideoJob(id: id, blob: blob(in: status?["blob"]), isKnown: isKnown)
  }

  /// The token of an upload belongs to the run: when it is over, a new run gets a new one.
  private static func videoFailure<Value>(_ answer: Answer) -> Reading<Value> {
    guard
      case .refused(var refusal) = BlueskyFailures.reading(of: answer, after: .harmless)
        as Reading<Value>
    else { return .unknown }
    if refusal.kind == .tokenExpired { refusal.kind = .conflict }
    return .refused(refusal)
  }

  private static func failure(of status: JSON) -> Refusal {
    let code = status["failureCode"]?.string ?? status["error"]?.string ?? "JOB_STATE_FAILED"
    let words = status["message"]?.string ?? status["error"]?.string ?? "the film was not processed"
    // The film itself is wrong, or the way to the account's server was: then a new run may help.
    let mayWork = code == "pds_upload_failure" || code == "generic_failure"
    return Refusal(mayWork ? .conflict : .content, code: code.bounded, message: words.bounded)
  }
}
