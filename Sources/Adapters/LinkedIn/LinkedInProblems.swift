package import Domain
import Text

extension LinkedInRecipe {
  package func problems(
    with content: Content, for account: AccountFacts
  ) -> [ContentProblem] {
    LinkedInCheck(
      content: content, isOrganization: account.settings["as"] == "organization",
      mayComment: FirstComment.isAllowed(by: account.settings)
    ).problems
  }
}

/// Holds a post against LinkedIn's rules, before anything is sent.
struct LinkedInCheck {
  var content: Content
  var isOrganization: Bool
  /// The account's sign-in is for first comments, too.
  var mayComment: Bool

  private var post: Content.Part { content.parts[0] }

  var problems: [ContentProblem] {
    contentProblems + optionProblems + textProblems + mediaProblems + pollProblems
  }

  /// The question of a poll: `title`, or the text when it is short enough.
  static func question(of content: Content) -> String? {
    if let title = content.options["title"]?.string { return title }
    let text = content.parts[0].text
    return TextLength.utf16(text) <= LinkedInProfile.pollQuestionCharacters ? text : nil
  }

  private var contentProblems: [ContentProblem] {
    var found = UnknownOptions.problems(in: content, known: LinkedInProfile.value.postOptions)
    found += FirstComment.problems(
      content, title: "LinkedIn", isAllowed: mayComment, most: LinkedInProfile.commentCharacters)
    if FirstComment.part(of: content)?.poll != nil {
      found.append(.init(.error, .poll(part: 1), "the first comment on LinkedIn is words only"))
    }
    if content.warning != nil {
      found.append(
        .init(
          .error, .warning, "LinkedIn has no content warnings",
          hint: "leave this account out, or say it in the text"))
    }
    if !content.tags.isEmpty {
      found.append(
        .init(
          .warning, .tags, "LinkedIn keeps hashtags in the text; \"tags\" are not used",
          hint: "write " + content.tags.prefix(3).map { "#" + $0 }.joined(separator: " ")))
    }
    switch content.visibility {
    case nil, .everyone, .unlisted: break
    case .followers where !isOrganization: break
    case .followers:
      found.append(
        .init(.error, .visibility, "the posts of a page are public", hint: "public or unlisted"))
    case .direct:
      found.append(
        .init(
          .error, .visibility, "LinkedIn has no direct posts",
          hint: "public, unlisted (in no feed), or followers (a person's connections)"))
    }
    return found
  }

  private var optionProblems: [ContentProblem] {
    var found: [ContentProblem] = []
    if let value = content.options["reshare"], value.bool == nil {
      found.append(.init(.error, .option("reshare"), "\"reshare\" is true or false"))
    }
    guard let title = content.options["title"] else { return found }
    let length = title.string.map(TextLength.utf16) ?? 0
    if !(1...LinkedInProfile.titleCharacters).contains(length) {
      found.append(
        .init(
          .error, .option("title"),
          "\"title\" is a text of 1 to \(LinkedInProfile.titleCharacters) characters"))
    }
    return found
  }

  private var textProblems: [ContentProblem] {
    let field = ContentProblem.Field.text(part: 0)
    let length = TextLength.utf16(LinkedInText.commentary(of: post))
    if length > LinkedInProfile.characters {
      return [
        .init(
          .error, field,
          "\(length) of \(LinkedInProfile.characters) characters (signs such as ( and _ count 2)",
          excess: length - LinkedInProfile.characters)
      ]
    }
    let isBlank = LinkedInText.text(of: post).allSatisfy(\.isWhitespace)
    guard isBlank, post.media.isEmpty, post.link == nil else { return [] }
    return [.init(.error, field, "a post needs text, media or a link")]
  }
}

// MARK: - Media and polls

extension LinkedInCheck {
  private var mediaProblems: [ContentProblem] {
    var found: [ContentProblem] = []
    for (index, item) in post.media.enumerated() {
      let field = ContentProblem.Field.media(part: 0, index: index)
      found += fileProblems(item.file).map { .init(.error, field, $0) }
      if item.file.mime != LinkedInProfile.documentType {
        found += AltText.problems(item.alt, limit: LinkedInProfile.altCharacters, at: field)
      }
    }
    return found + mixingProblems
  }

  private func fileProblems(_ file: MediaFile) -> [String] {
    if file.mime == "video/mp4" {
      if file.bytes < LinkedInProfile.videoBytes.lowerBound {
        return ["a film has at least 75 kB; this one has \(file.bytes) bytes"]
      }
      let limit = LinkedInProfile.videoBytes.upperBound
      return file.bytes > limit ? [MediaSize.message(file.bytes, limit: limit)] : []
    }
    if file.mime == LinkedInProfile.documentType {
      let limit = LinkedInProfile.documentBytes
      return file.bytes > limit ? [MediaSize.message(file.bytes, limit: limit)] : []
    }
    guard LinkedInProfile.imageTypes.contains(file.mime) else {
      return ["LinkedIn takes JPEG, PNG, GIF, MP4 and PDF, not \(file.mime)"]
    }
    if file.bytes > LinkedInProfile.imageBytes {
      return [MediaSize.message(file.bytes, limit: LinkedInProfile.imageBytes)]
    }
    let pixels = (file.width ?? 0).multipliedReportingOverflow(by: file.height ?? 0)
    guard pixels.overflow || pixels.partialValue >= LinkedInProfile.imagePixels else { return [] }
    return ["the picture is too large: fewer than \(LinkedInProfile.imagePixels) pixels in all"]
  }

  /// Up to twenty pictures, or one film, or one document.
  private var mixingProblems: [ContentProblem] {
    let field = ContentProblem.Field.media(part: 0, index: max(0, post.media.count - 1))
    if post.media.count > 1, post.media.contains(where: { $0.file.kind == .video }) {
      return [.init(.error, field, "a film goes alone, without further media")]
    }
    if post.media.count > 1,
      post.media.contains(where: { $0.file.mime == LinkedInProfile.documentType })
    {
      return [.init(.error, field, "a document goes alone, without further media")]
    }
    guard post.media.count > LinkedInProfile.images else { return [] }
    return [.init(.error, field, "\(post.media.count) of \(LinkedInProfile.images) pictures")]
  }

  private var pollProblems: [ContentProblem] {
    guard let poll = post.poll else { return [] }
    var messages: [String] = []
    if !post.media.isEmpty { messages.append("a poll and media exclude each other") }
    let question = LinkedInCheck.question(of: content)
    let most = LinkedInProfile.pollQuestionCharacters
    if question.map({ TextLength.utf16($0) > most || $0.allSatisfy(\.isWhitespace) }) ?? true {
      messages.append("a poll needs a question of at most \(most) characters in \"title\"")
    }
    if !(2...4).contains(poll.options.count) {
      messages.append("\(poll.options.count) poll options; 2 to 4 are possible")
    }
    for option in poll.options {
      let length = TextLength.utf16(option)
      if length > LinkedInProfile.pollOptionCharacters {
        messages.append(
          "\(length) of \(LinkedInProfile.pollOptionCharacters) characters in an option")
      } else if option.allSatisfy(\.isWhitespace) {
        messages.append("an empty poll option")
      }
    }
    if !LinkedInProfile.pollDurations.contains(where: { $0.seconds == poll.durationSeconds }) {
      messages.append("a poll lasts 1, 3, 7 or 14 days")
    }
    if poll.multiple { messages.append("a poll on LinkedIn takes one answer, not several") }
    return messages.map { .init(.error, .poll(part: 0), $0) }
  }
}
