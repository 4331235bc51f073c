import Domain

extension XRecipe {
  /// Uploads one file in segments, waits until X has processed it, and describes it
  /// (docs.x.com, *media*).
  func upload(
    _ item: MediaItem, _ step: String, _ api: XAPI, _ flow: inout Flow
  ) throws(Pause) -> String {
    let id = try flow.call(step, api.beginUpload(item.file))
    let boundary = flow.multipartBoundary
    for segment in XSegment.all(of: item.file) {
      try flow.call(
        "\(step)-part-\(segment.index)", api.append(segment, of: item.file, to: id, boundary))
    }
    let isReady = try flow.call("\(step)-end", api.endUpload(id))
    if !isReady { try flow.call("\(step)-ready", api.uploadState(id)) }
    if !item.alt.isEmpty { try flow.call("\(step)-alt", api.describe(id, item.alt)) }
    return id
  }
}

/// One piece of an upload.
struct XSegment: Hashable, Sendable {
  var index: Int
  var offset: Int64
  var length: Int64

  static func all(of file: MediaFile) -> [XSegment] {
    stride(from: 0, to: file.bytes, by: Int(XProfile.segmentBytes)).enumerated().map {
      XSegment(
        index: $0, offset: $1, length: min(XProfile.segmentBytes, file.bytes - $1))
    }
  }
}

extension XAPI {
  private static let uploadCosts: [Call.Cost] = [.init("uploads")]

  /// `POST /2/media/upload/initialize`: the id under which the file is uploaded and attached.
  func beginUpload(_ file: MediaFile) -> Exchange<String> {
    var call = call(.post, "/2/media/upload/initialize", costs: XAPI.uploadCosts)
    call.setJSON([
      "media_type": .string(file.mime), "total_bytes": .integer(file.bytes),
      "media_category": .string(XAPI.category(of: file)),
    ])
    return Exchange(call, value: { $0.json?["data"]?["id"]?.string }, failure: XAPI.uploadFailure)
  }

  private static func category(of file: MediaFile) -> String {
    switch file.kind {
    case .animation: "tweet_gif"
    case .video: "tweet_video"
    case .image, .audio, .other: "tweet_image"
    }
  }

  /// `POST /2/media/upload/:id/append`.
  func append(
    _ segment: XSegment, of file: MediaFile, to id: String, _ boundary: String
  ) -> Exchange<Void> {
    var call = call(.post, address(of: id, "append"), costs: XAPI.uploadCosts)
    call.deadline = .upload
    call.setMultipart(
      [
        .text(name: "segment_index", String(segment.index)),
        .file(name: "media", file, offset: segment.offset, length: segment.length),
      ], boundary: boundary)
    return Exchange(
      call, value: { XAPI.isDone($0) ? () : nil }, failure: XAPI.uploadFailure)
  }

  /// `POST /2/media/upload/:id/finalize`: whether the media is ready at once.
  func endUpload(_ id: String) -> Exchange<Bool> {
    let call = call(.post, address(of: id, "finalize"), costs: XAPI.uploadCosts)
    return Exchange(call, validFor: XProfile.mediaLifetime) { answer in
      guard answer.isSuccess, let data = answer.json?["data"], data["id"]?.string == id else {
        return XAPI.uploadFailure(answer)
      }
      guard let info = data["processing_info"] else { return .value(true) }
      if let refusal = XAPI.failure(in: info) { return .refused(refusal) }
      return .value(info["state"]?.string == "succeeded")
    }
  }

  /// `GET /2/media/upload?command=STATUS`: until X has processed the media.
  func uploadState(_ id: String) -> Exchange<Void> {
    let call = call(
      .get, "/2/media/upload?command=STATUS&media_id=" + PercentEncoding.component(id),
      costs: XAPI.uploadCosts)
    return Exchange(call) { answer in
      guard answer.isSuccess, let data = answer.json?["data"] else {
        return XAPI.uploadFailure(answer)
      }
      let info = data["processing_info"] ?? ["state": "succeeded"]
      if let refusal = XAPI.failure(in: info) { return .refused(refusal) }
      if info["state"]?.string == "succeeded" { return .value(()) }
      let wait = min(max(info["check_after_secs"]?.integer ?? 5, 1), 300)
      return .pending(.seconds(wait))
    }
  }

  /// `POST /2/media/metadata`: what people hear who cannot see the media.
  func describe(_ id: String, _ alt: String) -> Exchange<Void> {
    var call = call(.post, "/2/media/metadata", costs: [.init("alt-texts"), .money(prices.read)])
    call.setJSON(["id": .string(id), "metadata": ["alt_text": ["text": .string(alt)]]])
    return Exchange(
      call, value: { XAPI.isDone($0) ? () : nil }, failure: XAPI.uploadFailure)
  }

  /// A success whose body says nothing that is needed: an object without errors, or none.
  private static func isDone(_ answer: Answer) -> Bool {
    guard XProblem(answer) == nil else { return false }
    return answer.text.isEmpty || answer.json?.object != nil
  }

  private func address(of id: String, _ action: String) -> String {
    "/2/media/upload/\(PercentEncoding.component(id))/\(action)"
  }

  /// An upload that is not there any more needs a new one.
  private static func uploadFailure<Value>(_ answer: Answer) -> Reading<Value> {
    let reading = XFailures.reading(of: answer, after: .harmless) as Reading<Value>
    guard case .refused(var refusal) = reading, refusal.kind == .gone else { return reading }
    refusal.kind = .conflict
    return .refused(refusal)
  }

  private static func failure(in info: JSON) -> Refusal? {
    guard info["state"]?.string == "failed" else { return nil }
    let error = info["error"]
    let words = (error?["message"] ?? error?["name"])?.string ?? "X could not process the file"
    return Refusal(.content, code: "processing-failed", message: words.bounded)
  }
}
