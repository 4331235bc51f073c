import Domain
import Text

/// Options of a post that the platform does not know.
enum UnknownOptions {
  static func problems(in content: Content, known: [String]) -> [ContentProblem] {
    content.options.keys.sorted().filter { !known.contains($0) }.map { name in
      let list =
        known.isEmpty ? "it has none of its own" : "known: " + known.joined(separator: ", ")
      return ContentProblem(.error, .option(name), "unknown option \"\(name)\"", hint: list)
    }
  }
}

/// The description of a picture for people who cannot see it.
enum AltText {
  /// - Parameter limit: graphemes; `nil` where the platform names none.
  static func problems(
    _ alt: String, limit: Int?, at field: ContentProblem.Field
  ) -> [ContentProblem] {
    let length = TextLength.graphemes(alt)
    if let limit, length > limit {
      return [
        .init(
          .error, field, "\(length) of \(limit) characters of alt text",
          excess: length - limit)
      ]
    }
    guard alt.allSatisfy(\.isWhitespace) else { return [] }
    return [
      .init(.warning, field, "no alt text", hint: "say in \"alt\" what the picture shows")
    ]
  }
}

/// Sizes of files in words.
enum MediaSize {
  /// Such as `17.3 of 16.0 MB`; the numbers in bytes where they would look alike.
  static func message(_ bytes: Int64, limit: Int64) -> String {
    let (size, most) = (megabytes(bytes), megabytes(limit))
    guard size != most else { return "the file has \(bytes) of \(limit) bytes" }
    return "the file has \(size) of \(most) MB"
  }

  private static func megabytes(_ bytes: Int64) -> String {
    let tenths = (bytes + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}

/// The number of posts in a thread.
enum ThreadLength {
  /// - Parameter limit: what the platform lets an account post at once; a longer thread could only
  ///   stop in the middle.
  static func problems(_ content: Content, limit: Int) -> [ContentProblem] {
    guard content.parts.count > limit else { return [] }
    return [.init(.error, .thread, "\(content.parts.count) of \(limit) posts in one thread")]
  }
}
