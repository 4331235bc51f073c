package import Domain
import Text

extension XRecipe {
  package func problems(
    with content: Content, for account: AccountFacts
  ) -> [ContentProblem] {
    XCheck(
      content: content, subscription: account.server["subscription"]?.string,
      prices: XPrices(account.settings)
    ).problems
  }
}

/// Holds a post against X's rules, before anything is sent.
struct XCheck {
  var content: Content
  var subscription: String?
  var prices: XPrices

  var problems: [ContentProblem] {
    var found = contentProblems + optionProblems + priceProblems
    for (part, post) in content.parts.enumerated() {
      found += textProblems(post, part)
      found += mediaProblems(post, part)
      if let poll = post.poll { found += pollProblems(poll, post, part) }
    }
    return found
  }

  private var characters: Int {
    let hasPaid = subscription.map(XProfile.subscriptions.contains) ?? false
    return hasPaid ? XProfile.longCharacters : XProfile.characters
  }

  private var contentProblems: [ContentProblem] {
    var found = UnknownOptions.problems(in: content, known: XProfile.value.postOptions)
    found += ThreadLength.problems(content, limit: XProfile.postsAtOnce)
    if let visibility = content.visibility, visibility != .everyone {
      found.append(
        .init(
          .error, .visibility, "everything on X is public; \"\(visibility.rawValue)\" is not",
          hint: "leave this account out, or set visibility: public for it"))
    }
    if content.warning != nil {
      found.append(
        .init(
          .error, .warning, "X takes no content warnings from programs",
          hint: "leave this account out, or say it in the text"))
    }
    if !content.tags.isEmpty {
      found.append(
        .init(
          .warning, .tags, "X keeps hashtags in the text; \"tags\" are not used",
          hint: "write " + content.tags.prefix(3).map { "#" + $0 }.joined(separator: " ")))
    }
    return found
  }

  private var optionProblems: [ContentProblem] {
    var found: [ContentProblem] = []
    for name in ["made_with_ai", "paid_partnership"] {
      guard let value = content.options[name], value.bool == nil else { continue }
      found.append(.init(.error, .option(name), "\"\(name)\" is true or false"))
    }
    if let value = content.options["reply_settings"],
      !(value.string.map(XProfile.replySettings.contains) ?? false)
    {
      found.append(
        .init(
          .error, .option("reply_settings"), "\"reply_settings\" says who may reply",
          hint: "one of " + XProfile.replySettings.joined(separator: ", ")
            + "; leave it out for everyone"))
    }
    if let quote = content.options["quote"] { found += quoteProblems(quote) }
    return found
  }

  private func quoteProblems(_ quote: JSON) -> [ContentProblem] {
    let field = ContentProblem.Field.option("quote")
    guard quote.string.flatMap(XPost.id) != nil else {
      return [.init(.error, field, "\"quote\" is the address of a post, or its id in quotes")]
    }
    let first = content.parts[0]
    guard first.media.isEmpty, first.poll == nil else {
      return [.init(.error, field, "a quote, media and a poll exclude each other")]
    }
    return [
      .init(
        .warning, field, "X lets only apps on an Enterprise plan quote",
        hint: "put the post's address into the text instead")
    ]
  }

  /// Every post with a link has its price; in a thread one is enough.
  private var priceProblems: [ContentProblem] {
    let linked = content.parts.indices.filter {
      !LinkScanner.shortened(in: XText.post(content.parts[$0])).isEmpty
    }
    guard prices.link > prices.post, linked.count > 1, let second = linked.dropFirst().first else {
      return []
    }
    return [
      .init(
        .warning, .text(part: second),
        "\(linked.count) posts of this thread carry a link, at \(prices.link.text) "
          + "instead of \(prices.post.text) US dollars each",
        hint: "put the link into one of them")
    ]
  }

  private func textProblems(_ post: Content.Part, _ part: Int) -> [ContentProblem] {
    let text = XText.post(post)
    let field = ContentProblem.Field.text(part: part)
    var found: [ContentProblem] = []
    let length = TextLength.weighted(text)
    if length > characters {
      found.append(
        .init(
          .error, field,
          "\(length) of \(characters) characters (links count \(TextLength.linkWeight), "
            + "most letters outside of Latin scripts and emoji 2)",
          excess: length - characters))
    }
    if text.allSatisfy(\.isWhitespace), post.media.isEmpty {
      found.append(.init(.error, field, "a post needs text or media"))
    }
    let cashtags = XCheck.cashtags(in: text)
    if cashtags > 1 {
      found.append(.init(.error, field, "\(cashtags) of 1 cashtags such as $ABC"))
    }
    return found
  }

  /// `$` and one to six letters, at the start or after white space.
  private static func cashtags(in text: String) -> Int {
    text.split(whereSeparator: \.isWhitespace).count { word in
      let letters = word.dropFirst().prefix { $0.isASCII && $0.isLetter }
      let rest = word.dropFirst(1 + letters.count).first
      return word.first == "$" && (1...6).contains(letters.count)
        && !(rest?.isLetter ?? false) && !(rest?.isNumber ?? false)
    }
  }
}

// MARK: - Media and polls

extension XCheck {
  private func mediaProblems(_ post: Content.Part, _ part: Int) -> [ContentProblem] {
    var found: [ContentProblem] = []
    for (index, item) in post.media.enumerated() {
      let field = ContentProblem.Field.media(part: part, index: index)
      found += fileProblems(item.file).map { .init(.error, field, $0) }
      found += AltText.problems(item.alt, limit: XProfile.altCharacters, at: field)
    }
    return found + mixingProblems(post, part)
  }

  private func fileProblems(_ file: MediaFile) -> [String] {
    let limit: Int64
    switch file.kind {
    case .image where XProfile.imageTypes.contains(file.mime): limit = XProfile.imageBytes
    case .animation: limit = XProfile.animationBytes
    case .video where file.mime == "video/mp4" || file.mime == "video/quicktime":
      limit = XProfile.videoBytes
    default: return ["X takes JPEG, PNG, WebP, GIF and MP4, not \(file.mime)"]
    }
    return file.bytes > limit ? [MediaSize.message(file.bytes, limit: limit)] : []
  }

  /// Up to four pictures, or one animation or film.
  private func mixingProblems(_ post: Content.Part, _ part: Int) -> [ContentProblem] {
    let field = ContentProblem.Field.media(part: part, index: max(0, post.media.count - 1))
    if post.media.count > 1, post.media.contains(where: { $0.file.kind != .image }) {
      return [
        .init(
          .error, field, "a film or an animated GIF goes alone, without further media",
          hint: "move it to a thread part of its own")
      ]
    }
    guard post.media.count > XProfile.images else { return [] }
    return [
      .init(
        .error, field, "\(post.media.count) of \(XProfile.images) pictures",
        hint: "move the rest to a further thread part")
    ]
  }

  private func pollProblems(_ poll: Poll, _ post: Content.Part, _ part: Int) -> [ContentProblem] {
    var messages: [String] = []
    if !post.media.isEmpty { messages.append("a poll and media exclude each other") }
    if !XProfile.pollOptions.contains(poll.options.count) {
      messages.append("\(poll.options.count) poll options; 2 to 4 are possible")
    }
    for option in poll.options {
      let length = TextLength.graphemes(option)
      if length > XProfile.pollOptionCharacters {
        messages.append("\(length) of \(XProfile.pollOptionCharacters) characters in an option")
      } else if option.allSatisfy(\.isWhitespace) {
        messages.append("an empty poll option")
      }
    }
    if !XProfile.pollMinutes.contains(poll.durationSeconds / 60) {
      messages.append("a poll lasts 5 minutes to 7 days, not \(poll.durationSeconds) seconds")
    }
    if poll.multiple { messages.append("a poll on X takes one answer, not several") }
    return messages.map { .init(.error, .poll(part: part), $0) }
  }
}
