import Domain
import Text

/// What a web page says about itself, for the card below a post.
///
/// The network fetches nothing, so that we look at the page.
struct BlueskyCard: Hashable, Sendable {
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

extension BlueskyRecipe {
  /// The card of a link.
  ///
  /// A page that cannot be read must not stop the post: its card then shows the address, or has no
  /// picture.
  func card(
    for link: String, _ part: Int, _ api: BlueskyAPI, _ flow: inout Flow
  ) throws(Pause) -> JSON {
    let page = try flow.call(
      "card-\(part)", BlueskyAPI.page(link), otherwise: BlueskyCard(link: link))
    let thumbnail = try thumbnail(of: page, part, api, &flow)
    return BlueskyEmbed.card(page, link: link, thumbnail: thumbnail)
  }

  private func thumbnail(
    of page: BlueskyCard, _ part: Int, _ api: BlueskyAPI, _ flow: inout Flow
  ) throws(Pause) -> JSON? {
    guard let address = page.image,
      let file = try flow.call(
        "card-\(part)-image", BlueskyAPI.picture(address), otherwise: nil)
    else { return nil }
    return try flow.call("card-\(part)-blob", api.uploadThumbnail(file))
  }
}

extension BlueskyAPI {
  private static let deadline = Call.Deadline(connectSeconds: 10, totalSeconds: 30)

  /// The page that a link leads to.
  static func page(_ link: String) -> Exchange<BlueskyCard> {
    let call = Call(
      .get, link, headers: [.init("Accept", "text/html,application/xhtml+xml;q=0.9")],
      destination: .memory(limitBytes: OpenGraph.limitBytes), deadline: deadline, reach: .outside)
    return Exchange(call) { answer in
      guard answer.isSuccess, case .bytes = answer.body else { return .unknown }
      return .value(BlueskyCard(html: answer.text, link: link))
    }
  }

  /// The picture of a page; `nil` for one that cannot be a thumbnail.
  static func picture(_ address: String) -> Exchange<MediaFile?> {
    let call = Call(
      .get, address, headers: [.init("Accept", "image/*")],
      destination: .spool(limitBytes: BlueskyProfile.thumbnailBytes), deadline: deadline,
      reach: .outside)
    return Exchange(call) { answer in
      guard answer.isSuccess, case .spooled(let file) = answer.body else { return .unknown }
      let isPicture = file.kind == .image || file.kind == .animation
      return .value(isPicture && file.bytes <= BlueskyProfile.thumbnailBytes ? file : nil)
    }
  }

  /// As `uploadBlob`; a picture that the server does not take is left out of the card.
  func uploadThumbnail(_ file: MediaFile) -> Exchange<JSON?> {
    let upload = uploadBlob(file)
    return Exchange(upload.call, validFor: upload.validFor) { answer in
      switch upload.read(answer) {
      case .value(let blob): .value(blob)
      case .refused(let refusal) where refusal.kind == .content: .value(nil)
      case .refused(let refusal): .refused(refusal)
      case .pending(let wait): .pending(wait)
      case .unknown: .unknown
      }
    }
  }
}
