import Domain
import Text

/// The second part of a post on networks without threads: the account's first comment under it.
enum FirstComment {
  /// For networks where comments take permissions that not every app has.
  static let setting = PlatformProfile.Setting(
    "comments", .choice(["no", "yes"]), defaultValue: "no",
    summary: "yes: the second part of a post is its first comment; the sign-in asks for more.")

  static func isAllowed(by settings: [String: String]) -> Bool { settings["comments"] == "yes" }

  static func part(of content: Content) -> Content.Part? {
    content.parts.count > 1 ? content.parts[1] : nil
  }

  /// What the comment says: its words, and its link at their end.
  static func words(of part: Content.Part) -> String {
    guard let link = part.link, !part.text.contains(link) else { return part.text }
    return part.text.isEmpty ? link : part.text + "\n\n" + link
  }

  /// The same for an edit.
  ///
  /// - Throws: a refusal where the new content has no such part.
  static func words(in content: Content, _ flow: Flow) throws(Pause) -> String {
    guard let part = part(of: content) else {
      throw flow.refuse(.content, code: "no-such-part", "the new text has no part 2")
    }
    return words(of: part)
  }

  /// Beside the post itself there is one part at the most, and it is allowed.
  static func fits(_ content: Content, _ account: AccountFacts) -> Bool {
    content.parts.count == 1 || content.parts.count == 2 && isAllowed(by: account.settings)
  }

  /// - Parameters:
  ///   - title: the network, as people write it.
  ///   - most: how many UTF-16 units its comments have; `nil` where the caller counts.
  static func problems(
    _ content: Content, title: String, isAllowed: Bool = true, most: Int? = nil
  ) -> [ContentProblem] {
    guard let comment = part(of: content) else { return [] }
    if content.parts.count > 2 {
      return [
        .init(
          .error, .thread,
          "\(title) has no threads: the second part is the first comment, and there is no third",
          hint: "leave \(title) out of this post, or write it one thread: part under for:")
      ]
    }
    var found: [ContentProblem] = []
    if !isAllowed {
      found.append(
        .init(
          .error, .thread,
          "\(title) has no threads, and this account may not write first comments",
          hint: "set comments: yes for it and connect it again, or leave \(title) out"))
    }
    return found + wordProblems(comment, title, most: most)
  }

  private static func wordProblems(
    _ comment: Content.Part, _ title: String, most: Int?
  ) -> [ContentProblem] {
    var found: [ContentProblem] = []
    let length = TextLength.utf16(words(of: comment))
    if let most, length > most {
      found.append(
        .init(
          .error, .text(part: 1), "\(length) of \(most) characters", excess: length - most))
    }
    if comment.text.allSatisfy(\.isWhitespace), comment.link == nil {
      found.append(.init(.error, .text(part: 1), "the first comment says nothing"))
    }
    if !comment.media.isEmpty {
      found.append(
        .init(
          .error, .media(part: 1, index: 0), "the first comment on \(title) is words only",
          hint: "put the media into the post itself"))
    }
    return found
  }
}

extension Remote {
  /// A first comment, as opposed to what it stands under.
  var isComment: Bool { extra["part"] == "1" }
}
