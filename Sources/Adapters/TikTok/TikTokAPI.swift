import Domain

/// The calls of one account, and how their answers are read (developers.tiktok.com, *Content
/// Posting API*).
struct TikTokAPI: Sendable {
  var origin: Origin
  var access: SecretKey

  /// - Throws: a refusal when the account is not connected.
  init(_ account: AccountFacts, _ flow: Flow) throws(Pause) {
    guard let access = account.tokens["access"] else {
      throw flow.refuse(.signIn, code: "not-connected", "\(account.name) has not signed in")
    }
    self.init(origin: try TikTokAPI.origin(of: account, flow), access: access)
  }

  init(origin: Origin, access: SecretKey) {
    self.origin = origin
    self.access = access
  }

  static func origin(of account: AccountFacts, _ flow: Flow) throws(Pause) -> Origin {
    let address = account.settings["server"] ?? TikTokProfile.server
    guard let origin = Origin(address) else {
      throw flow.refuse(.content, code: "bad-server", "\(address) is no server")
    }
    return origin
  }

  /// A call with a JSON body; the slash at the end belongs to the documented paths.
  func call(_ path: String, _ body: JSONBody, cost: String) -> Call {
    var call = Call(.post, origin.text + path, authorization: .bearer(access))
    call.setJSON(body)
    call.headers = [.init("Content-Type", "application/json; charset=UTF-8")]
    call.costs = [.init(cost)]
    return call
  }

  /// *Query creator info*, which TikTok wants asked before every post.
  func creator() -> Exchange<TikTokCreator> {
    let call = call("/v2/post/publish/creator_info/query/", .value([:]), cost: "creator")
    return Exchange(
      call, value: { TikTokFailures.data(in: $0).flatMap(TikTokCreator.init) },
      failure: TikTokFailures.reading)
  }

  /// *Direct post*, begun with a file to be uploaded: nobody sees anything before its last byte.
  func start(_ info: JSON, _ pieces: TikTokPieces) -> Exchange<TikTokUpload> {
    var call = call(
      "/v2/post/publish/video/init/",
      .value([
        "post_info": info,
        "source_info": [
          "source": "FILE_UPLOAD", "video_size": .integer(pieces.bytes),
          "chunk_size": .integer(pieces.pieceBytes),
          "total_chunk_count": .integer(pieces.count),
        ],
      ]), cost: "starts")
    call.destination = .vault(fields: ["data.upload_url"], limitBytes: 256 << 10)
    return Exchange(
      call, validFor: TikTokProfile.uploadLifetime,
      value: { answer in
        guard let data = TikTokFailures.data(in: answer), let id = data["publish_id"]?.string,
          let address = SealedMember("upload_url", in: data)
        else { return nil }
        return TikTokUpload(id: id, address: address.key)
      }, failure: TikTokFailures.reading)
  }

  /// *Get post status*.
  func statusCall(of id: String) -> Call {
    call("/v2/post/publish/status/fetch/", .value(["publish_id": .string(id)]), cost: "status")
  }

  func status(of id: String) -> Exchange<TikTokStatus> {
    Exchange(
      statusCall(of: id), value: { TikTokFailures.data(in: $0).flatMap(TikTokStatus.init) },
      failure: TikTokFailures.reading)
  }
}

/// A post that was begun.
struct TikTokUpload: Hashable, Sendable {
  /// TikTok's `publish_id`.
  var id: String
  /// Where its bytes go; whoever knows the address may send them.
  var address: SecretKey
}

/// How far a post is (*get post status*).
enum TikTokStatus: Hashable, Sendable {
  /// TikTok waits for bytes, or works on them.
  case processing(uploaded: Int64?)
  /// With the ids of the public post; they come after moderation, and never for private posts.
  case complete([String])
  case failed(String)

  init?(_ data: JSON) {
    switch data["status"]?.string {
    case "PROCESSING_UPLOAD", "PROCESSING_DOWNLOAD":
      self = .processing(uploaded: data["uploaded_bytes"]?.integer)
    case "PUBLISH_COMPLETE", "SEND_TO_USER_INBOX":
      // The misspelt name is the documented one.
      let ids = data["publicaly_available_post_id"] ?? data["publicly_available_post_id"]
      self = .complete(
        ids?.array?.compactMap { $0.string ?? $0.integer.map { String($0) } } ?? [])
    case "FAILED": self = .failed(data["fail_reason"]?.string?.bounded ?? "unknown")
    default: return nil
    }
  }
}
