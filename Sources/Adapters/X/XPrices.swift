import Domain
import Text

/// What X charges an account for calls, as its settings say.
struct XPrices: Hashable, Sendable {
  var post: Money
  var link: Money
  var delete: Money
  var read: Money

  /// US dollars, pay per use, as of April 2026 (docs.x.com, *pricing*).
  enum Standard {
    static let post = "0.015"
    static let link = "0.20"
    static let delete = "0.01"
    static let read = "0.005"
  }

  init(_ settings: [String: String]) {
    func price(_ name: String, _ standard: String) -> Money {
      Money(settings[name] ?? standard) ?? .zero
    }
    post = price("post_price", Standard.post)
    link = price("link_price", Standard.link)
    delete = price("delete_price", Standard.delete)
    read = price("read_price", Standard.read)
  }

  /// A post with this text.
  func posting(_ text: String) -> Money {
    LinkScanner.shortened(in: text).isEmpty ? post : link
  }

  /// Everything that publishing `content` costs.
  func publishing(_ content: Content) -> Money {
    content.parts.reduce(.zero) { sum, part in
      let described = part.media.filter { !$0.alt.isEmpty }.count
      return (0..<described).reduce(sum + posting(XText.post(part))) { all, _ in all + read }
    }
  }
}
