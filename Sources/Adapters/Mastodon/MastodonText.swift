import Domain
import Text

/// The text of a status: what is sent, how the server counts it, and how it is known again.
enum MastodonText {
  /// The text with the part's link at its end, unless it is in there already.
  ///
  /// The server makes the card itself, from the first link.
  static func status(of part: Content.Part) -> String {
    guard let link = part.link, !part.text.contains(link) else { return part.text }
    return part.text.isEmpty ? link : part.text + "\n\n" + link
  }

  /// The length of a status as the server's validator counts it: the graphemes of warning and text,
  /// where a web address counts as `urlCharacters` and `@user@server` as `@user`.
  ///
  /// Addresses in the warning count in full.
  static func length(of text: String, warning: String?, urlCharacters: Int) -> Int {
    let shortened = text.replacing(
      LinkScanner.counted(in: text).map { ($0.range, String(repeating: "x", count: urlCharacters)) }
    )
    return TextLength.graphemes((warning ?? "") + withoutServers(shortened))
  }

  /// What is left of a text after the changes that servers make to it: white space and the servers
  /// of mentions do not count, and composed and decomposed letters are the same.
  static func comparable(_ text: String) -> String {
    let text = withoutServers(text)
    if let words = Normalization.words(ofASCII: text) { return words }
    let words = text.unicodeScalars.split(whereSeparator: isWhite)
    return Normalization.nfc(words.map { String($0) }.joined(separator: " "))
  }

  /// The same of a status as the server shows it, in HTML.
  ///
  /// A shortened link keeps its full address there, partly invisible.
  static func comparable(html: String) -> String {
    comparable(HTMLText.plain(html))
  }

  /// `de` of `de-AT`: the API takes ISO 639-1.
  static func primaryLanguage(_ tag: String) -> String {
    String(tag.prefix { $0 != "-" && $0 != "_" }).lowercased()
  }

  private static func isWhite(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar == "\u{200B}"
  }

  private static func withoutServers(_ text: String) -> String {
    text.replacing(
      MentionScanner.fediverse(in: text).compactMap { mention in
        mention.server == nil ? nil : (mention.range, "@" + mention.name)
      })
  }
}
