package import Domain

/// One bucket of an S3-compatible store as a value, addressed by path. It takes presigned requests
/// only and is strict: whatever the real ones refuse, it refuses.
package struct S3Model: Sendable {
  /// Parts but the last must be at least this long (5 MiB with S3).
  package var smallestPartBytes = 5 << 20
  /// The key may get objects, not only put them.
  package var mayRead = true
  /// Error codes that the next requests are answered with, in order.
  package var troubles: [String] = []
  /// The same for the next parts of large files.
  package var partTroubles: [String] = []
  /// What is in the bucket, by name.
  package private(set) var objects: [String: Object] = [:]
  /// Large files that were begun and not ended, by id.
  package private(set) var uploads: [String: Upload] = [:]
  /// Every request's method and target so far, without what signs it.
  package private(set) var log: [String] = []

  private let bucket: String
  private let signature: S3Signature
  private let hashing: any Hashing
  private var begun = 0

  package init(
    bucket: String, accessKey: String, secret: String, region: String, hashing: any Hashing
  ) {
    self.bucket = bucket
    self.hashing = hashing
    signature = S3Signature(
      hashing: hashing, accessKey: accessKey, secret: secret, region: region)
  }

  /// A file in the bucket.
  package struct Object: Hashable, Sendable {
    package var bytes: [UInt8]
    package var mime: String
  }

  /// A file that comes in parts.
  package struct Upload: Hashable, Sendable {
    package var key: String
    package var mime: String
    package var parts: [Int: [UInt8]] = [:]
  }

  /// Answers one request and remembers its effects. The answer to `HEAD` has the body of `GET`,
  /// which the server around the model leaves out.
  ///
  /// - Parameter now: the store's own clock.
  package mutating func handle(_ request: ModelRequest, at now: Instant) -> ModelAnswer {
    let mine = request.query.filter { !$0.name.hasPrefix("X-Amz-") }
      .map { $0.value.isEmpty ? $0.name : "\($0.name)=\($0.value)" }.joined(separator: "&")
    log.append(request.line + (mine.isEmpty ? "" : "?" + mine))
    if let code = troubles.first {
      troubles.removeFirst()
      return S3Model.error(code, "as told")
    }
    if let objection = signature.objection(to: request, at: now) {
      return S3Model.error(objection.code, objection.text)
    }
    guard request.path.first == bucket else { return S3Model.error("NoSuchBucket", "other name") }
    let key = request.path.dropFirst().joined(separator: "/")
    return Stop.answer { () throws(Stop) in try self.answer(request, key) }
  }

  /// Forgets an object, as somebody does who cleans up by hand.
  package mutating func lose(_ key: String) { objects[key] = nil }

  private mutating func answer(_ request: ModelRequest, _ key: String) throws(Stop) -> ModelAnswer {
    let upload = request.query("uploadId")
    switch (request.method, upload) {
    case ("GET", nil) where request.query("uploads") != nil:
      return list(prefix: request.query("prefix") ?? "")
    case ("GET", nil), ("HEAD", nil):
      guard mayRead else { throw S3Model.stop("AccessDenied") }
      return try read(key)
    case ("PUT", nil): return try put(request, key)
    case ("DELETE", nil):
      objects[key] = nil
      return ModelAnswer(status: 204)
    case ("POST", nil) where request.query("uploads") != nil: return begin(request, key)
    case ("PUT", let id?): return try take(request, key, id)
    case ("POST", let id?): return try complete(request, key, id)
    case ("DELETE", let id?):
      guard uploads.removeValue(forKey: id) != nil else { throw S3Model.stop("NoSuchUpload") }
      return ModelAnswer(status: 204)
    default: throw S3Model.stop("MethodNotAllowed")
    }
  }
}

// MARK: - Whole objects

extension S3Model {
  private func read(_ key: String) throws(Stop) -> ModelAnswer {
    guard let object = objects[key] else { throw S3Model.stop("NoSuchKey") }
    return ModelAnswer(
      status: 200,
      headers: [
        NamedValue("Content-Type", object.mime), NamedValue("ETag", tag(object.bytes)),
      ], body: object.bytes)
  }

  private mutating func put(_ request: ModelRequest, _ key: String) throws(Stop) -> ModelAnswer {
    guard request.header("content-length") != nil else {
      throw S3Model.stop("MissingContentLength")
    }
    objects[key] = Object(
      bytes: request.body, mime: request.header("content-type") ?? "binary/octet-stream")
    return ModelAnswer(status: 200, headers: [NamedValue("ETag", tag(request.body))])
  }

  private func tag(_ bytes: [UInt8]) -> String {
    "\"\(hashing.sha256(bytes).hexadecimal.prefix(32))\""
  }
}

// MARK: - Objects in parts

extension S3Model {
  private func list(prefix: String) -> ModelAnswer {
    let found = uploads.keys.sorted().filter { uploads[$0]?.key.hasPrefix(prefix) == true }
    let items = found.map { id in
      "<Upload><Key>\(uploads[id]?.key ?? "")</Key><UploadId>\(id)</UploadId></Upload>"
    }
    return S3Model.xml(
      "<ListMultipartUploadsResult>\(items.joined())</ListMultipartUploadsResult>")
  }

  private mutating func begin(_ request: ModelRequest, _ key: String) -> ModelAnswer {
    begun += 1
    let id = "upload-\(begun)"
    uploads[id] = Upload(key: key, mime: request.header("content-type") ?? "binary/octet-stream")
    return S3Model.xml(
      "<InitiateMultipartUploadResult><Key>\(key)</Key><UploadId>\(id)</UploadId>"
        + "</InitiateMultipartUploadResult>")
  }

  private mutating func take(
    _ request: ModelRequest, _ key: String, _ id: String
  ) throws(Stop) -> ModelAnswer {
    guard uploads[id]?.key == key else { throw S3Model.stop("NoSuchUpload") }
    if let code = partTroubles.first {
      partTroubles.removeFirst()
      throw S3Model.stop(code)
    }
    guard let number = request.query("partNumber").flatMap({ Int($0) }),
      (1...10_000).contains(number)
    else { throw S3Model.stop("InvalidArgument") }
    uploads[id]?.parts[number] = request.body
    return ModelAnswer(status: 200, headers: [NamedValue("ETag", tag(request.body))])
  }

  private mutating func complete(
    _ request: ModelRequest, _ key: String, _ id: String
  ) throws(Stop) -> ModelAnswer {
    guard let upload = uploads[id], upload.key == key else { throw S3Model.stop("NoSuchUpload") }
    let numbers = upload.parts.keys.sorted()
    let items = numbers.map { number in
      "<Part><PartNumber>\(number)</PartNumber><ETag>\(tag(upload.parts[number] ?? []))</ETag>"
        + "</Part>"
    }
    let wanted = "<CompleteMultipartUpload>\(items.joined())</CompleteMultipartUpload>"
    guard !numbers.isEmpty, numbers == Array(1...numbers.count), request.body == Array(wanted.utf8)
    else { throw S3Model.stop("InvalidPart") }
    let pieces = numbers.map { upload.parts[$0] ?? [] }
    guard pieces.dropLast().allSatisfy({ $0.count >= smallestPartBytes }) else {
      throw S3Model.stop("EntityTooSmall")
    }
    uploads[id] = nil
    objects[key] = Object(bytes: Array(pieces.joined()), mime: upload.mime)
    return S3Model.xml(
      "<CompleteMultipartUploadResult><Key>\(key)</Key>"
        + "</CompleteMultipartUploadResult>")
  }

  private static func stop(_ code: String) -> Stop { Stop(error(code, code)) }

  private static func error(_ code: String, _ text: String) -> ModelAnswer {
    let status =
      switch code {
      case "AccessDenied", "SignatureDoesNotMatch", "InvalidAccessKeyId", "RequestTimeTooSkewed":
        403
      case "NoSuchKey", "NoSuchBucket", "NoSuchUpload": 404
      case "MethodNotAllowed": 405
      case "MissingContentLength": 411
      case "PermanentRedirect": 301
      case "SlowDown", "ServiceUnavailable": 503
      case "InternalError": 500
      default: 400
      }
    return xml(
      "<Error><Code>\(code)</Code><Message>\(text)</Message><RequestId>1</RequestId></Error>",
      status: status)
  }

  private static func xml(_ text: String, status: Int = 200) -> ModelAnswer {
    ModelAnswer(
      status: status, headers: [NamedValue("Content-Type", "application/xml")],
      body: Array(("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text).utf8))
  }
}
