package import Domain
import Text

extension YouTubeRecipe {
  package func problems(
    with content: Content, for account: AccountFacts
  ) -> [ContentProblem] {
    YouTubeCheck(content: content, video: YouTubeVideo(content, settings: account.settings))
      .problems
  }
}

/// Holds a post against YouTube's rules, before anything is sent.
struct YouTubeCheck {
  var content: Content
  var video: YouTubeVideo

  var problems: [ContentProblem] {
    var found = UnknownOptions.problems(
      in: content, known: YouTubeProfile.value.postOptions)
    found += optionProblems + wordProblems + tagProblems + mediaProblems + commentProblems
    if YouTubePrivacy(content) == nil, content.options["privacy"] == nil {
      found.append(
        .init(
          .error, .visibility, "a film cannot be for followers or single people only",
          hint: "public or unlisted, or the option privacy: private"))
    }
    if content.warning != nil {
      found.append(.init(.error, .warning, "YouTube has no content warnings"))
    }
    for (index, part) in content.parts.enumerated() where part.poll != nil {
      found.append(.init(.error, .poll(part: index), "YouTube's API has no polls"))
    }
    return found
  }

  private var optionProblems: [ContentProblem] {
    let options = content.options
    var found: [ContentProblem] = []
    for name in ["made_for_kids", "synthetic_media", "embeddable", "notify_subscribers"] {
      if let value = options[name], value.bool == nil {
        found.append(.init(.error, .option(name), "\"\(name)\" is true or false"))
      }
    }
    for name in ["title", "playlist"] {
      if let value = options[name], value.string == nil {
        found.append(.init(.error, .option(name), "\"\(name)\" is a text"))
      }
    }
    if let value = options["privacy"], value.string.flatMap(YouTubePrivacy.init) == nil {
      found.append(.init(.error, .option("privacy"), "public, unlisted or private"))
    }
    if let value = options["license"], !["youtube", "creativeCommon"].contains(value.string) {
      found.append(.init(.error, .option("license"), "youtube or creativeCommon"))
    }
    if video.category.isEmpty || !video.category.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      found.append(.init(.error, .option("category"), "a category is a number, such as 22"))
    }
    return found
  }

  private var wordProblems: [ContentProblem] {
    let field =
      content.options["title"] == nil ? ContentProblem.Field.text(part: 0) : .option("title")
    var found: [ContentProblem] = []
    // The strictest way to count: no server finds it longer.
    let (length, most) = (TextLength.utf16(video.title), YouTubeProfile.titleLength)
    if video.title.allSatisfy(\.isWhitespace) {
      found.append(
        .init(
          .error, field, "a film needs a title",
          hint: "the option title, or the first line of the text"))
    } else if length > most {
      found.append(
        .init(
          .error, field, "\(length) of \(most) characters in the title",
          hint: "shorten by \(length - most), or set the option title"))
    }
    let bytes = TextLength.utf8(video.description)
    if bytes > YouTubeProfile.descriptionBytes {
      found.append(
        .init(
          .error, .text(part: 0),
          "\(bytes) of \(YouTubeProfile.descriptionBytes) bytes in the description",
          excess: bytes - YouTubeProfile.descriptionBytes))
    }
    if (video.title + video.description).contains(where: { "<>".contains($0) }) {
      found.append(.init(.error, .text(part: 0), "YouTube takes no < and > in texts"))
    }
    return found
  }

  /// The second part is the first comment.
  private var commentProblems: [ContentProblem] {
    var found = FirstComment.problems(
      content, title: "YouTube", most: YouTubeProfile.commentLength)
    guard content.parts.count > 1 else { return found }
    if video.privacy == .closed || video.isMadeForKids {
      found.append(
        .init(
          .error, .thread,
          video.isMadeForKids
            ? "films made for children have no comments" : "a private film has no comments"))
    }
    return found
  }

  /// Commas between tags count, and so do the quotes around one with a space.
  private var tagProblems: [ContentProblem] {
    let length =
      video.tags.map { TextLength.utf16($0) + ($0.contains(" ") ? 2 : 0) }.reduce(0, +)
      + max(0, video.tags.count - 1)
    guard length > YouTubeProfile.tagsLength else { return [] }
    return [
      .init(.error, .tags, "\(length) of \(YouTubeProfile.tagsLength) characters in all tags")
    ]
  }

  private var mediaProblems: [ContentProblem] {
    var found: [ContentProblem] = []
    let media = content.parts[0].media
    let (films, pictures) = (
      media.count { $0.file.kind == .video },
      media.count { $0.file.kind == .image }
    )
    if films != 1 || pictures > 1 || films + pictures != media.count {
      found.append(
        .init(
          .error, .media(part: 0, index: max(0, media.count - 1)),
          "YouTube takes one film, and with it at most one picture as its thumbnail",
          hint: films == 0 ? "leave this account out of posts without a film" : nil))
    }
    for (index, item) in media.enumerated() {
      let field = ContentProblem.Field.media(part: 0, index: index)
      found += item.file.kind == .video ? filmProblems(item.file, field) : []
      found += item.file.kind == .image ? thumbnailProblems(item.file, field) : []
    }
    return found
  }

  private func filmProblems(
    _ film: MediaFile, _ field: ContentProblem.Field
  ) -> [ContentProblem] {
    if film.bytes > YouTubeProfile.filmBytes {
      return [.init(.error, field, MediaSize.message(film.bytes, limit: YouTubeProfile.filmBytes))]
    }
    let limits = YouTubeProfile.filmMilliseconds
    guard let length = film.milliseconds, length > limits.plain else { return [] }
    if length > limits.verified {
      return [.init(.error, field, "the film is longer than 12 hours")]
    }
    return [
      .init(
        .warning, field, "the film is longer than 15 minutes",
        hint: "the channel's phone number must be verified (youtube.com/verify)")
    ]
  }

  private func thumbnailProblems(
    _ picture: MediaFile, _ field: ContentProblem.Field
  ) -> [ContentProblem] {
    guard ["image/jpeg", "image/png"].contains(picture.mime) else {
      return [.init(.error, field, "a thumbnail is JPEG or PNG, not \(picture.mime)")]
    }
    guard picture.bytes > YouTubeProfile.thumbnailBytes else { return [] }
    return [
      .init(.error, field, MediaSize.message(picture.bytes, limit: YouTubeProfile.thumbnailBytes))
    ]
  }
}
