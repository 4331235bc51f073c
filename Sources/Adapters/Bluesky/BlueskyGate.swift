import Domain

/// Who may answer a thread: a record of `app.bsky.feed.threadgate` at the key of its first post.
///
/// It is written before the post, so that nobody is quicker.
struct BlueskyGate: Hashable, Sendable {
  static let collection = "app.bsky.feed.threadgate"
  /// The records that may stand at a post's key besides the post: who may answer it, and who may
  /// quote it, which people set in Bluesky itself.
  static let collections: [(step: String, name: String)] = [
    ("delete-threadgate", collection), ("delete-postgate", "app.bsky.feed.postgate"),
  ]

  /// What the option `replies` takes, with the rule of the lexicon; nobody is the empty list.
  static let rules: [(word: String, rule: String?)] = [
    ("nobody", nil), ("mentioned", "mentionRule"), ("followed", "followingRule"),
    ("followers", "followerRule"),
  ]

  private var allowed: [String]

  /// - Returns: `nil` where everybody may answer.
  init?(_ option: JSON?) {
    guard let words = BlueskyGate.words(option), words != ["everyone"] else { return nil }
    allowed = words.compactMap { word in BlueskyGate.rules.first { $0.word == word }?.rule }
  }

  /// One word, or a list of them.
  static func words(_ option: JSON?) -> [String]? {
    if let word = option?.string { return [word] }
    return option?.array.map { $0.map { $0.string ?? "" } }
  }

  /// Whether the option is something that can be done.
  static func isKnown(_ option: JSON) -> Bool {
    guard let words = words(option), !words.isEmpty, Set(words).count == words.count else {
      return false
    }
    if words == ["everyone"] || words == ["nobody"] { return true }
    return words.allSatisfy { word in rules.contains { $0.word == word && $0.rule != nil } }
  }

  func record(of post: String, createdAt: Instant) -> JSON {
    [
      "$type": .string(BlueskyGate.collection), "post": .string(post),
      "allow": .array(allowed.map { ["$type": .string(BlueskyGate.collection + "#" + $0)] }),
      "createdAt": .string(createdAt.rfc3339),
    ]
  }
}

extension BlueskyAPI {
  /// `com.atproto.repo.putRecord`: the same record again changes nothing.
  func put(_ gate: BlueskyGate, at key: RecordKey, createdAt: Instant) -> Exchange<Void> {
    let points = BlueskyProfile.pointsPerPost
    var call = call(
      .post, "com.atproto.repo.putRecord",
      costs: [.init("points-hour", points), .init("points-day", points)])
    let post = "at://\(did)/\(BlueskyAPI.collection)/\(key.text)"
    call.setJSON([
      "repo": .string(did), "collection": .string(BlueskyGate.collection),
      "rkey": .string(key.text), "validate": true,
      "record": gate.record(of: post, createdAt: createdAt),
    ])
    return Exchange(call, value: { $0.json.map { _ in } }, failure: BlueskyAPI.harmless)
  }
}
