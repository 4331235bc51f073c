import Domain

/// The target of a request line, taken apart: `/v1/queue?state=scheduled`.
struct RequestTarget: Equatable {
  var path: [String] = []
  var query: [Request.QueryItem] = []

  /// Reads the origin form of RFC 9112 §3.2.1.
  ///
  /// - Returns: `nil` for any other form, broken escapes, bytes that are not UTF-8, control
  ///   characters, and segments that a file system could take for a way out (`.`, `..`, or a
  ///   slash hidden in an escape).
  init?(_ target: String) {
    guard target.utf8.first == UInt8(ascii: "/") else { return nil }
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    for segment in parts[0].split(separator: "/") {
      guard let text = PercentEncoding.decode(segment), RequestTarget.isClean(text) else {
        return nil
      }
      path.append(text)
    }
    guard parts.count == 2 else { return }
    for pair in parts[1].split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decodeForm(sides[0]),
        let value = sides.count == 2 ? PercentEncoding.decodeForm(sides[1]) : ""
      else { return nil }
      query.append(Request.QueryItem(name, value))
    }
  }

  private static func isClean(_ segment: String) -> Bool {
    guard segment != ".", segment != ".." else { return false }
    return segment.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") }
  }
}
