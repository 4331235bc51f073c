import Domain
import Text

/// The text of a post: what is stored, and who and what is in it.
enum BlueskyText {
  /// The text as it is stored.
  ///
  /// A link becomes the card below it; only where pictures or a film take that place, it goes to
  /// the end of the text.
  static func stored(_ part: Content.Part) -> String {
    guard let link = part.link, !part.media.isEmpty, !part.text.contains(link) else {
      return part.text
    }
    return part.text.isEmpty ? link : part.text + "\n\n" + link
  }

  /// The handles that the texts mention, in lower case, each once, in the order of appearance.
  static func handles(in content: Content) -> [String] {
    var handles: [String] = []
    for part in content.parts {
      for mention in MentionScanner.handles(in: stored(part)) {
        let handle = mention.name.lowercased()
        if !handles.contains(handle) { handles.append(handle) }
      }
    }
    return handles
  }

  /// What is a link, a mention or a hashtag in `text`: nothing is, unless a facet says so.
  ///
  /// Positions are in the bytes of UTF-8 (lexicon `app.bsky.richtext.facet`).
  ///
  /// - Parameter people: permanent ids by handle; a mention of anybody else stays plain text.
  static func facets(of text: String, people: [String: String]) -> [JSON] {
    var found: [(range: Range<Int>, feature: JSON)] = []
    for link in LinkScanner.clickable(in: text) {
      found.append((link.range, feature("link", "uri", link.address)))
    }
    for mention in MentionScanner.handles(in: text) {
      guard let did = people[mention.name.lowercased()] else { continue }
      found.append((mention.range, feature("mention", "did", did)))
    }
    for tag in HashtagScanner.tags(in: text) where isShort(tag.tag) {
      found.append((tag.range, feature("tag", "tag", tag.tag)))
    }
    found.sort { $0.range.lowerBound < $1.range.lowerBound }
    var end = 0
    var facets: [JSON] = []
    // Facets must not overlap: the one that begins first holds.
    for (range, feature) in found where range.lowerBound >= end {
      end = range.upperBound
      facets.append([
        "index": [
          "byteStart": .integer(Int64(range.lowerBound)), "byteEnd": .integer(Int64(end)),
        ],
        "features": [feature],
      ])
    }
    return facets
  }

  /// Whether a hashtag has a length that the network takes.
  static func isShort(_ tag: String) -> Bool {
    TextLength.graphemes(tag) <= BlueskyProfile.tagGraphemes
      && TextLength.utf8(tag) <= BlueskyProfile.tagBytes
  }

  private static func feature(_ type: String, _ name: String, _ value: String) -> JSON {
    .object(["$type": .string("app.bsky.richtext.facet#\(type)"), name: .string(value)])
  }
}
