package import Domain
import Text

extension FacebookRecipe {
  package func problems(
    with content: Content, for account: AccountFacts
  ) -> [ContentProblem] {
    FacebookCheck(
      content: content, mayComment: FirstComment.isAllowed(by: account.settings)
    ).problems
  }
}

/// Holds a post against the rules of Facebook Pages, before anything is sent.
struct FacebookCheck {
  var content: Content
  /// The account's sign-in is for first comments, too.
  var mayComment: Bool

  private static let anyAspect = 0.01...100
  private static let reels = MetaMediaCheck(
    title: "Facebook", imageTypes: ["image/jpeg", "image/png", "image/gif", "image/bmp"],
    imageBytes: FacebookProfile.photoBytes, videoTypes: ["video/mp4"],
    videoBytes: FacebookProfile.reelBytes, videoSeconds: FacebookProfile.reelSeconds,
    imageAspect: anyAspect, videoAspect: FacebookProfile.reelAspect, imageWidth: 1)
  private static let films: MetaMediaCheck = {
    var films = reels
    films.videoTypes = ["video/mp4", "video/quicktime"]
    films.videoBytes = FacebookProfile.filmBytes
    films.videoSeconds = FacebookProfile.filmSeconds
    films.videoAspect = anyAspect
    return films
  }()

  private var media: MetaMediaCheck {
    if case .film = FacebookPlace(content) { return Self.films }
    return Self.reels
  }

  var problems: [ContentProblem] {
    var found = UnknownOptions.problems(in: content, known: FacebookProfile.value.postOptions)
    found += MetaAbsent.problems(content, title: "Facebook")
    found += MetaAbsent.choice("placement", FacebookProfile.placements, in: content)
    found += commentProblems
    let post = content.parts[0]
    found += textProblems(post) + mediaProblems(post)
    for (index, part) in content.parts.enumerated() {
      found += MetaAbsent.problems(link: part.link, part: index)
      if part.poll != nil {
        found.append(.init(.error, .poll(part: index), "Facebook takes no polls through its API"))
      }
    }
    return found
  }

  /// The second part is the first comment.
  private var commentProblems: [ContentProblem] {
    var found = FirstComment.problems(
      content, title: "Facebook", isAllowed: mayComment, most: FacebookProfile.commentCharacters)
    if content.parts.count > 1, case .story = FacebookPlace(content) {
      found.append(.init(.error, .thread, "a story has no comments"))
    }
    return found
  }

  private func textProblems(_ post: Content.Part) -> [ContentProblem] {
    let field = ContentProblem.Field.text(part: 0)
    let message = FacebookText.message(of: post)
    var most = FacebookProfile.messageCharacters
    switch FacebookPlace(content) {
    case .reel: most = FacebookProfile.reelCharacters
    case .story where !message.isEmpty:
      return [
        .init(.warning, field, "a story shows no text", hint: "put the words into the picture")
      ]
    case .story, .feed, .film, .nowhere: break
    }
    let length = TextLength.utf16(message)
    if length > most {
      return [
        .init(
          .error, field, "\(length) of \(most) characters", excess: length - most)
      ]
    }
    guard message.allSatisfy(\.isWhitespace), post.media.isEmpty, post.link == nil else {
      return []
    }
    return [.init(.error, field, "a post needs text, media or a link")]
  }

  private func mediaProblems(_ post: Content.Part) -> [ContentProblem] {
    var found: [ContentProblem] = []
    for (index, item) in post.media.enumerated() {
      let field = ContentProblem.Field.media(part: 0, index: index)
      if item.file.mime == "image/gif" {
        found.append(
          .init(.warning, field, "Facebook shows GIFs as still pictures", hint: "use an MP4"))
      } else {
        found += media.problems(item.file, at: field)
      }
      if item.file.kind == .image { found += AltText.problems(item.alt, limit: nil, at: field) }
    }
    let last = ContentProblem.Field.media(part: 0, index: max(0, post.media.count - 1))
    if post.media.count > FacebookProfile.photos {
      found.append(
        .init(.error, last, "\(post.media.count) of \(FacebookProfile.photos) pictures"))
    }
    if case .nowhere = FacebookPlace(content) { found.append(misplaced(last)) }
    return found
  }

  private func misplaced(_ field: ContentProblem.Field) -> ContentProblem {
    switch content.options["placement"]?.string {
    case "story": .init(.error, field, "a story is one picture or one film")
    case "reel": .init(.error, field, "a reel is one film")
    default:
      .init(
        .error, field, "a film goes alone, without further media",
        hint: "make it a post of its own")
    }
  }
}
