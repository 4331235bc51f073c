/// What may follow the host of a web address: port, path and query as twitter-text reads them, with
/// Mastodon's character sets (its `config/initializers/twitter_regex.rb`).
struct AddressTail {
  let text: ScalarText

  /// The end of the address whose host ends at `host`.
  func end(from host: Int) -> Int {
    query(from: path(from: port(from: host)))
  }

  private func port(from offset: Int) -> Int {
    guard text.byte(at: offset) == UInt8(ascii: ":") else { return offset }
    let end = text.skip(from: offset + 1) { $0.isASCII && UInt8($0.value).isASCIIDigit }
    return end > offset + 1 ? end : offset
  }

  private func path(from offset: Int) -> Int {
    guard text.byte(at: offset) == UInt8(ascii: "/") else { return offset }
    var position = offset + 1
    var end = position
    while let (scalar, next) = text.scalar(at: position) {
      if scalar == "(" {
        guard let closed = parentheses(from: position, depth: 2) else { break }
        (position, end) = (closed, closed)
      } else if AddressTail.mayBeInPath(scalar) {
        position = next
        if AddressTail.mayEndPath(scalar) { end = next }
      } else {
        break
      }
    }
    return end
  }

  /// The end of the balanced group that opens at `offset`, with at most `depth` levels.
  ///
  /// A group without content is none.
  private func parentheses(from offset: Int, depth: Int) -> Int? {
    var position = offset + 1
    while let (scalar, next) = text.scalar(at: position) {
      if scalar == ")" { return position > offset + 1 ? next : nil }
      if scalar == "(" {
        guard depth > 1, let closed = parentheses(from: position, depth: depth - 1) else {
          return nil
        }
        position = closed
      } else if AddressTail.mayBeInPath(scalar) {
        position = next
      } else {
        return nil
      }
    }
    return nil
  }

  private func query(from offset: Int) -> Int {
    guard text.byte(at: offset) == UInt8(ascii: "?") else { return offset }
    var position = offset + 1
    var end = offset
    while let (scalar, next) = text.scalar(at: position), AddressTail.mayBeInQuery(scalar) {
      position = next
      if AddressTail.mayEndQuery(scalar) { end = next }
    }
    return end
  }

  private static func mayBeInPath(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.properties.isWhitespace && !contains("<>()?", scalar)
  }

  private static func mayEndPath(_ scalar: Unicode.Scalar) -> Bool {
    !contains("!*\"'「」;:=,.$%[]~&|@", scalar)
  }

  private static func mayBeInQuery(_ scalar: Unicode.Scalar) -> Bool {
    isInternational(scalar) || scalar.isASCIIAlphanumeric
      || contains("!?*'();:&=+$/%#[]-_.,~|@^", scalar)
  }

  private static func mayEndQuery(_ scalar: Unicode.Scalar) -> Bool {
    isInternational(scalar) || scalar.isASCIIAlphanumeric || contains("_&=#/-", scalar)
  }

  /// `ucschar` and `iprivate` of RFC 3987 §2.2.
  private static func isInternational(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0xA0 && !scalar.properties.isNoncharacterCodePoint
      && !(0xFFF0...0xFFFF).contains(scalar.value)
  }

  private static func contains(_ set: String, _ scalar: Unicode.Scalar) -> Bool {
    set.unicodeScalars.contains(scalar)
  }
}
