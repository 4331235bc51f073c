package import Domain
import Text

extension DiscordRecipe {
  package func problems(
    with content: Content, for account: AccountFacts
  ) -> [ContentProblem] {
    DiscordCheck(content: content).problems
  }
}

/// Holds a post against Discord's rules, before anything is sent.
struct DiscordCheck {
  var content: Content

  var problems: [ContentProblem] {
    var found = UnknownOptions.problems(
      in: content, known: DiscordProfile.value.postOptions)
    found += optionProblems
    if let visibility = content.visibility, visibility != .everyone {
      found.append(
        .init(
          .error, .visibility, "everybody in the channel sees its messages",
          hint: "leave this account out, or set visibility: public for it"))
    }
    for (part, post) in content.parts.enumerated() {
      found += textProblems(post, part) + mediaProblems(post, part)
      if post.poll != nil {
        found.append(.init(.error, .poll(part: part), "polls are not sent to Discord"))
      }
    }
    return found
  }

  private var optionProblems: [ContentProblem] {
    let options = content.options
    var found = ["silent", "embeds", "mentions"].compactMap { name -> ContentProblem? in
      guard let value = options[name], value.bool == nil else { return nil }
      return .init(.error, .option(name), "\"\(name)\" is true or false")
    }
    if let value = options["thread"], value.integer == nil, Int64(value.string ?? "") == nil {
      found.append(.init(.error, .option("thread"), "a thread is its number"))
    }
    if let value = options["thread_name"] {
      let length = value.string.map { TextLength.utf16($0) } ?? 0
      if !(1...DiscordProfile.threadNameLength).contains(length) {
        found.append(
          .init(.error, .option("thread_name"), "a thread's name has 1 to 100 characters"))
      }
    }
    return found
  }

  private func textProblems(_ post: Content.Part, _ part: Int) -> [ContentProblem] {
    let text = DiscordMessage(post, of: content).text
    // The strictest way to count: no server finds it longer.
    let (length, most) = (TextLength.utf16(text), DiscordProfile.textLength)
    if length > most {
      return [
        .init(
          .error, .text(part: part), "\(length) of \(most) characters",
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
      if item.file.bytes > DiscordProfile.fileBytes {
        found.append(
          .init(
            .error, field, MediaSize.message(item.file.bytes, limit: DiscordProfile.fileBytes)))
      }
      found += AltText.problems(item.alt, limit: DiscordProfile.altLength, at: field)
    }
    let field = ContentProblem.Field.media(part: part, index: max(0, post.media.count - 1))
    if post.media.count > DiscordProfile.files {
      found.append(.init(.error, field, "\(post.media.count) of 10 files"))
    }
    let all = post.media.reduce(Int64(0)) { $0 + $1.file.bytes }
    if all > DiscordProfile.requestBytes {
      found.append(
        .init(.error, field, "together " + MediaSize.message(all, limit: 25_000_000)))
    }
    return found
  }
}
