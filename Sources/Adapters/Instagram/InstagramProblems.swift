package import Domain
import Text

extension InstagramRecipe {
  package func problems(
    with content: Content, for account: AccountFacts
  ) -> [ContentProblem] {
    InstagramCheck(content: content).problems
  }
}

/// Holds a post against the rules of Instagram, before anything is sent.
struct InstagramCheck {
  var content: Content

  private static func media(_ place: InstagramPost.Place) -> MetaMediaCheck {
    MetaMediaCheck(
      title: "Instagram", imageTypes: ["image/jpeg"], imageBytes: InstagramProfile.imageBytes,
      videoBytes: place == .story
        ? InstagramProfile.storyVideoBytes : InstagramProfile.reelBytes,
      videoSeconds: place == .story
        ? InstagramProfile.storySeconds : InstagramProfile.reelSeconds,
      imageAspect: place == .feed ? 0.8...1.91 : 0.1...10,
      videoAspect: place == .story ? 0.1...10 : 0.01...10)
  }

  var problems: [ContentProblem] {
    var found = UnknownOptions.problems(in: content, known: InstagramProfile.value.postOptions)
    found += MetaAbsent.problems(content, title: "Instagram")
    found += optionProblems
    let post = content.parts[0]
    found += captionProblems(post) + mediaProblems(post) + commentProblems
    for (index, part) in content.parts.enumerated() {
      found += MetaAbsent.problems(link: part.link, part: index)
      if part.poll != nil {
        found.append(.init(.error, .poll(part: index), "Instagram takes no polls through its API"))
      }
    }
    return found
  }

  /// The second part is the first comment.
  private var commentProblems: [ContentProblem] {
    var found = FirstComment.problems(content, title: "Instagram")
    guard let comment = FirstComment.part(of: content) else { return found }
    if InstagramPost.place(of: content) == .story {
      found.append(.init(.error, .thread, "a story has no comments"))
    }
    return found
      + wordProblems(
        FirstComment.words(of: comment), InstagramProfile.commentCharacters,
        at: .text(part: 1))
  }

  private var optionProblems: [ContentProblem] {
    var found = MetaAbsent.choice("placement", InstagramProfile.placements, in: content)
    found += MetaAbsent.flag("share_to_feed", in: content)
    if let people = content.options["collaborators"] {
      let names = people.array?.compactMap(\.string) ?? []
      if names.isEmpty || names.count != people.array?.count
        || names.count > InstagramProfile.collaborators
      {
        found.append(
          .init(
            .error, .option("collaborators"),
            "\"collaborators\" is a list of 1 to \(InstagramProfile.collaborators) user names"))
      }
    }
    if let location = content.options["location_id"], location.string?.isEmpty ?? true {
      found.append(
        .init(.error, .option("location_id"), "\"location_id\" is a page's id in quotes"))
    }
    if let offset = content.options["thumb_offset"], (offset.integer ?? -1) < 0 {
      found.append(
        .init(.error, .option("thumb_offset"), "\"thumb_offset\" is a number of milliseconds"))
    }
    return found
  }

  private func captionProblems(_ post: Content.Part) -> [ContentProblem] {
    let field = ContentProblem.Field.text(part: 0)
    let caption = FirstComment.words(of: post)
    if InstagramPost.place(of: content) == .story {
      guard !caption.isEmpty else { return [] }
      return [
        .init(.warning, field, "a story shows no text", hint: "put the words into the picture")
      ]
    }
    var found = wordProblems(caption, InstagramProfile.captionCharacters, at: field)
    if post.link != nil {
      found.append(
        .init(.warning, .link(part: 0), "links in Instagram's captions cannot be clicked"))
    }
    return found
  }

  private func wordProblems(
    _ words: String, _ most: Int, at field: ContentProblem.Field
  ) -> [ContentProblem] {
    var found: [ContentProblem] = []
    let length = TextLength.utf16(words)
    if length > most {
      found.append(
        .init(
          .error, field, "\(length) of \(most) characters", excess: length - most))
    }
    let tags = HashtagScanner.tags(in: words).count
    if tags > InstagramProfile.hashtags {
      found.append(.init(.error, field, "\(tags) of \(InstagramProfile.hashtags) hashtags"))
    } else if tags > InstagramProfile.usefulHashtags {
      found.append(
        .init(
          .warning, field, "\(tags) hashtags; Instagram announced to use five of them",
          hint: "keep the best \(InstagramProfile.usefulHashtags)"))
    }
    let people = MentionScanner.fediverse(in: words).count
    if people > InstagramProfile.mentions {
      found.append(.init(.error, field, "\(people) of \(InstagramProfile.mentions) mentions"))
    }
    return found
  }

  private func mediaProblems(_ post: Content.Part) -> [ContentProblem] {
    let place = InstagramPost.place(of: content)
    guard !post.media.isEmpty else {
      return [
        .init(
          .error, .text(part: 0), "Instagram needs a picture or a film",
          hint: "add media, or leave Instagram out of this post")
      ]
    }
    let check = InstagramCheck.media(place)
    var found: [ContentProblem] = []
    for (index, item) in post.media.enumerated() {
      let field = ContentProblem.Field.media(part: 0, index: index)
      found += check.problems(item.file, at: field)
      // Films and stories have no description there.
      if place == .feed, item.file.kind == .image {
        found += AltText.problems(item.alt, limit: InstagramProfile.altCharacters, at: field)
      }
    }
    return found + countProblems(post.media, place)
  }

  private func countProblems(
    _ media: [MediaItem], _ place: InstagramPost.Place
  ) -> [ContentProblem] {
    let field = ContentProblem.Field.media(part: 0, index: media.count - 1)
    switch place {
    case .feed:
      let most = InstagramProfile.carousel.upperBound
      return media.count > most
        ? [.init(.error, field, "\(media.count) of \(most) media files")] : []
    case .story:
      return media.count > 1
        ? [.init(.error, field, "a story is one picture or one film")] : []
    case .reel:
      return media.count > 1 || media[0].file.kind != .video
        ? [.init(.error, field, "a reel is one film")] : []
    }
  }
}
