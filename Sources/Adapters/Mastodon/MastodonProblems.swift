package import Domain
import Text

extension MastodonRecipe {
  package func problems(
    with content: Content, for account: AccountFacts
  ) -> [ContentProblem] {
    let check = MastodonCheck(content: content, server: MastodonServer(account.server))
    return check.problems
  }
}

/// Holds a post against the rules of its server, before anything is sent.
struct MastodonCheck {
  var content: Content
  var server: MastodonServer

  var problems: [ContentProblem] {
    var found = contentProblems
    for (part, post) in content.parts.enumerated() {
      found += textProblems(post, part)
      found += mediaProblems(post, part)
      if let poll = post.poll { found += pollProblems(poll, post, part) }
    }
    return found
  }

  private var contentProblems: [ContentProblem] {
    var found = UnknownOptions.problems(in: content, known: MastodonProfile.value.postOptions)
    found += ThreadLength.problems(content, limit: MastodonProfile.postsAtOnce)
    if let value = content.options["sensitive"], value.bool == nil {
      found.append(.init(.error, .option("sensitive"), "\"sensitive\" is true or false"))
    }
    if !content.tags.isEmpty {
      found.append(
        .init(
          .warning, .tags, "Mastodon keeps hashtags in the text; \"tags\" are not used",
          hint: "write " + content.tags.prefix(3).map { "#" + $0 }.joined(separator: " ")))
    }
    if let language = content.language, MastodonText.primaryLanguage(language).count != 2 {
      found.append(
        .init(
          .warning, .language, "\"\(language)\" is not a two-letter language code",
          hint: "the server may ignore it"))
    }
    return found
  }

  private func textProblems(_ post: Content.Part, _ part: Int) -> [ContentProblem] {
    let text = MastodonText.status(of: post)
    let length = MastodonText.length(
      of: text, warning: content.warning, urlCharacters: server.urlCharacters)
    if length > server.maxCharacters {
      return [
        .init(
          .error, .text(part: part),
          "\(length) of \(server.maxCharacters) characters (links count \(server.urlCharacters)"
            + (content.warning == nil ? ")" : ", the warning counts too)"),
          excess: length - server.maxCharacters)
      ]
    }
    let isBlank = text.allSatisfy(\.isWhitespace)
    guard isBlank, post.media.isEmpty else { return [] }
    return [.init(.error, .text(part: part), "a post needs text or media")]
  }
}

// MARK: - Media and polls

extension MastodonCheck {
  private func mediaProblems(_ post: Content.Part, _ part: Int) -> [ContentProblem] {
    var found: [ContentProblem] = []
    for (index, item) in post.media.enumerated() {
      let field = ContentProblem.Field.media(part: part, index: index)
      found += fileProblems(item.file).map { .init(.error, field, $0.message, hint: $0.hint) }
      found += AltText.problems(item.alt, limit: server.altCharacters, at: field)
    }
    return found + mixingProblems(post, part)
  }

  private func fileProblems(_ file: MediaFile) -> [(message: String, hint: String?)] {
    var found: [(message: String, hint: String?)] = []
    let kinds = server.mimeTypes
    let isMedia = kinds.isEmpty ? file.kind != .other : kinds.contains(file.mime)
    if !isMedia {
      found.append(("the server does not take \(file.mime)", "use JPEG, PNG, WebP, GIF or MP4"))
    }
    let isStill = file.kind == .image
    let limit = isStill || file.kind == .animation ? server.imageBytes : server.videoBytes
    if file.bytes > limit { found.append((MediaSize.message(file.bytes, limit: limit), nil)) }
    let pixels = (file.width ?? 0).multipliedReportingOverflow(by: file.height ?? 0)
    let pixelLimit = isStill ? server.imagePixels : server.videoPixels
    if isStill || file.kind == .video, pixels.overflow || pixels.partialValue > pixelLimit {
      found.append(("the picture is too large: at most \(pixelLimit) pixels in all", nil))
    }
    return found
  }

  /// Up to `maxMedia` pictures, or one film or sound and nothing else.
  private func mixingProblems(_ post: Content.Part, _ part: Int) -> [ContentProblem] {
    let field = ContentProblem.Field.media(part: part, index: max(0, post.media.count - 1))
    if post.media.count > server.maxMedia {
      return [.init(.error, field, "\(post.media.count) of \(server.maxMedia) media files")]
    }
    let moving = post.media.filter { $0.file.kind == .video || $0.file.kind == .audio }
    guard !moving.isEmpty, post.media.count > 1 else { return [] }
    return [
      .init(
        .error, field, "a film or sound goes alone, without further media",
        hint: "move it to a thread part of its own")
    ]
  }

  private func pollProblems(_ poll: Poll, _ post: Content.Part, _ part: Int) -> [ContentProblem] {
    var messages: [String] = []
    if !post.media.isEmpty { messages.append("a poll and media exclude each other") }
    if post.text.isEmpty { messages.append("a poll needs a text") }
    if !(2...server.pollOptions).contains(poll.options.count) {
      messages.append("\(poll.options.count) poll options; 2 to \(server.pollOptions) are possible")
    }
    for option in poll.options {
      let length = TextLength.graphemes(option)
      if length > server.pollOptionCharacters {
        messages.append("\(length) of \(server.pollOptionCharacters) characters in a poll option")
      } else if option.allSatisfy(\.isWhitespace) {
        messages.append("an empty poll option")
      }
    }
    if Set(poll.options).count < poll.options.count { messages.append("two equal poll options") }
    let (least, most) = (server.pollMinSeconds, server.pollMaxSeconds)
    if poll.durationSeconds < least || poll.durationSeconds > most {
      messages.append("a poll lasts \(least) to \(most) seconds, not \(poll.durationSeconds)")
    }
    return messages.map { .init(.error, .poll(part: part), $0) }
  }
}
