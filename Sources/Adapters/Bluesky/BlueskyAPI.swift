import Domain

/// The calls of one account's server, and how their answers are read.
struct BlueskyAPI: Sendable {
  /// The account's own server, which holds its records (its PDS).
  var pds: Origin
  /// The account's permanent id.
  var did: String
  var access: SecretKey

  /// - Throws: a refusal when the account is not connected.
  init(_ account: AccountFacts, _ flow: Flow) throws(Pause) {
    guard let did = account.identity?.id, let access = account.tokens["access"],
      let pds = account.server["pds"]?.string.flatMap(Origin.init)
    else {
      throw flow.refuse(.signIn, code: "not-connected", "\(account.name) has not signed in")
    }
    self.did = did
    self.access = access
    self.pds = pds
  }

  static let collection = "app.bsky.feed.post"

  /// A call of the account: `/xrpc/` and the method's name.
  func call(
    _ method: Call.Method, _ name: String, query: [(String, String)] = [],
    costs: [Call.Cost] = []
  ) -> Call {
    Call(
      method, BlueskyAPI.address(pds, name, query), authorization: .bearer(access),
      costs: costs + [.init("requests")])
  }

  static func address(_ origin: Origin, _ name: String, _ query: [(String, String)] = []) -> String
  {
    let text = query.map { "\($0)=\(PercentEncoding.component($1))" }.joined(separator: "&")
    return origin.text + "/xrpc/" + name + (text.isEmpty ? "" : "?" + text)
  }

  static func harmless<Value>(_ answer: Answer) -> Reading<Value> {
    BlueskyFailures.reading(of: answer, after: .harmless)
  }
}

// MARK: - Records

extension BlueskyAPI {
  /// `com.atproto.repo.putRecord`, creating only: the same record at the key is no error, another
  /// one is.
  func createRecord(_ record: JSON, at key: RecordKey, part: Int) -> Exchange<Remote> {
    let points = BlueskyProfile.pointsPerPost
    var call = call(
      .post, "com.atproto.repo.putRecord",
      costs: [.init("points-hour", points), .init("points-day", points)])
    call.setJSON([
      "repo": .string(did), "collection": .string(BlueskyAPI.collection),
      "rkey": .string(key.text), "validate": true, "swapRecord": nil, "record": record,
    ])
    return Exchange(call, value: { remote(in: $0.json, at: key, part: part) }) {
      BlueskyFailures.reading(of: $0, after: .visible)
    }
  }

  enum Record: Sendable {
    case found(Remote, value: JSON)
    case missing
    case unreadable
  }

  /// `com.atproto.repo.getRecord`: what is at the key.
  ///
  /// Public, so that it works without a token.
  func record(at key: RecordKey, part: Int) -> Exchange<Record> {
    var call = call(
      .get, "com.atproto.repo.getRecord",
      query: [("repo", did), ("collection", BlueskyAPI.collection), ("rkey", key.text)])
    call.authorization = .none
    return Exchange(
      call,
      value: { answer in
        guard let body = answer.json, let value = body["value"],
          let remote = remote(in: body, at: key, part: part)
        else { return nil }
        return .found(remote, value: value)
      },
      failure: { answer in
        if BlueskyFailures.name(in: answer) == "RecordNotFound" { return .value(.missing) }
        return BlueskyAPI.harmless(answer).orUnclear { _ in .unreadable }
      })
  }

  /// `com.atproto.repo.deleteRecord`; a success also when there is nothing (any more).
  func deleteRecord(
    _ key: String, of collection: String = BlueskyAPI.collection
  ) -> Exchange<Void> {
    var call = call(
      .post, "com.atproto.repo.deleteRecord",
      costs: [.init("points-hour"), .init("points-day")])
    call.setJSON([
      "repo": .string(did), "collection": .string(collection), "rkey": .string(key),
    ])
    return Exchange(call, value: { $0.json.map { _ in } }, failure: BlueskyAPI.harmless)
  }

  /// A record's address and content id, which replies must name both.
  ///
  /// The part is noted as for every platform.
  private func remote(in body: JSON?, at key: RecordKey, part: Int) -> Remote? {
    guard let uri = body?["uri"]?.string, let cid = body?["cid"]?.string,
      uri.hasSuffix("/" + key.text)
    else { return nil }
    return Remote(
      id: uri, url: pds.site("https://bsky.app") + "/profile/\(did)/post/\(key.text)",
      extra: ["cid": cid, "part": String(part)])
  }
}

// MARK: - Blobs and handles

extension BlueskyAPI {
  /// `com.atproto.repo.uploadBlob`: the object that a record names, unchanged.
  func uploadBlob(_ file: MediaFile) -> Exchange<JSON> {
    var call = call(.post, "com.atproto.repo.uploadBlob", costs: [.init("uploads")])
    call.headers.append(.init("Content-Type", file.mime))
    call.body = [.file(hash: file.hash, offset: 0, length: file.bytes)]
    call.deadline = .upload
    return Exchange(
      call, validFor: BlueskyProfile.blobLifetime,
      value: { BlueskyAPI.blob(in: $0.json?["blob"]) }, failure: BlueskyAPI.harmless)
  }

  /// A blob object as records name it.
  static func blob(in json: JSON?) -> JSON? {
    guard json?["ref"]?["$link"]?.string != nil, json?["mimeType"]?.string != nil else {
      return nil
    }
    return json
  }

  /// `com.atproto.identity.resolveHandle`; `nil` for a handle that nobody has.
  func resolveHandle(_ handle: String) -> Exchange<String?> {
    var call = call(
      .get, "com.atproto.identity.resolveHandle", query: [("handle", handle.lowercased())])
    call.authorization = .none
    return Exchange(call) { answer in
      if answer.isSuccess, let did = answer.json?["did"]?.string, did.hasPrefix("did:") {
        return .value(did)
      }
      if answer.status == 400, BlueskyFailures.name(in: answer) != nil { return .value(nil) }
      return BlueskyAPI.harmless(answer)
    }
  }
}
