import Domain

extension LinkedInModel {
  /// Films come in pieces of this size.
  private static let piece = 4 << 20
  private static let slotLifetime = Duration.seconds(3600)

  /// - Parameter kind: `image` or `document`, which go up in one piece.
  mutating func beginFile(
    _ kind: String, _ visit: inout ModelVisit
  ) throws(Stop) -> ModelAnswer {
    let body = try body(visit, ["initializeUploadRequest"])
    let asked = body["initializeUploadRequest"]
    let owner = asked?["owner"]?.string ?? ""
    guard asked?.object.map({ Set($0.keys) == ["owner"] }) ?? false else {
      throw Stop(.linkedIn(400, "MISSING_FIELD", "initializeUploadRequest has an owner"))
    }
    try mayAct(visit, as: owner)
    let urn = "urn:li:\(kind):C4E\(visit.number)"
    files[urn] = File(owner: owner, pieces: [nil], total: 0)
    let (address, expires) = slot(for: urn, piece: 0, range: 0..<Int.max, &visit)
    return .json([
      "value": [
        "uploadUrl": .string(address), "uploadUrlExpiresAt": expires, kind: .string(urn),
      ]
    ])
  }

  mutating func beginVideo(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let body = try body(visit, ["initializeUploadRequest"])
    let asked = body["initializeUploadRequest"]
    let owner = asked?["owner"]?.string ?? ""
    let names: Set = ["owner", "fileSizeBytes", "uploadCaptions", "uploadThumbnail"]
    guard asked?.object.map({ Set($0.keys) == names }) ?? false,
      let total = asked?["fileSizeBytes"]?.integer.map(Int.init),
      (1...500_000_000).contains(total)
    else { throw Stop(.linkedIn(400, "MISSING_FIELD", "initializeUploadRequest is not whole")) }
    try mayAct(visit, as: owner)
    let urn = "urn:li:video:C5F\(visit.number)"
    let starts = Array(stride(from: 0, to: total, by: Self.piece))
    let token = "tok-\(visit.number)"
    files[urn] = File(
      owner: owner, pieces: starts.map { _ in nil }, token: token, total: total)
    var instructions: [JSON] = []
    var end: JSON = nil
    for (index, start) in starts.enumerated() {
      let range = start..<min(total, start + Self.piece)
      let (address, expires) = slot(for: urn, piece: index, range: range, &visit)
      end = expires
      instructions.append([
        "uploadUrl": .string(address), "firstByte": .integer(Int64(range.lowerBound)),
        "lastByte": .integer(Int64(range.upperBound - 1)),
      ])
    }
    return .json([
      "value": [
        "video": .string(urn), "uploadToken": .string(token), "uploadUrlsExpireAt": end,
        "uploadInstructions": .array(instructions),
      ]
    ])
  }

  private mutating func slot(
    for file: String, piece: Int, range: Range<Int>, _ visit: inout ModelVisit
  ) -> (address: String, expires: JSON) {
    let name = visit.random.token(length: 24)
    let end = visit.now + Self.slotLifetime
    slots[name] = Slot(file: file, piece: piece, range: range, expires: end)
    return ("\(origin)/uploads/\(name)", .integer(end.milliseconds))
  }

  /// Bytes go exactly where they were told to go.
  mutating func put(_ name: String, _ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    guard let slot = slots[name], var file = files[slot.file], file.ready == nil else {
      throw Stop(.linkedIn(404, "RESOURCE_NOT_FOUND", "there is no such upload"))
    }
    guard visit.now < slot.expires else {
      throw Stop(.linkedIn(400, "EXPIRED_UPLOAD_URL", "The upload URL has expired."))
    }
    guard let bearer = visit.request.bearer, oauth.grant(bearer, at: visit.now) != nil else {
      throw Stop(.linkedIn(401, "INVALID_ACCESS_TOKEN", "Invalid access token"))
    }
    let bytes = visit.request.body
    guard !bytes.isEmpty, slot.range.upperBound == .max || bytes.count == slot.range.count else {
      throw Stop(.linkedIn(400, "INVALID_PART", "\(bytes.count) bytes are not this part"))
    }
    file.pieces[slot.piece] = bytes
    if !slot.file.hasPrefix("urn:li:video:") { try complete(&file, visit) }
    files[slot.file] = file
    let tag = hashing.sha256(bytes).hexadecimal
    return ModelAnswer(status: 201, headers: [NamedValue("ETag", tag)])
  }

  private func complete(_ file: inout File, _ visit: ModelVisit) throws(Stop) {
    file.bytes = Array(file.pieces.compactMap(\.self).joined())
    file.format = MediaFormat(file.bytes)
    file.ready = visit.now + rules.processing
  }

  mutating func endVideo(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let body = try body(visit, ["finalizeUploadRequest"])
    let asked = body["finalizeUploadRequest"]
    guard let urn = asked?["video"]?.string, var file = files[urn] else {
      throw Stop(.linkedIn(404, "RESOURCE_NOT_FOUND", "there is no such film"))
    }
    try mayAct(visit, as: file.owner)
    let tags = file.pieces.map { $0.map { hashing.sha256($0).hexadecimal } }
    let named = asked?["uploadedPartIds"]?.array?.map(\.string)
    guard asked?["uploadToken"]?.string == file.token, named == tags else {
      throw Stop(.linkedIn(400, "INVALID_VALUE_FOR_FIELD", "uploadedPartIds or token is wrong"))
    }
    if file.ready == nil { try complete(&file, visit) }
    files[urn] = file
    return ModelAnswer(status: 200)
  }

  mutating func fileState(_ urn: String, _ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    // A person's sign-in may post and not look.
    _ = try signedIn(visit, oneOf: ["r_organization_social", "rw_organization_admin"])
    guard let file = files[urn] else {
      throw Stop(.linkedIn(404, "RESOURCE_NOT_FOUND", "there is no \(urn)"))
    }
    var members: [String: JSON] = ["id": .string(urn), "owner": .string(file.owner)]
    members["status"] = .string(state(of: file, at: visit.now))
    return .json(.object(members))
  }

  private func state(of file: File, at now: Instant) -> String {
    guard let ready = file.ready else { return "WAITING_UPLOAD" }
    if now < ready { return "PROCESSING" }
    return rules.processingFails || file.format == nil ? "PROCESSING_FAILED" : "AVAILABLE"
  }

  /// A document is a PDF, and nothing else is.
  private func isDocument(_ file: File) -> Bool { file.format?.mime == "application/pdf" }

  /// - Throws: unless all files are the author's and ready.
  func checkFiles(_ urns: [String], of author: String, _ visit: ModelVisit) throws(Stop) {
    for urn in urns {
      guard let file = files[urn], file.owner == author else {
        throw Stop(.linkedIn(400, "INVALID_URN_ID", "\(urn) is not the author's"))
      }
      switch state(of: file, at: visit.now) {
      case "AVAILABLE" where isDocument(file) != urn.hasPrefix("urn:li:document:"):
        throw Stop(.linkedIn(400, "MEDIA_ASSET_PROCESSING_FAILED", "\(urn) is no such file"))
      case "AVAILABLE": break
      case "PROCESSING_FAILED":
        throw Stop(.linkedIn(400, "MEDIA_ASSET_PROCESSING_FAILED", "\(urn) failed"))
      default: throw Stop(.linkedIn(400, "MEDIA_ASSET_WAITING_UPLOAD", "\(urn) is not ready"))
      }
    }
  }
}
