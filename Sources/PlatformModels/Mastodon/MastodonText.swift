/// How Mastodon reads and counts a text: graphemes, with every web address as 23 characters and
/// names on other servers without their server (`status_length_validator.rb`).
///
/// Written apart from the rooms that count before sending, so that both can be held against each
/// other.
enum MastodonText {
  /// The weight of a status together with its content warning.
  static func weight(text: String, warning: String, charactersPerURL: Int) -> Int {
    let counted = spans(text).map { span in
      switch span.kind {
      case .link: String(repeating: "x", count: charactersPerURL)
      case .mention(let name): "@" + name.prefix { $0 != "@" }
      case .plain, .tag: span.text
      }
    }
    return (warning + counted.joined()).count
  }

  /// The text, cut where links, names and tags begin and end.
  static func spans(_ text: String) -> [TextSpan] {
    let characters = Array(text)
    var (spans, plain, position): ([TextSpan], String, Int) = ([], "", 0)
    while position < characters.count {
      let before = position > 0 ? characters[position - 1] : nil
      guard let (length, kind) = special(characters[position...], after: before) else {
        plain.append(characters[position])
        position += 1
        continue
      }
      if !plain.isEmpty { spans.append(TextSpan(plain)) }
      plain = ""
      spans.append(TextSpan(String(characters[position..<position + length]), kind))
      position += length
    }
    return plain.isEmpty ? spans : spans + [TextSpan(plain)]
  }

  private static func special(
    _ rest: ArraySlice<Character>, after before: Character?
  ) -> (Int, TextSpan.Kind)? {
    let joins = before.map(isWord) ?? false
    switch rest.first {
    case "h", "H":
      guard !joins, !["@", "#", "$"].contains(before), let length = address(rest) else {
        return nil
      }
      return (length, .link(String(rest.prefix(length))))
    case "@":
      guard !joins, before != "/", before != "=", let length = name(rest) else { return nil }
      return (length, .mention(String(rest.dropFirst().prefix(length - 1))))
    case "#":
      let tag = rest.dropFirst().prefix(while: isWord)
      guard !joins, before != "/", before != "&", tag.contains(where: { !$0.isNumber }) else {
        return nil
      }
      return (tag.count + 1, .tag(String(tag)))
    default: return nil
    }
  }

  /// The length of the web address that begins here: an explicit protocol, and a host that ends in
  /// a name of letters.
  private static func address(_ rest: ArraySlice<Character>) -> Int? {
    let lower = String(rest.prefix(8)).lowercased()
    guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix)?.count else {
      return nil
    }
    let afterScheme = rest.dropFirst(scheme)
    let host = afterScheme.prefix { isWord($0) || $0 == "-" || $0 == "." }
    let labels = host.split(separator: ".", omittingEmptySubsequences: true)
    guard labels.count >= 2, let top = labels.last, top.count >= 2,
      top.allSatisfy(\.isLetter) || top.starts(with: "xn--")
    else { return nil }
    let tail = afterScheme.dropFirst(host.count)
    guard tail.first == "/" || tail.first == "?" || tail.first == ":" else {
      let trailing = host.reversed().prefix { $0 == "." || $0 == "-" }.count
      return scheme + host.count - trailing
    }
    let path = tail.prefix { !$0.isWhitespace && !"<>\"“”".contains($0) }
    return scheme + host.count + trimmed(path)
  }

  /// The length without punctuation that belongs to the sentence around an address.
  private static func trimmed(_ path: ArraySlice<Character>) -> Int {
    var path = path
    while let last = path.last {
      let closesNothing =
        last == ")" && path.count { $0 == "(" } < path.count { $0 == ")" }
      guard ".,;:!?'…".contains(last) || closesNothing else { break }
      path.removeLast()
    }
    return path.count
  }

  /// The length of `@user` or `@user@host`.
  private static func name(_ rest: ArraySlice<Character>) -> Int? {
    func isNamed(_ character: Character) -> Bool {
      character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }
    let user = rest.dropFirst().prefix(while: isNamed)
    guard !user.isEmpty else { return nil }
    let tail = rest.dropFirst(1 + user.count)
    guard tail.first == "@" else { return 1 + user.count }
    var host = tail.dropFirst().prefix { isWord($0) || $0 == "." || $0 == "-" || $0 == ":" }
    while let last = host.last, !isWord(last) { host.removeLast() }
    return host.isEmpty ? 1 + user.count : 2 + user.count + host.count
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  /// The text as the API's `content`: paragraphs, line breaks and links.
  static func html(_ text: String) -> String {
    let body = spans(text).map { span in
      let shown = HTML.escape(span.text)
      return switch span.kind {
      case .plain: shown
      case .link(let address):
        #"<a href="\#(HTML.escape(address))" rel="nofollow noopener" target="_blank">\#(shown)</a>"#
      case .mention, .tag: "<span>\(shown)</span>"
      }
    }
    .joined()
    let paragraphs = body.split(separator: "\n\n")
      .map { "<p>" + $0.split(separator: "\n").joined(separator: "<br>") + "</p>" }
    return paragraphs.joined()
  }
}
