import Domain

/// Small drawings, as SVG in the page. All are decoration: words beside them say the same.
enum Icons {
  static let bell = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="40" height="40" \
    aria-hidden="true"><rect width="48" height="48" rx="12" fill="#4b3ce0"/>\
    <path d="M24 9c-1.5 0-2.600 1.100-2.600 2.500v.9C16.300 13.500 14 17.500 14 22.500v5.800l-2.800 \
    4.100c-.7 1 0 2.400 1.200 2.400h23.200c1.200 0 1.900-1.400 1.200-2.400L34 28.300v-5.800c0-5-2.300-9-7.400\
    -10.100v-.9C26.600 10.100 25.500 9 24 9z" fill="#fff"/>\
    <circle cx="24" cy="37.500" r="3" fill="#ffd166"/></svg>
    """

  static func logo(_ platform: PlatformName) -> String {
    platform == .mastodon
      ? drawing(
        "M4 8.500C4 5.500 6.500 4 12 4s8 1.500 8 4.500V13c0 3-2 4.500-5.500 5-1.700.3-3.300.3-5-.1.2 1.500 "
          + "1.500 2 5.500 1.500-1 1-2.500 1.600-4.500 1.600C6 21 4 17.500 4 12z M8 14V9.500c0-2 3.200-2.700 4"
          + "-.4.8-2.300 4-1.600 4 .4V14", filled: false)
      : drawing(
        "M12 11.500C11 9.500 8 5.700 5.500 4.600 3.700 3.800 3 4.300 3 6.500c0 1.200.6 4.500 1 5.200.9 1.700 3 2.200 "
          + "5 1.900-3 .5-5.300 1.800-2.400 4.900 3.200 3.300 4.600-.4 5.400-2.600.8 2.200 2 5.800 5.300 2.600 2.600"
          + "-2.600 1-4.300-2.300-4.900 2 .3 4.100-.2 5-1.900.4-.7 1-4 1-5.200 0-2.200-.7-2.700-2.500-1.900C16 5.700 "
          + "13 9.500 12 11.500z", filled: true)
  }

  static func visibility(_ visibility: Visibility) -> String {
    switch visibility {
    case .everyone:
      drawing(
        "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3.500 12h17M12 3c3 3 3.500 6 3.500 9s-.5 6-3.500 9c-3-3"
          + "-3.500-6-3.500-9S9 6 12 3z", filled: false)
    case .unlisted:
      drawing("M20 14.500A8.500 8.500 0 1 1 9.500 4 7 7 0 0 0 20 14.500z", filled: false)
    case .followers: drawing("M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3", filled: false)
    case .direct:
      drawing(
        "M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0zm0 0v1.500a2.500 2.500 0 0 0 5 0V12a9 9 0 1 0-4 7.500",
        filled: false)
    }
  }

  static let link = drawing(
    "M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 "
      + "5.700 5.700l1-1", filled: false)

  /// What a reader could do with a post.
  static func actions(_ platform: PlatformName) -> [String] {
    let reply = drawing(
      "M4 5h16v11H10l-4 4v-4H4z", filled: false)
    let again = drawing(
      "M6 8h10a2 2 0 0 1 2 2v5M15 12l3 3 3-3M18 16H8a2 2 0 0 1-2-2V9M3 12l3-3 3 3", filled: false)
    let star = drawing(
      "M12 4l2.500 5 5.500.8-4 3.900.9 5.500-4.900-2.600-4.900 2.600.9-5.500-4-3.900 5.500-.8z",
      filled: false)
    let heart = drawing(
      "M12 20s-7.500-4.600-7.500-10A4.300 4.300 0 0 1 12 7.300 4.300 4.300 0 0 1 19.500 10c0 5.400-7.500 10"
        + "-7.500 10z", filled: false)
    let keep = drawing("M7 4h10v16l-5-4-5 4z", filled: false)
    return [reply, again, platform == .mastodon ? star : heart, keep]
  }

  private static func drawing(_ path: String, filled: Bool) -> String {
    let paint =
      filled
      ? #"fill="currentColor""#
      : #"fill="none" stroke="currentColor" stroke-width="1.7" stroke-linejoin="round" stroke-linecap="round""#
    return #"<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" \#(paint)>"#
      + #"<path d="\#(path)"/></svg>"#
  }
}
