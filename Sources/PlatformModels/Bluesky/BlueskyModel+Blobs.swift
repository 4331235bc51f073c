import Domain

extension BlueskyModel {
  /// A blob that no record names is collected after this time (atproto.com/specs/blob: at least an
  /// hour).
  static let blobLifetime = Duration.seconds(3600)

  /// A blob that has not been collected.
  func blob(_ key: String, at now: Instant) -> Blob? {
    blobs[key].flatMap { $0.isUsed || now < $0.uploaded + Self.blobLifetime ? $0 : nil }
  }

  mutating func uploadBlob(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit)
    try count(1, of: rules.uploads, "uploads/\(account.did)", &visit)
    let request = visit.request
    guard let mime = request.contentType, mime != "application/json",
      !mime.hasPrefix("multipart/"), mime != "application/x-www-form-urlencoded"
    else { throw Stop(.invalid("the bytes need their own Content-Type")) }
    guard !request.body.isEmpty else { throw Stop(.invalid("the body is empty")) }
    guard request.body.count <= rules.blobBytes else {
      throw Stop(.xrpc(413, "PayloadTooLarge", "This file is too large"))
    }
    guard let format = MediaFormat(request.body), format.mime == mime else {
      let found = MediaFormat(request.body)?.mime ?? "of no known format"
      throw Stop(.xrpc(400, "InvalidMimeType", "the file is \(found), not \(mime) as declared"))
    }
    let blob = keep(request.body, mime: mime, owner: account.did, at: visit.now)
    return .json(["blob": blob.json])
  }

  private mutating func keep(
    _ bytes: [UInt8], mime: String, owner: String, at now: Instant
  ) -> Blob {
    let cid = "b" + Base32.encode([0x01, 0x55, 0x12, 0x20] + hashing.sha256(bytes))
    let isUsed = blobs["\(owner)/\(cid)"]?.isUsed ?? false
    let blob = Blob(
      cid: cid, owner: owner, mime: mime, bytes: bytes, uploaded: now, isUsed: isUsed)
    blobs["\(owner)/\(cid)"] = blob
    return blob
  }

  func getBlob(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try query(visit, allowed: ["did", "cid"])
    guard let blob = blobs["\(given.text("did") ?? "")/\(given.text("cid") ?? "")"] else {
      throw Stop(.xrpc(400, "BlobNotFound", "Blob not found"))
    }
    return ModelAnswer(
      status: 200, headers: [NamedValue("Content-Type", blob.mime)], body: blob.bytes)
  }

  func getUploadLimits(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    guard let token = visit.request.bearer.flatMap({ serviceTokens[$0] }), visit.now < token.expires
    else { throw Stop(.xrpc(401, "AuthMissing", "Authentication Required")) }
    return .json([
      "canUpload": true, "remainingDailyVideos": 25, "remainingDailyBytes": 10_000_000_000,
    ])
  }

  mutating func uploadVideo(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let request = visit.request
    guard let token = request.bearer.flatMap({ serviceTokens[$0] }) else {
      throw Stop(.xrpc(401, "AuthMissing", "a service token is needed (getServiceAuth)"))
    }
    guard visit.now < token.expires, token.method == "com.atproto.repo.uploadBlob" else {
      throw Stop(.xrpc(401, "InvalidToken", "the token has expired or is for another method"))
    }
    guard Set(request.query.map(\.name)) == ["did", "name"], request.query("did") == token.did,
      request.query("name")?.hasSuffix(".mp4") == true
    else { throw Stop(.invalid("did must be the token's own, name must end in .mp4")) }
    guard request.contentType == "video/mp4", MediaFormat(request.body)?.mime == "video/mp4" else {
      throw Stop(.invalid("the body must be video/mp4"))
    }
    guard request.body.count <= rules.videoBytes else {
      throw Stop(.xrpc(400, "VideoTooLarge", "the film is larger than \(rules.videoBytes) bytes"))
    }
    return startJob(token.did, &visit)
  }

  private mutating func startJob(_ did: String, _ visit: inout ModelVisit) -> ModelAnswer {
    let bytes = visit.request.body
    let id = String(hashing.sha256(Array(did.utf8) + bytes).hexadecimal.prefix(24))
    if let job = jobs[id] {
      guard case .object(var members) = status(of: job, at: visit.now) else {
        preconditionFailure("a job's status is an object")
      }
      members["error"] = "already_exists"
      return .json(.object(members), status: 409)
    }
    let cid = "b" + Base32.encode([0x01, 0x55, 0x12, 0x20] + hashing.sha256(bytes))
    let blob = Blob(cid: cid, owner: did, mime: "video/mp4", bytes: bytes, uploaded: visit.now)
    let job = VideoJob(id: id, did: did, blob: blob, ready: visit.now + rules.videoProcessing)
    jobs[id] = job
    // The service uploads to the account's server; its blob is there when the job is done.
    blobs["\(did)/\(cid)"] = blob
    return .json(["jobStatus": status(of: job, at: visit.now)])
  }

  func getJobStatus(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let id = try query(visit, allowed: ["jobId"]).text("jobId") ?? ""
    guard let job = jobs[id] else { throw Stop(.invalid("there is no job \(id)")) }
    return .json(["jobStatus": status(of: job, at: visit.now)])
  }

  private func status(of job: VideoJob, at now: Instant) -> JSON {
    var members: [String: JSON] = [
      "jobId": .string(job.id), "did": .string(job.did), "state": "JOB_STATE_ENCODING",
      "progress": 50,
    ]
    if now >= job.ready {
      members["progress"] = 100
      members["state"] = rules.videoFails ? "JOB_STATE_FAILED" : "JOB_STATE_COMPLETED"
      members[rules.videoFails ? "failureCode" : "blob"] =
        rules.videoFails ? "encoding_failure" : job.blob.json
    }
    return .object(members)
  }
}
