import Domain
import Text

/// One message as it is sent: its method and fields.
struct TelegramMessage: Hashable, Sendable {
  var text: String
  /// Where the text is hidden until somebody touches it, in UTF-16 units.
  var spoiler: Range<Int>?
  var media: [MediaItem]
  private var options: [String: JSON]

  /// The text with the part's link at its end; behind a warning all of it is hidden. No markup is
  /// used, so that nothing in the text can be taken for it; Telegram finds addresses, @names and
  /// #tags by itself.
  init(_ part: Content.Part, of content: Content) {
    var body = part.text
    if let link = part.link, !body.contains(link) { body += (body.isEmpty ? "" : "\n\n") + link }
    if let warning = content.warning {
      let lead = warning + "\n\n"
      text = body.isEmpty ? warning : lead + body
      let start = TextLength.utf16(lead)
      spoiler = body.isEmpty ? nil : start..<start + TextLength.utf16(body)
    } else {
      text = body
    }
    media = part.media
    options = content.options
    isHidden = content.warning != nil
  }

  private var isHidden: Bool

  var method: String {
    guard media.count < 2 else { return "sendMediaGroup" }
    switch media.first?.file.kind {
    case nil: return "sendMessage"
    case .image: return "sendPhoto"
    case .animation: return "sendAnimation"
    case .video: return "sendVideo"
    case .audio: return "sendAudio"
    case .other: return "sendDocument"
    }
  }

  /// The fields of the call beside files.
  ///
  /// - Parameter answered: the message that this one answers.
  func fields(chat: String, answered: Int64?) -> [String: JSON] {
    var fields: [String: JSON] = ["chat_id": .string(chat)]
    if options["silent"]?.bool == true { fields["disable_notification"] = true }
    if options["protected"]?.bool == true { fields["protect_content"] = true }
    if let topic = options["topic"]?.integer { fields["message_thread_id"] = .integer(topic) }
    if let answered { fields["reply_parameters"] = ["message_id": .integer(answered)] }
    switch media.count {
    case 0:
      fields["text"] = .string(text)
      if let entities { fields["entities"] = entities }
      if let linkPreview { fields["link_preview_options"] = linkPreview }
    case 1: fields.merge(caption.merging(shape(of: media[0].file)) { $1 }) { $1 }
    default: fields["media"] = album
    }
    return fields
  }

  /// What an edit sets; the files stay.
  func words(isCaption: Bool) -> [String: JSON] {
    var words: [String: JSON] = [isCaption ? "caption" : "text": .string(text)]
    if let entities { words[isCaption ? "caption_entities" : "entities"] = entities }
    if !isCaption, let linkPreview { words["link_preview_options"] = linkPreview }
    return words
  }

  private var linkPreview: JSON? {
    options["link_preview"]?.bool == false ? ["is_disabled": true] : nil
  }

  private var entities: JSON? {
    guard let spoiler else { return nil }
    return [
      [
        "type": "spoiler", "offset": .integer(Int64(spoiler.lowerBound)),
        "length": .integer(Int64(spoiler.count)),
      ]
    ]
  }

  /// The words of a message with media, and whether the media are hidden.
  private var caption: [String: JSON] {
    var fields: [String: JSON] = [:]
    if !text.isEmpty { fields["caption"] = .string(text) }
    if let entities { fields["caption_entities"] = entities }
    if isHidden, [.image, .video, .animation].contains(media[0].file.kind) {
      fields["has_spoiler"] = true
    }
    return fields
  }

  private func shape(of file: MediaFile) -> [String: JSON] {
    guard file.kind == .video else { return [:] }
    var fields: [String: JSON] = ["supports_streaming": true]
    if let width = file.width { fields["width"] = .integer(Int64(width)) }
    if let height = file.height { fields["height"] = .integer(Int64(height)) }
    if let length = file.milliseconds { fields["duration"] = .integer(length / 1000) }
    return fields
  }

  /// Several files: the words belong to the first.
  private var album: JSON {
    .array(
      media.enumerated().map { index, item in
        var fields = index == 0 ? caption : [:]
        if isHidden { fields["has_spoiler"] = true }
        fields.merge(shape(of: item.file)) { $1 }
        fields["type"] = item.file.kind == .video ? "video" : "photo"
        fields["media"] = .string("attach://file\(index)")
        return .object(fields)
      })
  }

  /// The names of the files' form parts.
  func fileName(_ index: Int) -> String {
    guard media.count == 1 else { return "file\(index)" }
    return String(method.dropFirst(4)).lowercased()
  }
}
