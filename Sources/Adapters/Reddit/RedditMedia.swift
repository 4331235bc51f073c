import Domain

extension RedditRecipe {
  /// What the post is about, after its files were uploaded.
  func kind(
    of part: Content.Part, _ api: RedditAPI, _ flow: inout Flow
  ) throws(Pause) -> RedditPost.Kind {
    var assets: [RedditAsset] = []
    for (index, item) in part.media.enumerated() {
      assets.append(try upload(item.file, "media-\(index)", api, &flow))
    }
    let films = part.media.indices.filter { part.media[$0].file.kind == .video }
    if let film = films.first, let poster = part.media.indices.first(where: { $0 != film }) {
      return .video(assets[film].address, poster: assets[poster].address)
    }
    switch assets.count {
    case 0: return part.link.map { .link($0) } ?? .text
    case 1: return .image(assets[0].address)
    default:
      return .gallery(
        zip(assets, part.media).map { RedditPost.GalleryItem(asset: $0.id, caption: $1.alt) })
    }
  }

  /// Leases a place for a file and sends it there.
  private func upload(
    _ file: MediaFile, _ step: String, _ api: RedditAPI, _ flow: inout Flow
  ) throws(Pause) -> RedditAsset {
    let lease = try flow.call(step, api.lease(file))
    try flow.call("\(step)-file", RedditAPI.send(file, to: lease, flow.multipartBoundary))
    return RedditAsset(id: lease.asset, address: lease.address)
  }
}

/// An uploaded file.
struct RedditAsset: Hashable, Sendable {
  var id: String
  var address: String
}

/// A place where one file may be sent, for a short while.
struct RedditLease: Hashable, Sendable {
  var action: String
  /// Sent in front of the file, in this order. Together they are a credential for as long as the
  /// lease lasts.
  var fields: [Call.FormPart]
  var asset: String
  /// Where the file is afterwards.
  var address: String

  /// All fields but the one that later names the file.
  static let secrets = "args.fields.*!key.value"

  init?(_ body: JSON?) {
    guard let action = body?["args"]?["action"]?.string,
      let asset = body?["asset"]?["asset_id"]?.string,
      let items = body?["args"]?["fields"]?.array
    else { return nil }
    self.action = action.hasPrefix("//") ? "https:" + action : action
    self.asset = asset
    fields = items.compactMap { item in
      item["name"]?.string.flatMap { Call.FormPart($0, item["value"]) }
    }
    let key = items.first { $0["name"]?.string == "key" }?["value"]?.string
    guard let key, fields.count == items.count, WebAddress.isWeb(self.action) else { return nil }
    address = self.action + "/" + key
  }
}

extension RedditAPI {
  /// `POST /api/media/asset.json`; short-lived, so that the file follows at once.
  func lease(_ file: MediaFile) -> Exchange<RedditLease> {
    var call = call(.post, "/api/media/asset.json?raw_json=1")
    call.setForm([("filepath", .text(file.name)), ("mimetype", .text(file.mime))])
    call.destination = .vault(fields: [RedditLease.secrets], limitBytes: 256 << 10)
    return Exchange(call, validFor: .seconds(1800), value: { RedditLease($0.json) }) {
      RedditFailures.reading(of: $0, after: .harmless)
    }
  }

  /// The file, at the storage behind Reddit, which answers in XML.
  static func send(
    _ file: MediaFile, to lease: RedditLease, _ boundary: String
  ) -> Exchange<Void> {
    var call = Call(.post, lease.action, deadline: .upload)
    call.setMultipart(
      lease.fields + [.file(name: "file", file)], boundary: boundary)
    return Exchange(call) { answer in
      if [200, 201, 204].contains(answer.status) { return .value(()) }
      let text = answer.text
      if text.contains("EntityTooLarge") || text.contains("MaxSizeAllowed") {
        return .refused(
          Refusal(.content, code: "EntityTooLarge", message: "the file is too large for Reddit"))
      }
      // The lease is over, or it was for another file: a new run gets a new one.
      if (400...499).contains(answer.status), text.contains("<Error>") {
        return .refused(
          Refusal(.conflict, code: "\(answer.status)", message: "the upload was not accepted"))
      }
      guard answer.status >= 500 else { return .unknown }
      return .refused(
        Refusal(.transient, code: "\(answer.status)", message: "the upload did not work"))
    }
  }
}
