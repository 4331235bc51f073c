package import Domain
import Text

extension TelegramRecipe {
  package func problems(
    with content: Content, for account: AccountFacts
  ) -> [ContentProblem] {
    let isOwn = account.settings["server"].map { $0 != TelegramProfile.server } ?? false
    let limits = TelegramProfile.fileBytes
    return TelegramCheck(content: content, fileBytes: isOwn ? limits.own : limits.cloud).problems
  }
}

/// Holds a post against Telegram's rules, before anything is sent.
struct TelegramCheck {
  var content: Content
  var fileBytes: Int64

  var problems: [ContentProblem] {
    var found = UnknownOptions.problems(
      in: content, known: TelegramProfile.value.postOptions)
    found += optionProblems
    if let visibility = content.visibility, visibility != .everyone {
      found.append(
        .init(
          .error, .visibility, "everybody in the chat sees its messages",
          hint: "leave this account out, or set visibility: public for it"))
    }
    if !content.tags.isEmpty {
      found.append(
        .init(
          .warning, .tags, "Telegram keeps hashtags in the text; \"tags\" are not used",
          hint: "write " + content.tags.prefix(3).map { "#" + $0 }.joined(separator: " ")))
    }
    for (part, post) in content.parts.enumerated() {
      found += textProblems(post, part) + mediaProblems(post, part)
      if post.poll != nil {
        found.append(.init(.error, .poll(part: part), "polls are not sent to Telegram"))
      }
    }
    return found
  }

  private var optionProblems: [ContentProblem] {
    var found = ["silent", "protected", "link_preview"].compactMap { name -> ContentProblem? in
      guard let value = content.options[name], value.bool == nil else { return nil }
      return .init(.error, .option(name), "\"\(name)\" is true or false")
    }
    if let value = content.options["topic"], value.integer == nil {
      found.append(.init(.error, .option("topic"), "a topic is a number"))
    }
    return found
  }

  private func textProblems(_ post: Content.Part, _ part: Int) -> [ContentProblem] {
    let text = TelegramMessage(post, of: content).text
    let most =
      post.media.isEmpty ? TelegramProfile.textLength : TelegramProfile.captionLength
    let length = TextLength.utf16(text)
    if length > most {
      let note = post.media.isEmpty ? "an emoji counts 2 and more" : "with media"
      return [
        .init(
          .error, .text(part: part), "\(length) of \(most) characters (\(note))",
          excess: length - most)
      ]
    }
    guard text.allSatisfy(\.isWhitespace), post.media.isEmpty else { return [] }
    return [.init(.error, .text(part: part), "a message needs text or media")]
  }

  private func mediaProblems(_ post: Content.Part, _ part: Int) -> [ContentProblem] {
    var found: [ContentProblem] = []
    for (index, item) in post.media.enumerated() {
      let field = ContentProblem.Field.media(part: part, index: index)
      found += fileProblems(item.file).map { .init(.error, field, $0) }
    }
    let field = ContentProblem.Field.media(part: part, index: max(0, post.media.count - 1))
    guard post.media.count > 1 else { return found }
    if post.media.count > TelegramProfile.albumSize.upperBound {
      found.append(.init(.error, field, "\(post.media.count) of 10 files in an album"))
    }
    if !post.media.allSatisfy({ [.image, .video].contains($0.file.kind) }) {
      found.append(.init(.error, field, "an album holds pictures and films only"))
    }
    return found
  }

  private func fileProblems(_ file: MediaFile) -> [String] {
    let isPhoto = file.kind == .image
    let limit = isPhoto ? TelegramProfile.photoBytes : fileBytes
    var found: [String] = []
    if file.bytes > limit { found.append(MediaSize.message(file.bytes, limit: limit)) }
    guard isPhoto, let width = file.width, let height = file.height else { return found }
    if width + height > TelegramProfile.photoSides {
      found.append("width and height of a picture are at most 10000 together")
    }
    if max(width, height) > min(width, height) * TelegramProfile.photoRatio {
      found.append("a picture is at most 20 times as long as wide")
    }
    return found
  }
}
