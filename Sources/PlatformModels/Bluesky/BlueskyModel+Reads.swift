import Domain

extension BlueskyModel {
  func getRecord(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try query(visit, allowed: ["repo", "collection", "rkey", "cid"])
    let account = try account(given.text("repo"))
    let uri = "at://\(account.did)/\(given.text("collection") ?? "")/\(given.text("rkey") ?? "")"
    guard let record = records[uri], given.text("cid").map({ $0 == record.cid }) ?? true else {
      throw Stop(.xrpc(400, "RecordNotFound", "Could not locate record: \(uri)"))
    }
    return .json(entity(record))
  }

  /// The records of a collection by their keys, newest first unless `reverse` is set.
  func listRecords(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try query(visit, allowed: ["repo", "collection", "limit", "cursor", "reverse"])
    let account = try account(given.text("repo"))
    let limit = given.text("limit").map { Int($0) } ?? 50
    guard let limit, (1...100).contains(limit) else {
      throw Stop(.invalid("limit must be 1 to 100"))
    }
    let isReverse = given.text("reverse") == "true"
    let prefix = "at://\(account.did)/\(given.text("collection") ?? "")/"
    let cursor = given.text("cursor")
    let found = order.compactMap { records[$0] }
      .filter { record in
        guard record.uri.hasPrefix(prefix) else { return false }
        return cursor.map { isReverse ? record.rkey > $0 : record.rkey < $0 } ?? true
      }
      .sorted { isReverse ? $0.rkey < $1.rkey : $0.rkey > $1.rkey }
      .prefix(limit)
    var members: [String: JSON] = ["records": .array(found.map(entity))]
    if found.count == limit { members["cursor"] = JSON(found.last?.rkey) }
    return .json(.object(members))
  }

  private func entity(_ record: Record) -> JSON {
    ["uri": .string(record.uri), "cid": .string(record.cid), "value": record.value]
  }

  func describeRepo(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let account = try account(try query(visit, allowed: ["repo"]).text("repo"))
    return .json([
      "did": .string(account.did), "handle": .string(account.handle), "handleIsCorrect": true,
      "didDoc": [:], "collections": ["app.bsky.feed.post"],
    ])
  }

  func getProfile(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let account = try account(try query(visit, allowed: ["actor"]).text("actor"))
    let posts = order.count { $0.hasPrefix("at://\(account.did)/app.bsky.feed.post/") }
    return .json([
      "did": .string(account.did), "handle": .string(account.handle),
      "postsCount": .integer(Int64(posts)),
    ])
  }

  /// Posts as the network's index shows them: a little later than they were written.
  func getPosts(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try query(visit, allowed: ["uris"], repeated: ["uris"])
    let uris = given.list("uris")
    guard (1...25).contains(uris.count) else { throw Stop(.invalid("uris: 1 to 25")) }
    let posts = uris.compactMap { records[$0] }
      .filter { $0.written + rules.indexLag <= visit.now }
      .map { record -> JSON in
        let replies = order.count {
          records[$0]?.value["reply"]?["parent"]?["uri"]?.string == record.uri
        }
        return [
          "uri": .string(record.uri), "cid": .string(record.cid), "record": record.value,
          "author": ["did": .string(record.did), "handle": .string(handle(of: record.did))],
          "indexedAt": .string((record.written + rules.indexLag).rfc3339), "likeCount": 0,
          "replyCount": .integer(Int64(replies)), "repostCount": 0, "quoteCount": 0,
          "bookmarkCount": 0,
        ]
      }
    return .json(["posts": .array(posts)])
  }

  private func handle(of did: String) -> String {
    accounts.first { $0.did == did }?.handle ?? did
  }

  /// The collections of all records that there are, sorted, for tests.
  package var collections: [String] { order.compactMap { records[$0]?.collection }.sorted() }

  /// What people see now, newest first.
  package var timeline: [TimelinePost] {
    order.reversed().compactMap { records[$0] }
      .filter { $0.collection == "app.bsky.feed.post" }
      .map(shown)
  }

  private func shown(_ record: Record) -> TimelinePost {
    let value = record.value
    let media = value["embed"]?["media"] ?? value["embed"]
    let labels = value["labels"]?["values"]?.array?.compactMap { $0["val"]?.string } ?? []
    let warnings = labels.filter { !$0.hasPrefix("!") }
    return TimelinePost(
      platform: .bluesky, account: handle(of: record.did), id: record.uri,
      url: origin + "/profile/\(record.did)/post/\(record.rkey)", spans: spans(of: value),
      warning: warnings.isEmpty ? nil : warnings.joined(separator: ", "),
      media: pictures(in: media, of: record.did), card: card(in: media, of: record.did),
      visibility: .everyone,
      language: value["langs"]?[0]?.string, parent: value["reply"]?["parent"]?["uri"]?.string,
      created: record.written, edited: record.edited, fingerprint: fingerprint(of: value))
  }

  private func spans(of value: JSON) -> [TextSpan] {
    let bytes = Array((value["text"]?.string ?? "").utf8)
    var (spans, position): ([TextSpan], Int) = ([], 0)
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    for facet in value["facets"]?.array ?? [] {
      guard let start = facet["index"]?["byteStart"]?.integer,
        let end = facet["index"]?["byteEnd"]?.integer, let feature = facet["features"]?[0]
      else { continue }
      if position < start { spans.append(TextSpan(text(position..<Int(start)))) }
      spans.append(TextSpan(text(Int(start)..<Int(end)), kind(of: feature)))
      position = Int(end)
    }
    if position < bytes.count { spans.append(TextSpan(text(position..<bytes.count))) }
    return spans
  }

  private func kind(of feature: JSON) -> TextSpan.Kind {
    if let uri = feature["uri"]?.string { return .link(uri) }
    if let tag = feature["tag"]?.string { return .tag(tag) }
    return .mention(feature["did"]?.string ?? "")
  }

  private func pictures(in media: JSON?, of did: String) -> [TimelinePost.Picture] {
    let images = media?["images"]?.array ?? media?["items"]?.array ?? []
    let film = media?["video"].map { (blob: $0, alt: media?["alt"]?.string ?? "") }
    return images.compactMap { picture($0["image"], alt: $0["alt"]?.string ?? "", did) }
      + [film.flatMap { picture($0.blob, alt: $0.alt, did) }].compactMap { $0 }
  }

  private func picture(_ blob: JSON?, alt: String, _ did: String) -> TimelinePost.Picture? {
    guard let cid = blob?["ref"]?["$link"]?.string, let kept = blobs["\(did)/\(cid)"] else {
      return nil
    }
    let format = MediaFormat(kept.bytes)
    return .init(
      id: cid, mime: kept.mime, alt: alt, width: format?.width, height: format?.height)
  }

  private func card(in media: JSON?, of did: String) -> TimelinePost.Card? {
    guard let external = media?["external"], let url = external["uri"]?.string else { return nil }
    return .init(
      url: url, title: external["title"]?.string ?? "",
      summary: external["description"]?.string ?? "",
      thumbnail: picture(external["thumb"], alt: "", did))
  }
}
