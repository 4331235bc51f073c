package import Domain

/// How TikTok publishes: ask what the creator may do, begin a post, send its bytes, and wait until
/// TikTok has looked at it. Nothing of a film is seen before the last piece, so that only that one
/// counts as visible; pictures are fetched by TikTok, so that beginning their post is what shows
/// it. (developers.tiktok.com, *direct post* and *photo post*)
package struct TikTokRecipe: Recipe {
  package let profile: PlatformProfile

  /// - Parameter pace: waits other than the platform's own, for a sandbox.
  package init(pace: PlatformProfile.Pace? = nil) {
    var profile = TikTokProfile.value
    if let pace { profile.pace = pace }
    self.profile = profile
  }

  package func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    let api = try TikTokAPI(account, flow)
    let post = TikTokPost(content)
    guard let privacy = post.privacy, post.film != nil || !post.pictures.isEmpty else {
      throw flow.refuse(
        .content, code: "no-media", "TikTok takes a film or pictures, with a privacy")
    }
    let creator = try flow.call("creator", api.creator())
    try check(post, privacy, creator, flow)
    let remote =
      if let film = post.film {
        try publish(film, of: post, privacy, creator, api, &flow)
      } else {
        try publishPictures(of: post, privacy, creator, api, &flow)
      }
    return Publication(parts: [remote])
  }

  private func publish(
    _ film: MediaFile, of post: TikTokPost, _ privacy: TikTokPrivacy, _ creator: TikTokCreator,
    _ api: TikTokAPI, _ flow: inout Flow
  ) throws(Pause) -> Remote {
    let pieces = TikTokPieces(film.bytes)
    let upload = try flow.call("start", api.start(post.info(privacy, for: creator), pieces))
    if pieces.count > 1 { try flow.upload("film", api.head(film, pieces, to: upload)) }
    return try flow.publish(
      "release", part: 0, api.release(film, pieces, to: upload),
      onDoubt: doubt(about: upload, film, of: creator, api))
  }

  /// What only TikTok knows about the creator.
  private func check(
    _ post: TikTokPost, _ privacy: TikTokPrivacy, _ creator: TikTokCreator, _ flow: Flow
  ) throws(Pause) {
    guard creator.levels.contains(privacy.level) else {
      let choices = TikTokPrivacy.allCases.filter { creator.levels.contains($0.level) }
      throw flow.refuse(
        .content, code: "privacy",
        "@\(creator.name) cannot post with privacy: \(privacy.rawValue); possible: "
          + choices.map(\.rawValue).joined(separator: ", "))
    }
    if let length = post.film?.milliseconds, length > creator.filmSeconds * 1000 {
      throw flow.refuse(
        .content, code: "length", "@\(creator.name) may post \(creator.filmSeconds) seconds")
    }
  }

  /// Asks what became of the post: also the usual way to learn that it is public.
  private func doubt(
    about upload: TikTokUpload, _ film: MediaFile, of creator: TikTokCreator, _ api: TikTokAPI
  ) -> Doubt {
    Doubt(rule: .always, quiet: profile.pace.quiet, matchKey: upload.id) {
      (flow: inout Flow) throws(Pause) -> Finding in
      switch try flow.call("status", api.status(of: upload.id)) {
      case .complete(let ids):
        return .present(creator.remote(ids.first, upload.id, "video", at: api.origin))
      case .failed(let reason): return .turnedDown(TikTokFailures.refusal(of: reason))
      case .processing(let uploaded?) where uploaded < film.bytes: return .absent
      case .processing: return .unclear("TikTok is still working on it")
      }
    }
  }

  /// TikTok tells its limits in no header.
  package func limits(in answer: Answer) -> [LimitReading] { [] }

  package func costs(of content: Content, for account: AccountFacts) -> [Call.Cost] {
    [.init("posts")]
  }
}

extension TikTokRecipe: FetchingRecipe {
  package func fetches(_ kind: MediaKind, for settings: [String: String]) -> Bool {
    kind != .video
  }
}
