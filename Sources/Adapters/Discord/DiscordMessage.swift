import Domain

/// One message as a webhook sends it.
struct DiscordMessage: Hashable, Sendable {
  var text: String
  var media: [MediaItem]
  /// The thread of the channel that it goes into.
  var thread: String?
  /// The name of the new thread that it begins, in a forum channel.
  var threadName: String?
  private var isSilent: Bool
  private var hasEmbeds: Bool
  private var mayMention: Bool
  private var isHidden: Bool

  /// The text with the part's link at its end; behind a warning all of it is hidden.
  init(_ part: Content.Part, of content: Content) {
    var body = part.text
    if let link = part.link, !body.contains(link) { body += (body.isEmpty ? "" : "\n\n") + link }
    if let warning = content.warning {
      text = warning + (body.isEmpty ? "" : "\n||\(body)||")
    } else {
      text = body
    }
    media = part.media
    let options = content.options
    thread = options["thread"].flatMap { $0.string ?? $0.integer.map { String($0) } }
    threadName = options["thread_name"]?.string
    isSilent = options["silent"]?.bool ?? false
    hasEmbeds = options["embeds"]?.bool ?? false
    mayMention = options["mentions"]?.bool ?? false
    isHidden = content.warning != nil
  }

  /// The message object. Nobody is pinged unless the post says so, and never everybody.
  func json(username: String?) -> JSON {
    var members = words
    // 4 keeps links from unfolding, 4096 sends without a sound.
    let flags = (hasEmbeds ? 0 : 4) + (isSilent ? 4096 : 0)
    if flags > 0 { members["flags"] = .integer(Int64(flags)) }
    if let username { members["username"] = .string(username) }
    if let threadName { members["thread_name"] = .string(threadName) }
    if !media.isEmpty {
      members["attachments"] = .array(
        media.enumerated().map { index, item in
          var file: [String: JSON] = [
            "id": .integer(Int64(index)), "filename": .string(fileName(index)),
          ]
          if !item.alt.isEmpty { file["description"] = .string(item.alt) }
          return .object(file)
        })
    }
    return .object(members)
  }

  /// What an edit sets.
  var words: [String: JSON] {
    let kinds: [JSON] = mayMention ? ["users", "roles"] : []
    return ["content": .string(text), "allowed_mentions": ["parse": .array(kinds)]]
  }

  /// A plain name with the ending of the file's kind; the prefix hides it until it is touched.
  func fileName(_ index: Int) -> String {
    let kind = media[index].file.mime.split(separator: "/").last.map(String.init) ?? "bin"
    let ending = ["jpeg": "jpg", "quicktime": "mov", "mpeg": "mp3"][kind] ?? kind
    return (isHidden ? "SPOILER_" : "") + "file\(index).\(ending)"
  }
}
