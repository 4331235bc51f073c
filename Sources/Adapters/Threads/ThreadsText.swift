import Domain
import Text

/// The text of a post: what is sent, how Threads counts it, and how it is known again.
enum ThreadsText {
  /// The text; with the link at its end where Threads has no card for it, which is beside media.
  static func post(of part: Content.Part) -> String {
    guard let link = part.link, !part.media.isEmpty, !part.text.contains(link) else {
      return part.text
    }
    return part.text.isEmpty ? link : part.text + "\n\n" + link
  }

  /// The link of the card; texts only.
  static func card(of part: Content.Part) -> String? {
    part.media.isEmpty && part.poll == nil ? part.link : nil
  }

  /// Characters, where an emoji counts as its UTF-8 bytes (*overview*). Which characters are emoji
  /// is not said: all symbols outside ASCII are counted so, to be on the safe side.
  static func length(of text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + (countsBytes($1) ? UTF8.width($1) : 1) }
  }

  private static func countsBytes(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .otherSymbol, .modifierSymbol, .format: true
    default: scalar.properties.isVariationSelector
    }
  }

  /// How many different addresses the post links to.
  static func links(of part: Content.Part) -> Int {
    var addresses: [String] = []
    let written = LinkScanner.clickable(in: post(of: part)).map(\.address)
    for address in written + [card(of: part)].compactMap(\.self)
    where !addresses.contains(address) {
      addresses.append(address)
    }
    return addresses.count
  }
}
