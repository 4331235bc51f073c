/// Finds where a host name ends in running text.
struct HostScanner {
  let text: ScalarText
  /// Labels of Latin letters only, accents included.
  var isLatin = false

  /// The end of the longest run of dot-separated labels from `offset` on whose last label is a
  /// known top-level domain; `nil` when there is none.
  ///
  /// Text may follow without a space, as in Japanese: in `example.comです` the host ends after `com`.
  func end(from offset: Int) -> Int? {
    var labels: [Range<Int>] = []
    var start = offset
    while labels.count < HostScanner.mostLabels {
      let end = text.skip(from: start, while: mayBeInLabel)
      guard end > start else {
        // Also Latin names may be under a top-level domain of another script.
        let other = text.skip(from: start) { $0.isWord || $0 == "-" }
        if isLatin, other > start { labels.append(start..<other) }
        break
      }
      labels.append(start..<end)
      guard text.byte(at: end) == UInt8(ascii: ".") else { break }
      start = end + 1
    }
    for count in stride(from: labels.count, to: 1, by: -1) {
      guard labels[..<(count - 1)].allSatisfy(isLabel), let end = topLevelEnd(labels[count - 1])
      else { continue }
      return end
    }
    return nil
  }

  /// The end of the top-level domain at the start of `label`: all of it, the ASCII letters in front
  /// of a letter of another script, or the longest domain of another script that it begins with.
  private func topLevelEnd(_ label: Range<Int>) -> Int? {
    if TopLevelDomains.contains(text.text(label)) { return label.upperBound }
    let ascii = text.skip(from: label.lowerBound) { $0.isASCII && $0.isASCIIAlphanumeric }
    guard ascii > label.lowerBound else { return foreignTopLevelEnd(label) }
    guard let (follower, _) = text.scalar(at: ascii), !follower.isASCII,
      TopLevelDomains.contains(text.text(label.lowerBound..<ascii))
    else { return nil }
    return ascii
  }

  /// In `пример.рфтекст` the host ends after `рф`; no ASCII letter, digit, `@`, `+` or `-` may
  /// follow.
  private func foreignTopLevelEnd(_ label: Range<Int>) -> Int? {
    var (end, longest) = (label.lowerBound, Int?.none)
    for _ in 0..<TopLevelDomains.scalarsMax {
      guard end < label.upperBound, let (_, next) = text.scalar(at: end) else { break }
      end = next
      if let (follower, _) = text.scalar(at: end),
        follower.isASCIIAlphanumeric || "@+-".unicodeScalars.contains(follower)
      {
        continue
      }
      if TopLevelDomains.contains(text.text(label.lowerBound..<end)) { longest = end }
    }
    return longest
  }

  /// RFC 1035 §2.3.4: a name has at most 255 bytes, so no more labels than this.
  private static let mostLabels = 127

  /// RFC 1035 §2.3.4: at most 63 bytes, no hyphen at either end.
  private func isLabel(_ range: Range<Int>) -> Bool {
    let hyphen = UInt8(ascii: "-")
    return range.count <= 63 && text.bytes[range.lowerBound] != hyphen
      && text.bytes[range.upperBound - 1] != hyphen
  }

  private func mayBeInLabel(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.isASCIIAlphanumeric || scalar == "-" || scalar == "_" }
    return isLatin ? scalar.isAccentedLatin : scalar.isWord
  }
}
