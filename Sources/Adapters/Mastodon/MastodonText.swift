import Domain

/// The text of a status: what is sent, and how the server counts it.
enum MastodonText {
  /// The text with the part's link at its end, unless it is in there already. The server makes the
  /// card itself, from the first link.
  static func status(of part: Content.Part) -> String {
    guard let link = part.link, !part.text.contains(link) else { return part.text }
    return part.text.isEmpty ? link : part.text + "\n\n" + link
  }

  /// `de` of `de-AT`: the API takes ISO 639-1.
  static func primaryLanguage(_ tag: String) -> String {
    String(tag.prefix { $0 != "-" && $0 != "_" }).lowercased()
  }
}
