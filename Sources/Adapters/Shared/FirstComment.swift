import Domain

/// The second part of a post on networks without threads: the account's first comment under it.
enum FirstComment {
  static func part(of content: Content) -> Content.Part? {
    content.parts.count > 1 ? content.parts[1] : nil
  }

  /// - Parameter title: the network, as people write it.
  static func problems(_ content: Content, title: String) -> [ContentProblem] {
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
