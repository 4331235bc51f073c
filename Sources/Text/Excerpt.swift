/// Shortens text for previews, tables and link cards.
package enum Excerpt {
  /// `text` unchanged when it has at most `limit` graphemes; otherwise its beginning, cut where a
  /// word ends if that keeps at least half of it, with `ellipsis`.
  ///
  /// Never longer than `limit`.
  ///
  /// - Parameter limit: graphemes, the ellipsis included.
  package static func shorten(
    _ text: String, to limit: Int, ellipsis: String = "…"
  ) -> String {
    guard text.count > limit else { return text }
    let room = limit - ellipsis.count
    guard room > 0 else { return String(text.prefix(max(0, limit))) }
    let head = text.prefix(room)
    let endsWord = text[head.endIndex].isWhitespace
    let cut = endsWord ? head : upToLastWord(of: head, atLeast: room / 2)
    return trimmed(cut) + ellipsis
  }

  /// One line: every run of white space becomes one space.
  package static func singleLine(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func upToLastWord(of head: Substring, atLeast least: Int) -> Substring {
    guard let space = head.lastIndex(where: \.isWhitespace),
      head.distance(from: head.startIndex, to: space) >= least
    else { return head }
    return head[..<space]
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while let last = text.last, last.isWhitespace || ",;:–—-".contains(last) { text.removeLast() }
    return String(text)
  }
}
