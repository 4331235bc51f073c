import Domain

/// One status as it is created: the body of `POST /api/v1/statuses`.
struct MastodonStatus: Hashable, Sendable {
  var text: String
  var mediaIDs: [String]
  var replyTo: String?
  var warning: String?
  var visibility: Visibility?
  var language: String?
  var sensitive: Bool?
  var poll: Poll?

  /// - Parameters:
  ///   - part: what this status says.
  ///   - content: the whole delivery, whose warning and visibility hold for every part.
  ///   - replyTo: the status of the part before.
  init(_ part: Content.Part, of content: Content, media: [String], replyTo: String?) {
    text = MastodonText.status(of: part)
    mediaIDs = media
    self.replyTo = replyTo
    warning = content.warning
    visibility = content.visibility
    language = content.language.map(MastodonText.primaryLanguage)
    sensitive = content.options["sensitive"]?.bool
    poll = part.poll
  }

  /// Absent members are left out: the account's own defaults hold then.
  var json: JSON {
    var members: [String: JSON] = ["status": .string(text)]
    if !mediaIDs.isEmpty { members["media_ids"] = .array(mediaIDs.map(JSON.string)) }
    if let replyTo { members["in_reply_to_id"] = .string(replyTo) }
    if let warning { members["spoiler_text"] = .string(warning) }
    if let visibility { members["visibility"] = .string(visibility.mastodonName) }
    if let language { members["language"] = .string(language) }
    if let sensitive { members["sensitive"] = .bool(sensitive) }
    if let poll { members["poll"] = MastodonStatus.json(of: poll) }
    return .object(members)
  }

  /// The members that an edit can set.
  ///
  /// A warning that is gone must be said to be empty.
  var edit: JSON {
    var members: [String: JSON] = [
      "status": .string(text), "spoiler_text": .string(warning ?? ""),
      "media_ids": .array(mediaIDs.map(JSON.string)),
    ]
    if let language { members["language"] = .string(language) }
    if let sensitive { members["sensitive"] = .bool(sensitive) }
    if let poll { members["poll"] = MastodonStatus.json(of: poll) }
    return .object(members)
  }

  private static func json(of poll: Poll) -> JSON {
    [
      "options": .array(poll.options.map(JSON.string)),
      "expires_in": .integer(Int64(poll.durationSeconds)),
      "multiple": .bool(poll.multiple),
      "hide_totals": .bool(poll.hideTotals),
    ]
  }
}

extension Visibility {
  /// What the API calls it; followers-only posts are `private` there.
  var mastodonName: String {
    switch self {
    case .everyone: "public"
    case .unlisted: "unlisted"
    case .followers: "private"
    case .direct: "direct"
    }
  }
}
