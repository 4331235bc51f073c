import Domain

/// One post as it is stored: a record of `app.bsky.feed.post`.
struct BlueskyPost: Hashable, Sendable {
  private var members: [String: JSON]

  /// - Parameters:
  ///   - part: what this post says.
  ///   - content: the whole delivery, whose language, warning and tags hold for every part.
  ///   - people: permanent ids of mentioned handles.
  ///   - embed: what is shown below the text.
  init(
    _ part: Content.Part, of content: Content, people: [String: String], embed: JSON?,
    createdAt: Instant
  ) {
    let text = BlueskyText.stored(part)
    members = [
      "$type": .string(BlueskyAPI.collection), "text": .string(text),
      "createdAt": .string(createdAt.rfc3339),
    ]
    let facets = BlueskyText.facets(of: text, people: people)
    if !facets.isEmpty { members["facets"] = .array(facets) }
    if let embed { members["embed"] = embed }
    if let language = content.language { members["langs"] = [.string(language)] }
    if !content.tags.isEmpty { members["tags"] = .array(content.tags.map(JSON.string)) }
    if let warning = content.warning { members["labels"] = BlueskyPost.labels(warning) }
  }

  /// The record, as a reply to the last of `published` in the thread of the first.
  func record(after published: [Remote]) -> JSON {
    guard let root = published.first, let parent = published.last else { return .object(members) }
    var members = members
    members["reply"] = [
      "root": BlueskyPost.reference(root), "parent": BlueskyPost.reference(parent),
    ]
    return .object(members)
  }

  private static func reference(_ remote: Remote) -> JSON {
    ["uri": .string(remote.id), "cid": JSON(remote.extra["cid"])]
  }

  private static func labels(_ value: String) -> JSON {
    [
      "$type": "com.atproto.label.defs#selfLabels", "values": [["val": .string(value)]],
    ]
  }
}
