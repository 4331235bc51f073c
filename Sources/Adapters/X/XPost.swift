import Domain

/// One post as it is created: the body of `POST /2/tweets`.
struct XPost: Hashable, Sendable {
  var text: String
  var mediaIDs: [String]
  var replyTo: String?
  /// The id of the post that this one quotes.
  var quote: String?
  var replySettings: String?
  var poll: Poll?
  var isMadeWithAI: Bool
  var isPaidPartnership: Bool

  /// - Parameters:
  ///   - part: what this post says.
  ///   - content: the whole delivery; who may reply and what is disclosed holds for every part,
  ///     the quote for the first.
  ///   - replyTo: the post of the part before.
  init(_ part: Content.Part, of content: Content, media: [String], replyTo: String?) {
    text = XText.post(part)
    mediaIDs = media
    self.replyTo = replyTo
    quote = replyTo == nil ? content.options["quote"]?.string.flatMap(XPost.id) : nil
    replySettings = content.options["reply_settings"]?.string
    poll = part.poll
    isMadeWithAI = content.options["made_with_ai"]?.bool ?? false
    isPaidPartnership = content.options["paid_partnership"]?.bool ?? false
  }

  /// Absent members are left out, but not the text, which X wants even where it is empty; unknown
  /// ones are refused by the API.
  var json: JSON {
    var members: [String: JSON] = ["text": .string(text)]
    if !mediaIDs.isEmpty {
      members["media"] = ["media_ids": .array(mediaIDs.map(JSON.string))]
    }
    if let replyTo { members["reply"] = ["in_reply_to_tweet_id": .string(replyTo)] }
    if let quote { members["quote_tweet_id"] = .string(quote) }
    if let replySettings { members["reply_settings"] = .string(replySettings) }
    if let poll {
      members["poll"] = [
        "options": .array(poll.options.map(JSON.string)),
        "duration_minutes": .integer(Int64(poll.durationSeconds / 60)),
      ]
    }
    if isMadeWithAI { members["made_with_ai"] = true }
    if isPaidPartnership { members["paid_partnership"] = true }
    return .object(members)
  }

  /// The id of a post from its address or from itself; `nil` for anything else.
  static func id(_ reference: String) -> String? {
    let last = reference.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").last ?? ""
    guard (1...19).contains(last.utf8.count), last.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return String(last)
  }
}
