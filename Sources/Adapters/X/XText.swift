import Domain
import Text

/// The text of a post: what is sent, and how it is known again.
enum XText {
  /// The text with the part's link at its end, unless it is in there already.
  ///
  /// There is no field for a link; X makes the card itself.
  static func post(_ part: Content.Part) -> String {
    guard let link = part.link, !part.text.contains(link) else { return part.text }
    return part.text.isEmpty ? link : part.text + "\n\n" + link
  }

  /// What is left of a text after the changes that X makes to it: white space does not count, web
  /// addresses are told apart by what follows the scheme, and letters are composed.
  static func comparable(_ text: String) -> String {
    let text = Normalization.nfc(text)
    let plain = text.replacing(
      LinkScanner.shortened(in: text).map { ($0.range, plainAddress($0.address)) })
    return plain.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The same of a post as the API returns it: its `t.co` links replaced by what they stand for,
  /// those to its own media and to a quoted post dropped, `&amp;`, `&lt;` and `&gt;` undone.
  static func comparable(found post: JSON) -> String? {
    let note = post["note_tweet"] ?? post["note_post"]
    guard var text = note?["text"]?.string ?? post["text"]?.string else { return nil }
    let entities = note?["entities"] ?? post["entities"]
    for link in entities?["urls"]?.array ?? [] {
      guard let short = link["url"]?.string, !short.isEmpty else { continue }
      text.replace(short, with: isOwn(link) ? "" : link["expanded_url"]?.string ?? short)
    }
    for (escaped, plain) in [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")] {
      text.replace(escaped, with: plain)
    }
    return comparable(text)
  }

  /// A link that X itself put at the end of the text.
  private static func isOwn(_ link: JSON) -> Bool {
    if link["media_key"]?.string != nil { return true }
    let address = link["expanded_url"]?.string ?? ""
    return address.contains("/status/")
      && (address.contains("/photo/") || address.contains("/video/"))
  }

  /// `example.org/a` of `https://Example.org/a/`.
  private static func plainAddress(_ address: String) -> String {
    var rest = Substring(address)
    if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return host.lowercased() + rest.dropFirst(host.count)
  }
}
