package import Domain
import Text

extension BlueskyRecipe {
  package func problems(
    with content: Content, for account: AccountFacts
  ) -> [ContentProblem] {
    BlueskyCheck(content: content).problems
  }
}

/// Holds a post against the lexicons, before anything is sent.
struct BlueskyCheck {
  var content: Content

  var problems: [ContentProblem] {
    var found = contentProblems + tagProblems
    for (part, post) in content.parts.enumerated() {
      found += textProblems(post, part) + linkProblems(post, part)
      found += mediaProblems(post, part)
      if post.poll != nil {
        found.append(.init(.error, .poll(part: part), "Bluesky has no polls"))
      }
    }
    return found
  }

  private var contentProblems: [ContentProblem] {
    var found = UnknownOptions.problems(
      in: content, known: BlueskyProfile.value.postOptions)
    found += ThreadLength.problems(
      content, limit: BlueskyProfile.limits[0].capacity / BlueskyProfile.pointsPerPost)
    if let visibility = content.visibility, visibility != .everyone {
      found.append(
        .init(
          .error, .visibility, "everything on Bluesky is public; \"\(visibility.rawValue)\" is not",
          hint: "leave this account out, or set visibility: public for it"))
    }
    if let replies = content.options["replies"], !BlueskyGate.isKnown(replies) {
      found.append(
        .init(
          .error, .option("replies"), "\"replies\" says who may answer",
          hint: "everyone, nobody, or one or several of mentioned, followed, followers"))
    }
    if let warning = content.warning, !BlueskyProfile.warnings.contains(warning) {
      found.append(
        .init(
          .error, .warning, "Bluesky has no free content warnings",
          hint: "one of " + BlueskyProfile.warnings.joined(separator: ", ")))
    }
    return found
  }

  private var tagProblems: [ContentProblem] {
    var found: [ContentProblem] = []
    if content.tags.count > BlueskyProfile.tags {
      found.append(.init(.error, .tags, "\(content.tags.count) of \(BlueskyProfile.tags) tags"))
    }
    for tag in content.tags where !BlueskyText.isShort(tag) {
      found.append(
        .init(
          .error, .tags,
          "\(TextLength.graphemes(tag)) of \(BlueskyProfile.tagGraphemes) characters in a tag"))
    }
    return found
  }

  private func textProblems(_ post: Content.Part, _ part: Int) -> [ContentProblem] {
    let text = BlueskyText.stored(post)
    let field = ContentProblem.Field.text(part: part)
    let (length, most) = (TextLength.graphemes(text), BlueskyProfile.graphemes)
    if length > most {
      let note = text == post.text ? "links count in full" : "with media the link counts too"
      return [
        .init(
          .error, field, "\(length) of \(most) characters (\(note))",
          excess: length - most)
      ]
    }
    let bytes = TextLength.utf8(text)
    if bytes > BlueskyProfile.textBytes {
      return [
        .init(
          .error, field, "\(bytes) of \(BlueskyProfile.textBytes) bytes",
          excess: bytes - BlueskyProfile.textBytes)
      ]
    }
    guard text.allSatisfy(\.isWhitespace), post.media.isEmpty, post.link == nil else { return [] }
    return [.init(.error, field, "a post needs text, media or a link")]
  }

  private func linkProblems(_ post: Content.Part, _ part: Int) -> [ContentProblem] {
    guard let link = post.link, WebAddress.resolve(link, against: "") == nil else { return [] }
    return [
      .init(
        .error, .link(part: part), "\"\(link.bounded)\" is no web address",
        hint: "begin with https://")
    ]
  }
}

// MARK: - Media

extension BlueskyCheck {
  private func mediaProblems(_ post: Content.Part, _ part: Int) -> [ContentProblem] {
    var found: [ContentProblem] = []
    for (index, item) in post.media.enumerated() {
      let field = ContentProblem.Field.media(part: part, index: index)
      if let problem = fileProblem(item.file) { found.append(.init(.error, field, problem)) }
      if item.file.kind == .animation {
        found.append(
          .init(
            .warning, field, "Bluesky shows animated GIFs as still pictures", hint: "use an MP4"))
      }
      found += AltText.problems(item.alt, limit: nil, at: field)
    }
    return found + mixingProblems(post, part)
  }

  private func fileProblem(_ file: MediaFile) -> String? {
    switch file.kind {
    case .image, .animation:
      guard file.bytes > BlueskyProfile.imageBytes else { return nil }
      return MediaSize.message(file.bytes, limit: BlueskyProfile.imageBytes)
    case .video where file.mime == "video/mp4":
      guard file.bytes > BlueskyProfile.videoBytes else { return nil }
      return MediaSize.message(file.bytes, limit: BlueskyProfile.videoBytes)
    case .video, .audio, .other: return "Bluesky takes pictures and MP4 films, not \(file.mime)"
    }
  }

  /// Up to four pictures, or one film.
  private func mixingProblems(_ post: Content.Part, _ part: Int) -> [ContentProblem] {
    let field = ContentProblem.Field.media(part: part, index: max(0, post.media.count - 1))
    let films = post.media.count { $0.file.kind == .video }
    if films > 0, post.media.count > 1 {
      return [
        .init(
          .error, field, "a film goes alone, without further media",
          hint: "move it to a thread part of its own")
      ]
    }
    guard post.media.count > BlueskyProfile.images else { return [] }
    return [
      .init(
        .error, field, "\(post.media.count) of \(BlueskyProfile.images) pictures",
        hint: "move the rest to a further thread part")
    ]
  }
}
