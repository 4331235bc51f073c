import Domain

/// Checks a record against the lexicons `app.bsky.feed.post`, `threadgate` and `postgate`, and the
/// blobs and records that it names against what the server has.
struct PostCheck {
  /// What is wrong with a record.
  struct Wrong: Error {
    /// The name of the error in the API.
    var name = "InvalidRequest"
    var message: String
  }

  private let model: BlueskyModel
  private let owner: String
  private let now: Instant
  /// The keys of the blobs that the record names.
  private(set) var used: [String] = []

  /// - Parameter owner: the DID of the account that writes the record.
  init(model: BlueskyModel, owner: String, at now: Instant) {
    self.model = model
    self.owner = owner
    self.now = now
  }

  mutating func post(_ value: JSON) throws(Wrong) {
    try members(
      of: value, "Record", type: "app.bsky.feed.post", required: ["text", "createdAt"],
      optional: ["facets", "reply", "embed", "langs", "labels", "tags"])
    let text = try string(value["text"], "text", graphemes: 300, bytes: 3000)
    if value["embed"] == nil, text.allSatisfy(\.isWhitespace) {
      throw wrong("text is empty and there is no embed")
    }
    try date(value["createdAt"])
    if let facets = value["facets"] { try FacetCheck(text: text).check(facets) }
    if let reply = value["reply"] { try check(reply: reply) }
    if let embed = value["embed"] { try check(embed: embed) }
    try langs(value["langs"])
    if let labels = value["labels"] { try check(labels: labels) }
    let tags = try list(value["tags"], "tags", 0...8)
    for tag in tags {
      let text = try string(tag, "tag", graphemes: 64, bytes: 640)
      guard !text.isEmpty, !text.hasPrefix("#") else { throw wrong("tag \"\(text)\"") }
    }
  }

  /// A record that says who may answer or quote.
  ///
  /// Its key is that of the post.
  func gate(_ value: JSON, _ collection: String, post uri: String) throws(Wrong) {
    try members(
      of: value, "Record", type: collection, required: ["post", "createdAt"],
      optional: ["allow", "hiddenReplies", "embeddingRules", "detachedEmbeddingUris"])
    try date(value["createdAt"])
    let key = uri.split(separator: "/").last ?? ""
    guard value["post"]?.string == "at://\(owner)/app.bsky.feed.post/\(key)" else {
      throw wrong("post is not the post with the gate's own record key")
    }
    for rule in try list(value["allow"], "allow", 0...5) where rule["$type"]?.string == nil {
      throw wrong("a rule of allow has no $type")
    }
  }

  private func langs(_ value: JSON?) throws(Wrong) {
    for lang in try list(value, "langs", 0...3) {
      let parts = (lang.string ?? "").split(separator: "-", omittingEmptySubsequences: false)
      let isTag = parts.enumerated().allSatisfy { index, part in
        (index == 0 ? 2...3 : 1...8).contains(part.utf8.count)
          && part.allSatisfy { $0.isASCII && ($0.isLetter || index > 0 && $0.isNumber) }
      }
      guard isTag else { throw wrong("langs: \(lang.text) is not a BCP 47 tag") }
    }
  }

  private func check(labels: JSON) throws(Wrong) {
    try members(
      of: labels, "labels", type: "com.atproto.label.defs#selfLabels", required: ["values"])
    let known = ["porn", "sexual", "nudity", "graphic-media", "!no-unauthenticated"]
    for label in try list(labels["values"], "labels/values", 1...10) {
      try members(of: label, "label", required: ["val"])
      guard let text = label["val"]?.string, known.contains(text) else {
        throw wrong("label \(label.text) is not one of \(known.joined(separator: ", "))")
      }
    }
  }

  private func check(reply: JSON) throws(Wrong) {
    try members(of: reply, "reply", required: ["root", "parent"])
    _ = try reference(reply["root"], "reply/root")
    guard let parent = try reference(reply["parent"], "reply/parent") else { return }
    let root = parent.value["reply"]?["root"] ?? reply["parent"]
    guard reply["root"] == root else {
      throw wrong("reply/root is not the root of the thread of reply/parent")
    }
  }

  /// A strong reference.
  ///
  /// One to a record of this server must be right.
  private func reference(_ value: JSON?, _ place: String) throws(Wrong) -> BlueskyModel.Record? {
    try members(of: value ?? .null, place, required: ["uri", "cid"])
    guard let uri = value?["uri"]?.string, let cid = value?["cid"]?.string,
      uri.hasPrefix("at://did:"), uri.split(separator: "/").count == 4, cid.hasPrefix("baf")
    else { throw wrong("\(place) is not a reference to a record") }
    guard uri.hasPrefix("at://\(owner)/") else { return nil }
    guard let record = model.records[uri], record.cid == cid else {
      throw wrong("\(place): there is no record \(uri) with the content id \(cid)")
    }
    return record
  }
}

// MARK: - Embeds

extension PostCheck {
  private mutating func check(embed: JSON) throws(Wrong) {
    let type = embed["$type"]?.string ?? ""
    switch type {
    case "app.bsky.embed.images": try check(images: embed)
    case "app.bsky.embed.gallery": try check(gallery: embed)
    case "app.bsky.embed.video": try check(video: embed)
    case "app.bsky.embed.external": try check(external: embed)
    case "app.bsky.embed.record":
      try members(of: embed, "embed", type: type, required: ["record"])
      _ = try reference(embed["record"], "embed/record")
    case "app.bsky.embed.recordWithMedia":
      try members(of: embed, "embed", type: type, required: ["record", "media"])
      try members(of: embed["record"] ?? .null, "embed/record", required: ["record"])
      _ = try reference(embed["record"]?["record"], "embed/record/record")
      guard let media = embed["media"], !(media["$type"]?.string ?? "").contains(".record") else {
        throw wrong("embed/media is no media")
      }
      try check(embed: media)
    default: throw wrong("embed has the unknown $type \"\(type)\"")
    }
  }

  private mutating func check(images embed: JSON) throws(Wrong) {
    try members(of: embed, "embed", type: "app.bsky.embed.images", required: ["images"])
    for image in try list(embed["images"], "embed/images", 1...4) {
      try members(of: image, "image", required: ["image", "alt"], optional: ["aspectRatio"])
      try check(picture: image)
    }
  }

  private mutating func check(gallery embed: JSON) throws(Wrong) {
    try members(of: embed, "embed", type: "app.bsky.embed.gallery", required: ["items"])
    for image in try list(embed["items"], "embed/items", 1...10) {
      try members(
        of: image, "item", type: "app.bsky.embed.gallery#image",
        required: ["image", "alt", "aspectRatio"])
      try check(picture: image)
    }
  }

  private mutating func check(picture: JSON) throws(Wrong) {
    guard picture["alt"]?.string != nil else { throw wrong("alt must be a string") }
    try ratio(picture["aspectRatio"])
    try blob(picture["image"], family: "image/", bytes: model.rules.imageBytes)
  }

  private mutating func check(video embed: JSON) throws(Wrong) {
    try members(
      of: embed, "embed", type: "app.bsky.embed.video", required: ["video"],
      optional: ["captions", "alt", "aspectRatio", "presentation"])
    try ratio(embed["aspectRatio"])
    for caption in try list(embed["captions"], "captions", 0...20) {
      try members(of: caption, "caption", required: ["lang", "file"])
      try blob(caption["file"], family: "text/vtt", bytes: 20_000)
    }
    try blob(embed["video"], family: "video/mp4", bytes: model.rules.videoBytes)
  }

  private mutating func check(external embed: JSON) throws(Wrong) {
    try members(of: embed, "embed", type: "app.bsky.embed.external", required: ["external"])
    let card = embed["external"] ?? .null
    try members(
      of: card, "external", required: ["uri", "title", "description"], optional: ["thumb"])
    guard FacetCheck.isAddress(card["uri"]?.string), card["title"]?.string != nil,
      card["description"]?.string != nil
    else { throw wrong("external needs an address and two strings") }
    if let thumb = card["thumb"] {
      try blob(thumb, family: "image/", bytes: model.rules.thumbnailBytes)
    }
  }

  private func ratio(_ value: JSON?) throws(Wrong) {
    guard let value else { return }
    try members(of: value, "aspectRatio", required: ["width", "height"])
    guard let width = value["width"]?.integer, let height = value["height"]?.integer, width > 0,
      height > 0
    else { throw wrong("aspectRatio needs two positive whole numbers") }
  }

  private mutating func blob(_ value: JSON?, family: String, bytes: Int) throws(Wrong) {
    try members(of: value ?? .null, "blob", type: "blob", required: ["ref", "mimeType", "size"])
    guard let cid = value?["ref"]?["$link"]?.string,
      let blob = model.blob("\(owner)/\(cid)", at: now)
    else {
      throw Wrong(name: "BlobNotFound", message: "Could not find blob: \(value?.text ?? "")")
    }
    guard value?["mimeType"]?.string == blob.mime, blob.mime.hasPrefix(family) else {
      throw Wrong(
        name: "InvalidMimeType", message: "the blob is \(blob.mime); wanted: \(family)*")
    }
    guard value?["size"]?.integer == Int64(blob.size), blob.size <= bytes else {
      throw Wrong(
        name: "InvalidSize", message: "the blob has \(blob.size) bytes; the most is \(bytes)")
    }
    used.append("\(owner)/\(cid)")
  }
}

// MARK: - Shapes

extension PostCheck {
  private func wrong(_ message: String) -> Wrong { Wrong(message: message) }

  /// An object with these members and no others.
  ///
  /// The lexicons allow more; a sandbox wants to know.
  private func members(
    of value: JSON, _ place: String, type: String? = nil, required: [String],
    optional: [String] = []
  ) throws(Wrong) {
    guard let object = value.object else { throw wrong("\(place) must be an object") }
    if let type, object["$type"]?.string != type { throw wrong("\(place)/$type must be \(type)") }
    for name in required where object[name] == nil {
      throw wrong("\(place) must have the property \"\(name)\"")
    }
    let known = required + optional + ["$type"]
    for name in object.keys.sorted() where !known.contains(name) {
      throw wrong("\(place) has the unknown property \"\(name)\"")
    }
  }

  private func string(
    _ value: JSON?, _ place: String, graphemes: Int, bytes: Int
  ) throws(Wrong) -> String {
    guard let text = value?.string else { throw wrong("\(place) must be a string") }
    guard text.count <= graphemes else {
      throw wrong("Record/\(place) must not be longer than \(graphemes) graphemes")
    }
    guard text.utf8.count <= bytes else {
      throw wrong("Record/\(place) must not be longer than \(bytes) characters")
    }
    return text
  }

  private func list(
    _ value: JSON?, _ place: String, _ count: ClosedRange<Int>
  ) throws(Wrong) -> [JSON] {
    guard let value else { return [] }
    guard let items = value.array, count.contains(items.count) else {
      throw wrong("\(place) must be an array of \(count.lowerBound) to \(count.upperBound)")
    }
    return items
  }

  private func date(_ value: JSON?) throws(Wrong) {
    guard let text = value?.string, text.contains("T"), Instant(rfc3339: text) != nil else {
      throw wrong("createdAt must be an RFC 3339 date and time with a time zone")
    }
  }
}
