import Domain

extension BlueskyModel {
  private static let points = (create: 3, put: 2, delete: 1)

  mutating func createRecord(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit)
    let body = try body(
      visit, allowed: ["repo", "collection", "rkey", "validate", "record", "swapCommit"])
    let target = try target(
      body, of: account, defaultKey: RecordKeys.tid(at: visit.now, clock: visit.number))
    try pay(Self.points.create, account, &visit)
    guard records[target.uri] == nil else {
      throw Stop(.xrpc(500, "InternalServerError", "Internal Server Error"))
    }
    return try write(body["record"] ?? .null, at: target, account, visit)
  }

  mutating func putRecord(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit)
    let body = try body(
      visit,
      allowed: ["repo", "collection", "rkey", "validate", "record", "swapRecord", "swapCommit"])
    let target = try target(body, of: account, defaultKey: nil)
    try pay(Self.points.put, account, &visit)
    let record = body["record"] ?? .null
    let current = records[target.uri]
    // The reference server compares the content before it looks at the condition.
    if let current, current.cid == cid(of: record) {
      return .json([
        "uri": .string(current.uri), "cid": .string(current.cid), "validationStatus": "valid",
      ])
    }
    if let swap = body["swapRecord"] {
      let expected = swap.string
      guard expected == current?.cid, swap.isNull || expected != nil else {
        throw Stop(
          .xrpc(400, "InvalidSwap", "Record was at \(current?.cid ?? "null")"))
      }
    }
    return try write(record, at: target, account, visit)
  }

  mutating func deleteRecord(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit)
    let body = try body(
      visit, allowed: ["repo", "collection", "rkey", "swapRecord", "swapCommit"])
    let target = try target(body, of: account, defaultKey: nil)
    try pay(Self.points.delete, account, &visit)
    guard let record = records[target.uri] else { return .json([:]) }
    if let swap = body["swapRecord"]?.string, swap != record.cid {
      throw Stop(.xrpc(400, "InvalidSwap", "Record was at \(record.cid)"))
    }
    records[target.uri] = nil
    order.removeAll { $0 == target.uri }
    note(.deleted, record, account, visit)
    return .json(["commit": commit(of: record.cid, visit)])
  }

  private mutating func pay(
    _ points: Int, _ account: Account, _ visit: inout ModelVisit
  ) throws(Stop) {
    try count(points, of: rules.pointsHour, "points-hour/\(account.did)", &visit)
    try count(points, of: rules.pointsDay, "points-day/\(account.did)", &visit)
  }

  /// Where a record is to be written.
  private struct Target {
    var collection: String
    var rkey: String
    var uri: String
  }

  private func target(
    _ body: JSON, of account: Account, defaultKey: String?
  ) throws(Stop) -> Target {
    guard try self.account(body["repo"]?.string) == account else {
      throw Stop(.xrpc(403, "InvalidRequest", "the repo is not the account's own"))
    }
    if let validate = body["validate"], validate.bool == nil {
      throw Stop(.invalid("validate must be true or false"))
    }
    guard body["swapCommit"] == nil else {
      throw Stop(.invalid("swapCommit is documented, but this sandbox does not play it"))
    }
    let collections = ["app.bsky.feed.post", "app.bsky.feed.threadgate", "app.bsky.feed.postgate"]
    guard let collection = body["collection"]?.string, collections.contains(collection) else {
      throw Stop(.invalid("collection must be one of \(collections.joined(separator: ", "))"))
    }
    guard let rkey = body["rkey"]?.string ?? defaultKey else { throw Stop(.invalid("no rkey")) }
    guard RecordKeys.isTID(rkey) else {
      throw Stop(.invalid("Invalid record key: \(rkey) is not a TID"))
    }
    return Target(
      collection: collection, rkey: rkey, uri: "at://\(account.did)/\(collection)/\(rkey)")
  }

  private mutating func write(
    _ value: JSON, at target: Target, _ account: Account, _ visit: ModelVisit
  ) throws(Stop) -> ModelAnswer {
    let used = try check(value, target.collection, target.uri, of: account, visit)
    for key in used { blobs[key]?.isUsed = true }
    let earlier = records[target.uri]
    let record = Record(
      uri: target.uri, cid: cid(of: value), did: account.did, collection: target.collection,
      rkey: target.rkey, value: value, written: earlier?.written ?? visit.now,
      edited: earlier == nil ? nil : visit.now)
    records[target.uri] = record
    if earlier == nil { order.append(target.uri) }
    note(earlier == nil ? .created : .edited, record, account, visit)
    return .json([
      "uri": .string(record.uri), "cid": .string(record.cid),
      "commit": commit(of: record.cid, visit), "validationStatus": "valid",
    ])
  }

  /// Checks a record against its lexicon and returns the keys of the blobs that it names.
  private func check(
    _ value: JSON, _ collection: String, _ uri: String, of account: Account, _ visit: ModelVisit
  ) throws(Stop) -> [String] {
    var check = PostCheck(model: self, owner: account.did, at: visit.now)
    do throws(PostCheck.Wrong) {
      if collection == "app.bsky.feed.post" {
        try check.post(value)
      } else {
        try check.gate(value, collection, post: uri)
      }
    } catch {
      let message =
        error.name == "InvalidRequest"
        ? "Invalid \(collection) record: \(error.message)" : error.message
      throw Stop(.xrpc(400, error.name, message))
    }
    return check.used
  }

  private mutating func note(
    _ kind: OutsideLedger.Kind, _ record: Record, _ account: Account, _ visit: ModelVisit
  ) {
    // Gates limit who may answer; they are not on any timeline.
    guard record.collection == "app.bsky.feed.post" else { return }
    ledger.record(
      .init(
        kind: kind, at: visit.now, account: account.handle, post: record.uri,
        text: record.value["text"]?.string ?? "", fingerprint: fingerprint(of: record.value),
        requestNumber: visit.number, request: visit.request.line, idempotencyKey: nil))
  }

  /// Equal for records that look the same: everything but the time and the place in a thread.
  func fingerprint(of value: JSON) -> String {
    guard case .object(var members) = value else { return "" }
    for name in ["createdAt", "reply", "langs"] { members[name] = nil }
    return hashing.sha256(JSON.object(members).bytes).hexadecimal
  }

  /// A content id in its usual shape: CIDv1, DAG-CBOR, SHA-256.
  func cid(of value: JSON) -> String {
    "b" + Base32.encode([0x01, 0x71, 0x12, 0x20] + hashing.sha256(value.bytes))
  }

  private func commit(of cid: String, _ visit: ModelVisit) -> JSON {
    let rev = RecordKeys.tid(at: visit.now, clock: visit.number)
    return ["cid": .string(self.cid(of: [.string(cid), .string(rev)])), "rev": .string(rev)]
  }
}
