import Text

/// The pieces of a text as people see them, found by the scanners.
enum TextSpans {
  /// - Parameter links: the web addresses in it, in order.
  static func of(_ text: String, links: [FoundLink]) -> [TextSpan] {
    let linked = links.map { (range: $0.range, kind: TextSpan.Kind.link($0.address)) }
    let tags = HashtagScanner.tags(in: text)
      .filter { tag in !linked.contains { $0.range.overlaps(tag.range) } }
      .map { (range: $0.range, kind: TextSpan.Kind.tag($0.tag)) }
    let bytes = Array(text.utf8)
    var (spans, position): ([TextSpan], Int) = ([], 0)
    for found in (linked + tags).sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      if found.range.lowerBound > position {
        spans.append(
          TextSpan(String(decoding: bytes[position..<found.range.lowerBound], as: UTF8.self)))
      }
      spans.append(TextSpan(String(decoding: bytes[found.range], as: UTF8.self), found.kind))
      position = found.range.upperBound
    }
    guard position < bytes.count else { return spans }
    return spans + [TextSpan(String(decoding: bytes[position...], as: UTF8.self))]
  }
}
