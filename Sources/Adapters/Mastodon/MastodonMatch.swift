import Domain

/// A status in a list of the account's own.
struct MastodonFound: Hashable, Sendable {
  var id: String
  var createdAt: Instant
  var json: JSON

  init?(_ json: JSON) {
    guard let id = json["id"]?.string,
      let createdAt = json["created_at"]?.string.flatMap(Instant.init(rfc3339:))
    else { return nil }
    self.id = id
    self.createdAt = createdAt
    self.json = json
  }
}

/// What tells a status from all others of the account: its words, what it answers and how many
/// files it carries.
struct MastodonMatch: Hashable, Sendable {
  private let text: String
  private let replyTo: String?
  private let mediaIDs: [String]
  private let application: String?

  /// - Parameter application: the name of the program that creates the status, where it is known.
  init(_ status: MastodonStatus, application: String?) {
    text = MastodonText.comparable(status.text)
    replyTo = status.replyTo
    mediaIDs = status.mediaIDs
    self.application = application
  }

  /// Statuses with equal keys cannot be told apart.
  var key: String { "\(mediaIDs.count)|\(replyTo ?? "")|\(text)" }

  /// Whether `found` is the status that was to be created.
  ///
  /// - Parameter since: the earliest time, on the server's clock, at which it can have been made.
  func matches(_ found: MastodonFound, since: Instant) -> Bool {
    let json = found.json
    guard found.createdAt >= since, json["in_reply_to_id"]?.string == replyTo else { return false }
    if let application, let found = json["application"]?["name"]?.string, found != application {
      return false
    }
    let attached = json["media_attachments"]?.array ?? []
    guard attached.count == mediaIDs.count, let html = json["content"]?.string else { return false }
    // Without words only the files tell one status from another.
    if text.isEmpty { return attached.compactMap { $0["id"]?.string } == mediaIDs }
    return MastodonText.comparable(html: html) == text
  }
}
