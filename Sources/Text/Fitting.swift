/// Makes a text fit that is too long.
package enum Fitting {
  package static let ellipsis = "…"
  /// Signs that do not stand before an ellipsis.
  private static let loose = ",;:–—-(["

  /// The longest beginning of `text` that fits with an ellipsis: whole words, followed by the
  /// hashtags and web addresses that the text ends with.
  ///
  /// A text that fits already is not changed. Where whole words would leave less than half of what
  /// has room, as in scripts without spaces, the cut is between two characters as people see them;
  /// never inside of a web address, a hashtag or a mention.
  ///
  /// - Parameter fits: whether a text is short enough, however its length is counted.
  /// - Returns: `nil` when not even one character fits.
  package static func shortened(_ text: String, fits: (String) -> Bool) -> String? {
    guard !fits(text) else { return text }
    let (body, tail) = parts(of: text)
    return cut(body, tail, fits) ?? (tail.isEmpty ? nil : cut(text[...], "", fits))
  }

  private static func cut(
    _ body: Substring, _ tail: Substring, _ fits: (String) -> Bool
  ) -> String? {
    func candidate(_ end: Substring.Index) -> String {
      var head = body[..<end]
      while let last = head.last, last.isWhitespace || loose.contains(last) { head.removeLast() }
      return head.isEmpty ? "" : head + ellipsis + tail
    }
    func works(_ end: Substring.Index) -> Bool {
      let text = candidate(end)
      return !text.isEmpty && fits(text)
    }
    let word = last(of: wordEnds(in: body), where: works)
    let character = last(of: plainCuts(in: body), where: works)
    guard let character else { return word.map(candidate) }
    guard let word else { return candidate(character) }
    let kept = body.distance(from: body.startIndex, to: word)
    let room = body.distance(from: body.startIndex, to: character)
    return candidate(kept * 2 >= room ? word : character)
  }

  /// The last of the ends that works. Longer texts seldom fit where shorter ones do not, so that
  /// it is searched for by halves, and then a little further down.
  private static func last(
    of ends: [Substring.Index], where works: (Substring.Index) -> Bool
  ) -> Substring.Index? {
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if works(ends[middle]) { low = middle + 1 } else { high = middle }
    }
    return ends[..<low].last(where: works)
  }

  /// Where a word of `text` ends and white space follows.
  private static func wordEnds(in text: Substring) -> [Substring.Index] {
    text.indices.filter { index in
      text[index].isWhitespace && index > text.startIndex
        && !text[text.index(before: index)].isWhitespace
    }
  }

  /// Every end of a character outside of words that mean nothing when they are cut.
  private static func plainCuts(in text: Substring) -> [Substring.Index] {
    var cuts: [Substring.Index] = []
    var rest = text
    while !rest.isEmpty {
      let word = rest.prefix { !$0.isWhitespace }
      if !isWhole(word) { cuts += word.indices.dropFirst() }
      if word.endIndex < text.endIndex { cuts.append(word.endIndex) }
      rest = rest[word.endIndex...].drop { $0.isWhitespace }
    }
    return cuts
  }

  /// The text before the hashtags and web addresses at its end, and those with the white space
  /// before them.
  private static func parts(of text: String) -> (body: Substring, tail: Substring) {
    var start = text.endIndex
    var rest = text[...]
    while true {
      while rest.last?.isWhitespace ?? false { rest.removeLast() }
      let wordStart =
        rest.lastIndex(where: \.isWhitespace).map { rest.index(after: $0) } ?? rest.startIndex
      let word = rest[wordStart...]
      guard isKept(word), wordStart > text.startIndex else { break }
      rest = rest[..<wordStart]
      start = wordStart
    }
    guard start < text.endIndex else { return (text[...], "") }
    // The white space belongs to what follows, so that paragraphs stay apart.
    while start > text.startIndex, text[text.index(before: start)].isWhitespace {
      start = text.index(before: start)
    }
    return (text[..<start], text[start...])
  }

  private static func isKept(_ word: Substring) -> Bool {
    isAddress(word) || word.first == "#" && word.count > 1
  }

  private static func isWhole(_ word: Substring) -> Bool {
    isAddress(word) || word.first == "#" || word.first == "@"
      || word.contains(".") && !word.hasSuffix(".")
  }

  private static func isAddress(_ word: Substring) -> Bool {
    word.hasPrefix("https://") || word.hasPrefix("http://")
  }
}
