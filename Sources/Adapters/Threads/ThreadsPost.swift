import Domain

/// One post as its container describes it: the parameters of `POST /me/threads`.
struct ThreadsPost: Sendable {
  var text: String
  var card: String?
  var poll: Poll?
  var replyTo: String?
  var replyControl: String?
  var topic: String?
  var isSpoiler: Bool

  /// - Parameters:
  ///   - part: what this post says.
  ///   - content: the whole delivery, whose options hold for every part.
  ///   - replyTo: the post of the part before.
  init(_ part: Content.Part, of content: Content, replyTo: String?) {
    text = ThreadsText.post(of: part)
    card = ThreadsText.card(of: part)
    poll = part.poll
    self.replyTo = replyTo
    replyControl = content.options["reply_control"]?.string
    // A topic belongs to the first post of a thread.
    topic = replyTo == nil ? content.options["topic_tag"]?.string : nil
    isSpoiler = content.options["spoiler"]?.bool ?? false
  }

  /// The parameters of the container that is published.
  ///
  /// - Parameter children: the containers of a carousel's items.
  func fields(
    _ media: [MediaItem], children: [String]
  ) -> [(name: String, value: Call.FormValue)] {
    var fields: [(name: String, value: Call.FormValue)]
    if children.isEmpty, let item = media.first {
      fields = ThreadsPost.fields(of: item)
    } else if children.isEmpty {
      fields = [("media_type", .text("TEXT"))]
    } else {
      fields = [
        ("media_type", .text("CAROUSEL")), ("children", .text(children.joined(separator: ","))),
      ]
    }
    if !text.isEmpty { fields.append(("text", .text(text))) }
    if let card { fields.append(("link_attachment", .text(card))) }
    if let poll { fields.append(("poll_attachment", .text(ThreadsPost.json(of: poll).text))) }
    if let replyTo { fields.append(("reply_to_id", .text(replyTo))) }
    if let replyControl { fields.append(("reply_control", .text(replyControl))) }
    if let topic { fields.append(("topic_tag", .text(topic))) }
    if isSpoiler, !media.isEmpty { fields.append(("is_spoiler_media", .text("true"))) }
    return fields
  }

  /// The parameters of an item of a carousel.
  static func child(_ item: MediaItem) -> [(name: String, value: Call.FormValue)] {
    fields(of: item) + [("is_carousel_item", .text("true"))]
  }

  private static func fields(of item: MediaItem) -> [(name: String, value: Call.FormValue)] {
    let isVideo = item.file.kind == .video
    var fields: [(name: String, value: Call.FormValue)] = [
      ("media_type", .text(isVideo ? "VIDEO" : "IMAGE")),
      (isVideo ? "video_url" : "image_url", .publicAddress(item.file)),
    ]
    if !item.alt.isEmpty { fields.append(("alt_text", .text(item.alt))) }
    return fields
  }

  private static func json(of poll: Poll) -> JSON {
    var members: [String: JSON] = [:]
    for (letter, option) in zip(["a", "b", "c", "d"], poll.options) {
      members["option_" + letter] = .string(option)
    }
    return .object(members)
  }
}
