import Domain
import Text

/// What a web page says about itself, for the card below a post.
///
/// For networks that fetch nothing themselves, so that we look at the page.
struct LinkCard: Hashable, Sendable {
  var title: String
  var description: String
  /// The absolute address of the page's picture.
  var image: String?

  /// The card of a page that says nothing, or that cannot be read.
  init(link: String) {
    title = link
    description = ""
  }

  init(html: String, link: String) {
    let page = OpenGraph.read(html)
    // Longer ones are cut off on every screen anyway.
    title = Excerpt.shorten(page.title ?? link, to: 300)
    description = Excerpt.shorten(page.description ?? "", to: 1000)
    image = page.image.flatMap { WebAddress.resolve($0, against: link) }
  }
}

extension LinkCard {
  private static let deadline = Call.Deadline(connectSeconds: 10, totalSeconds: 30)

  /// The page that a link leads to.
  static func page(_ link: String) -> Exchange<LinkCard> {
    let call = Call(
      .get, link, headers: [.init("Accept", "text/html,application/xhtml+xml;q=0.9")],
      destination: .memory(limitBytes: OpenGraph.limitBytes), deadline: deadline, reach: .outside)
    return Exchange(call) { answer in
      guard answer.isSuccess, case .bytes = answer.body else { return .unknown }
      return .value(LinkCard(html: answer.text, link: link))
    }
  }

  /// The picture of a page; `nil` for one that cannot be a thumbnail.
  static func picture(_ address: String, limitBytes: Int64) -> Exchange<MediaFile?> {
    let call = Call(
      .get, address, headers: [.init("Accept", "image/*")],
      destination: .spool(limitBytes: limitBytes), deadline: deadline, reach: .outside)
    return Exchange(call) { answer in
      guard answer.isSuccess, case .spooled(let file) = answer.body else { return .unknown }
      let isPicture = file.kind == .image || file.kind == .animation
      return .value(isPicture && file.bytes <= limitBytes ? file : nil)
    }
  }
}
