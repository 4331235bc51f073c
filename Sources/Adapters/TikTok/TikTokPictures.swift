import Domain

/// Pictures (*photo post*): TikTok has no upload for them, it fetches each from an address below a
/// prefix that the app has proved to own. So the call that begins the post is what shows it.
extension TikTokRecipe {
  func publishPictures(
    of post: TikTokPost, _ privacy: TikTokPrivacy, _ creator: TikTokCreator, _ api: TikTokAPI,
    _ flow: inout Flow
  ) throws(Pause) -> Remote {
    try flow.publish(
      "pictures", part: 0, api.post(post, post.pictureInfo(privacy, for: creator)),
      onDoubt: doubt(aboutPicturesOf: post, of: creator, api))
  }

  /// Asks what became of the post, by the id that TikTok gave it: also the usual way to learn that
  /// it is public. Where the answer with the id is lost, nothing can be asked: only a person can
  /// look.
  private func doubt(
    aboutPicturesOf post: TikTokPost, of creator: TikTokCreator, _ api: TikTokAPI
  ) -> Doubt {
    let files = post.pictures.map(\.hash).joined(separator: ",")
    return Doubt(
      rule: .never, quiet: profile.pace.quiet, matchKey: "\(files)|\(post.caption)"
    ) { (flow: inout Flow) throws(Pause) -> Finding in
      guard let answer = flow.questionedAnswer, let id = TikTokAPI.publishID(in: answer) else {
        return .absent
      }
      switch try flow.call("status", api.status(of: id)) {
      case .complete(let ids):
        return .present(creator.remote(ids.first, id, "photo", at: api.origin))
      case .failed(let reason): return .turnedDown(TikTokFailures.refusal(of: reason))
      case .processing: return .unclear("TikTok is still working on it")
      }
    }
  }
}

extension TikTokAPI {
  /// `POST /v2/post/publish/content/init/`.
  func post(_ post: TikTokPost, _ info: JSON) -> Exchange<Remote> {
    let source = JSONBody.object([
      ("source", .value("PULL_FROM_URL")),
      ("photo_images", .array(post.pictures.map { .publicAddress($0) })),
      ("photo_cover_index", .value(.integer((post.coverPicture ?? 1) - 1))),
    ])
    var call = call(
      "/v2/post/publish/content/init/",
      .object([
        ("media_type", .value("PHOTO")), ("post_mode", .value("DIRECT_POST")),
        ("post_info", .value(info)), ("source_info", source),
      ]), cost: "starts")
    call.costs.append(.init("posts"))
    return Exchange(call) { answer in
      // TikTok took it, and fetches the pictures now.
      guard TikTokAPI.publishID(in: answer) == nil else { return .pending(.seconds(2)) }
      return TikTokFailures.visibleReading(of: answer)
    }
  }

  static func publishID(in answer: Answer) -> String? {
    TikTokFailures.data(in: answer)?["publish_id"]?.string
  }
}

extension TikTokCreator {
  /// A post's own id comes late, or never for private ones; until then the profile is the place.
  ///
  /// - Parameter kind: `video` or `photo`, as TikTok's addresses say it.
  func remote(_ id: String?, _ publishID: String, _ kind: String, at origin: Origin) -> Remote {
    let profile = address(at: origin)
    guard let id else { return Remote(id: publishID, url: profile, extra: ["part": "0"]) }
    return Remote(
      id: id, url: "\(profile)/\(kind)/" + PercentEncoding.component(id),
      extra: ["part": "0", "publish_id": publishID])
  }
}
