package import Domain

extension ThreadsRecipe {
  package func problems(
    with content: Content, for account: AccountFacts
  ) -> [ContentProblem] {
    ThreadsCheck(content: content).problems
  }
}

/// Holds a post against the rules of Threads, before anything is sent.
struct ThreadsCheck {
  var content: Content

  private static let media = MetaMediaCheck(
    title: "Threads", imageTypes: ["image/jpeg", "image/png"],
    imageBytes: ThreadsProfile.imageBytes, videoBytes: ThreadsProfile.videoBytes,
    videoSeconds: ThreadsProfile.videoSeconds,
    imageAspect: (1 / ThreadsProfile.aspect)...ThreadsProfile.aspect, videoAspect: 0.01...10)

  var problems: [ContentProblem] {
    var found = UnknownOptions.problems(in: content, known: ThreadsProfile.value.postOptions)
    found += MetaAbsent.problems(content, title: "Threads")
    found += ThreadLength.problems(content, limit: ThreadsProfile.repliesPerDay)
    found += optionProblems
    for (part, post) in content.parts.enumerated() {
      found += textProblems(post, part)
      found += MetaAbsent.problems(link: post.link, part: part)
      found += mediaProblems(post, part)
      if let poll = post.poll { found += pollProblems(poll, post, part) }
    }
    return found
  }

  private var optionProblems: [ContentProblem] {
    var found = MetaAbsent.choice("reply_control", ThreadsProfile.replyControls, in: content)
    found += MetaAbsent.flag("spoiler", in: content)
    if let topic = content.options["topic_tag"] {
      let text = topic.string ?? ""
      if !(1...ThreadsProfile.topicCharacters).contains(text.count)
        || text.contains(where: { $0 == "." || $0 == "&" })
      {
        found.append(
          .init(
            .error, .option("topic_tag"),
            "a topic has 1 to \(ThreadsProfile.topicCharacters) characters, without \".\" and \"&\""
          ))
      }
    }
    return found
  }

  private func textProblems(_ post: Content.Part, _ part: Int) -> [ContentProblem] {
    let text = ThreadsText.post(of: post)
    let field = ContentProblem.Field.text(part: part)
    var found: [ContentProblem] = []
    let length = ThreadsText.length(of: text)
    if length > ThreadsProfile.characters {
      let most = ThreadsProfile.characters
      found.append(
        .init(
          .error, field, "\(length) of \(most) characters (emoji count their bytes)",
          excess: length - most))
    }
    let links = ThreadsText.links(of: post)
    if links > ThreadsProfile.links {
      found.append(.init(.error, field, "\(links) of \(ThreadsProfile.links) links"))
    }
    if text.allSatisfy(\.isWhitespace), post.media.isEmpty {
      let hint = post.link == nil ? nil : "say in the text what the link is about"
      found.append(.init(.error, field, "a post needs text or media", hint: hint))
    }
    return found
  }

  private func mediaProblems(_ post: Content.Part, _ part: Int) -> [ContentProblem] {
    var found: [ContentProblem] = []
    for (index, item) in post.media.enumerated() {
      let field = ContentProblem.Field.media(part: part, index: index)
      found += ThreadsCheck.media.problems(item.file, at: field)
      found += AltText.problems(item.alt, limit: ThreadsProfile.altCharacters, at: field)
    }
    let most = ThreadsProfile.carousel.upperBound
    if post.media.count > most {
      found.append(
        .init(
          .error, .media(part: part, index: post.media.count - 1),
          "\(post.media.count) of \(most) media files",
          hint: "move the rest to a further thread part"))
    }
    return found
  }

  private func pollProblems(_ poll: Poll, _ post: Content.Part, _ part: Int) -> [ContentProblem] {
    var found: [ContentProblem] = []
    let field = ContentProblem.Field.poll(part: part)
    if !post.media.isEmpty {
      found.append(.init(.error, field, "a poll and media exclude each other"))
    }
    if !ThreadsProfile.pollOptions.contains(poll.options.count) {
      found.append(
        .init(.error, field, "\(poll.options.count) poll options; 2 to 4 are possible"))
    }
    if poll.options.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
      found.append(.init(.error, field, "an empty poll option"))
    }
    if poll.multiple || poll.hideTotals {
      found.append(.init(.error, field, "Threads has neither multiple choice nor hidden totals"))
    }
    if poll.durationSeconds != 86_400 {
      found.append(
        .init(.warning, field, "Threads decides itself how long a poll lasts", hint: "24 hours"))
    }
    return found
  }
}
