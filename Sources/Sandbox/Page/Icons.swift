import Domain
import PlatformModels

/// Small drawings, as SVG in the page. All are decoration: words beside them say the same.
enum Icons {
  static let bell = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="40" height="40" \
    aria-hidden="true"><rect width="48" height="48" rx="12" fill="#4b3ce0"/>\
    <path d="M24 9c-1.5 0-2.6 1.1-2.6 2.5v.9C16.3 13.5 14 17.5 14 22.5v5.8l-2.8 \
    4.1c-.7 1 0 2.4 1.2 2.4h23.2c1.2 0 1.9-1.4 1.2-2.4L34 28.3v-5.8c0-5-2.3-9-7.4\
    -10.1v-.9C26.6 10.1 25.5 9 24 9z" fill="#fff"/>\
    <circle cx="24" cy="37.5" r="3" fill="#ffd166"/></svg>
    """

  static func logo(_ platform: PlatformName) -> String {
    switch platform {
    case .mastodon:
      drawing(
        "M4 8.5C4 5.5 6.5 4 12 4s8 1.5 8 4.5V13c0 3-2 4.5-5.5 5-1.7.3-3.3.3-5-.1.2 1.5 "
          + "1.5 2 5.5 1.5-1 1-2.5 1.6-4.5 1.6C6 21 4 17.5 4 12z M8 14V9.5c0-2 3.2-2.7 4"
          + "-.4.8-2.3 4-1.6 4 .4V14", filled: false)
    case .bluesky:
      drawing(
        "M12 11.5C11 9.5 8 5.7 5.5 4.6 3.7 3.8 3 4.3 3 6.5c0 1.2.6 4.5 1 5.2.9 1.7 3 2.2 "
          + "5 1.9-3 .5-5.3 1.8-2.4 4.9 3.2 3.3 4.6-.4 5.4-2.6.8 2.2 2 5.8 5.3 2.6 2.6"
          + "-2.6 1-4.3-2.3-4.9 2 .3 4.1-.2 5-1.9.4-.7 1-4 1-5.2 0-2.2-.7-2.7-2.5-1.9C16 5.7 "
          + "13 9.5 12 11.5z", filled: true)
    default: letter(SandboxNetwork.title(of: platform).prefix(1))
    }
  }

  private static func letter(_ letter: Substring) -> String {
    #"<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">"#
      + #"<rect x="2" y="2" width="20" height="20" rx="6" fill="currentColor"/>"#
      + #"<text x="12" y="16.6" text-anchor="middle" font-size="13" font-weight="700" "#
      + #"fill="var(--paper)">\#(HTML.escape(letter))</text></svg>"#
  }

  static func visibility(_ visibility: Visibility) -> String {
    switch visibility {
    case .everyone:
      drawing(
        "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3.5 12h17M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9c-3-3"
          + "-3.5-6-3.5-9S9 6 12 3z", filled: false)
    case .unlisted:
      drawing("M20 14.5A8.5 8.5 0 1 1 9.5 4 7 7 0 0 0 20 14.5z", filled: false)
    case .followers: drawing("M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3", filled: false)
    case .direct:
      drawing(
        "M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0zm0 0v1.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-4 7.5",
        filled: false)
    }
  }

  static let link = drawing(
    "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 "
      + "5.7 5.7l1-1", filled: false)

  /// What a reader could do with a post.
  static func actions(_ platform: PlatformName) -> [String] {
    let reply = drawing(
      "M4 5h16v11H10l-4 4v-4H4z", filled: false)
    let again = drawing(
      "M6 8h10a2 2 0 0 1 2 2v5M15 12l3 3 3-3M18 16H8a2 2 0 0 1-2-2V9M3 12l3-3 3 3", filled: false)
    let star = drawing(
      "M12 4l2.5 5 5.5.8-4 3.9.9 5.5-4.9-2.6-4.9 2.6.9-5.5-4-3.9 5.5-.8z",
      filled: false)
    let heart = drawing(
      "M12 20s-7.5-4.6-7.5-10A4.3 4.3 0 0 1 12 7.3 4.3 4.3 0 0 1 19.5 10c0 5.4-7.5 10"
        + "-7.5 10z", filled: false)
    let keep = drawing("M7 4h10v16l-5-4-5 4z", filled: false)
    return [reply, again, platform == .mastodon ? star : heart, keep]
  }

  private static func drawing(_ path: String, filled: Bool) -> String {
    let paint =
      filled
      ? #"fill="currentColor""#
      : #"fill="none" stroke="currentColor" stroke-width="1.7" stroke-linejoin="round""#
        + #" stroke-linecap="round""#
    return #"<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" \#(paint)>"#
      + #"<path d="\#(path)"/></svg>"#
  }
}
