import Domain

/// The words of a post on Facebook.
enum FacebookText {
  /// The text; with the link at its end beside photos, where Facebook has no card for it.
  static func message(of part: Content.Part) -> String {
    guard let link = part.link, !part.media.isEmpty, !part.text.contains(link) else {
      return part.text
    }
    return part.text.isEmpty ? link : part.text + "\n\n" + link
  }

  /// Films say where they are without the host: `/reel/123/`.
  static func absolute(_ link: String) -> String {
    link.hasPrefix("/") ? FacebookProfile.website + link : link
  }
}
