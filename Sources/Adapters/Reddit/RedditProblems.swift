package import Domain
import Text

extension RedditRecipe {
  package func problems(
    with content: Content, for account: AccountFacts
  ) -> [ContentProblem] {
    RedditCheck(content: content, subreddit: RedditCheck.subreddit(of: content, account)).problems
  }
}

/// Holds a post against Reddit's rules, before anything is sent. Each subreddit has rules of its
/// own, which only it can check.
struct RedditCheck {
  var content: Content
  var subreddit: String?

  private var post: Content.Part { content.parts[0] }

  /// Where a post goes: its own `subreddit`, or the account's.
  static func subreddit(of content: Content, _ account: AccountFacts) -> String? {
    let name = content.options["subreddit"]?.string ?? account.settings["subreddit"]
    return name.map { String($0.hasPrefix("r/") ? $0.dropFirst(2) : $0[...]) }
  }

  var problems: [ContentProblem] {
    contentProblems + placeProblems + optionProblems + textProblems + mediaProblems
  }

  private var contentProblems: [ContentProblem] {
    var found = UnknownOptions.problems(in: content, known: RedditProfile.value.postOptions)
    if content.parts.count > 1 {
      found.append(
        .init(
          .error, .thread, "Reddit has no threads",
          hint: "give this account a text of its own without further parts"))
    }
    if post.poll != nil {
      found.append(.init(.error, .poll(part: 0), "polls on Reddit are not supported"))
    }
    if let visibility = content.visibility, visibility != .everyone {
      found.append(
        .init(
          .error, .visibility, "who sees a post is the subreddit's business",
          hint: "leave visibility out for this account"))
    }
    if content.warning != nil {
      found.append(
        .init(
          .error, .warning, "Reddit has no free content warnings", hint: "nsfw: true, spoiler: true"
        ))
    }
    if !content.tags.isEmpty {
      found.append(.init(.warning, .tags, "Reddit has no hashtags; \"tags\" are not used"))
    }
    return found
  }

  private var placeProblems: [ContentProblem] {
    var found: [ContentProblem] = []
    let name = subreddit ?? ""
    let isName =
      (2...50).contains(name.utf8.count)
      && name.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x5F || $0 == 0x2D
      }
    if !isName {
      found.append(
        .init(
          .error, .option("subreddit"),
          subreddit == nil ? "a post needs a subreddit" : "\"\(name.bounded)\" is no subreddit",
          hint: "the name without r/, in the post or in the account"))
    }
    let title = content.options["title"]?.string ?? ""
    let length = TextLength.scalars(title)
    if title.allSatisfy(\.isWhitespace) {
      found.append(
        .init(.error, .option("title"), "a post on Reddit needs a title", hint: "title: …"))
    } else if length > RedditProfile.titleCharacters {
      found.append(
        .init(
          .error, .option("title"),
          "\(length) of \(RedditProfile.titleCharacters) characters in the title",
          excess: length - RedditProfile.titleCharacters))
    }
    return found
  }

  private var optionProblems: [ContentProblem] {
    var found: [ContentProblem] = []
    for name in ["nsfw", "send_replies", "spoiler"] {
      guard let value = content.options[name], value.bool == nil else { continue }
      found.append(.init(.error, .option(name), "\"\(name)\" is true or false"))
    }
    if let flair = content.options["flair_text"],
      TextLength.scalars(flair.string ?? "") > RedditProfile.flairCharacters
    {
      found.append(
        .init(
          .error, .option("flair_text"),
          "more than \(RedditProfile.flairCharacters) characters of flair"))
    }
    return found
  }

  private var textProblems: [ContentProblem] {
    let length = TextLength.scalars(post.text)
    guard length > RedditProfile.textCharacters else { return [] }
    return [
      .init(
        .error, .text(part: 0), "\(length) of \(RedditProfile.textCharacters) characters",
        excess: length - RedditProfile.textCharacters)
    ]
  }
}

// MARK: - Media

extension RedditCheck {
  private var mediaProblems: [ContentProblem] {
    var found: [ContentProblem] = []
    let isGallery = post.media.count > 1 && !post.media.contains { $0.file.kind == .video }
    for (index, item) in post.media.enumerated() {
      let field = ContentProblem.Field.media(part: 0, index: index)
      found += fileProblems(item.file).map { .init(.error, field, $0) }
      if isGallery {
        found += AltText.problems(item.alt, limit: RedditProfile.captionCharacters, at: field)
      }
    }
    return found + mixingProblems
  }

  private func fileProblems(_ file: MediaFile) -> [String] {
    let limit: Int64
    if file.mime == "video/mp4" || file.mime == "video/quicktime" {
      limit = RedditProfile.videoBytes
    } else if RedditProfile.imageTypes.contains(file.mime) {
      limit = RedditProfile.imageBytes
    } else {
      return ["Reddit takes JPEG, PNG, GIF, MP4 and MOV, not \(file.mime)"]
    }
    return file.bytes > limit ? [MediaSize.message(file.bytes, limit: limit)] : []
  }

  private var mixingProblems: [ContentProblem] {
    guard !post.media.isEmpty else { return [] }
    let field = ContentProblem.Field.media(part: 0, index: post.media.count - 1)
    let films = post.media.count { $0.file.kind == .video }
    if post.link != nil {
      return [
        .init(
          .error, .link(part: 0), "a post on Reddit is about a link or about files",
          hint: "put the link into the text")
      ]
    }
    if films > 0, films > 1 || post.media.count != 2 {
      return [
        .init(
          .error, field, "a film goes with one picture, which stands for it",
          hint: "add a JPEG or PNG after the film")
      ]
    }
    guard post.media.count > RedditProfile.gallery.upperBound else { return [] }
    return [
      .init(.error, field, "\(post.media.count) of \(RedditProfile.gallery.upperBound) pictures")
    ]
  }
}
