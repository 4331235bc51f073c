import Domain

extension BlueskyRecipe {
  /// The card of a link.
  ///
  /// A page that cannot be read must not stop the post: its card then shows the address, or has no
  /// picture.
  func card(
    for link: String, _ part: Int, _ api: BlueskyAPI, _ flow: inout Flow
  ) throws(Pause) -> JSON {
    let page = try flow.call(
      "card-\(part)", LinkCard.page(link), otherwise: LinkCard(link: link))
    let thumbnail = try thumbnail(of: page, part, api, &flow)
    return BlueskyEmbed.card(page, link: link, thumbnail: thumbnail)
  }

  private func thumbnail(
    of page: LinkCard, _ part: Int, _ api: BlueskyAPI, _ flow: inout Flow
  ) throws(Pause) -> JSON? {
    guard let address = page.image,
      let file = try flow.call(
        "card-\(part)-image",
        LinkCard.picture(address, limitBytes: BlueskyProfile.thumbnailBytes), otherwise: nil)
    else { return nil }
    return try flow.call("card-\(part)-blob", api.uploadThumbnail(file))
  }
}

extension BlueskyAPI {
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
