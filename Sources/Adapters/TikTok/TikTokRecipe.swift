package import Domain

/// How TikTok publishes: ask what the creator may do, begin a post, send its bytes, and wait until
/// TikTok has looked at it. Nothing is seen before the last piece, so that only that one counts as
/// visible. (developers.tiktok.com, *direct post*)
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
    guard let film = post.film, let privacy = post.privacy else {
      throw flow.refuse(.content, code: "no-film", "TikTok takes films with a privacy only")
    }
    let creator = try flow.call("creator", api.creator())
    try check(post, film, privacy, creator, flow)
    let pieces = TikTokPieces(film.bytes)
    let upload = try flow.call("start", api.start(post.info(privacy, for: creator), pieces))
    if pieces.count > 1 { try flow.upload("film", api.head(film, pieces, to: upload)) }
    let remote = try flow.publish(
      "release", part: 0, api.release(film, pieces, to: upload),
      onDoubt: doubt(about: upload, film, of: creator, api))
    return Publication(parts: [remote])
  }

  /// What only TikTok knows about the creator.
  private func check(
    _ post: TikTokPost, _ film: MediaFile, _ privacy: TikTokPrivacy, _ creator: TikTokCreator,
    _ flow: Flow
  ) throws(Pause) {
    guard creator.levels.contains(privacy.level) else {
      let choices = TikTokPrivacy.allCases.filter { creator.levels.contains($0.level) }
      throw flow.refuse(
        .content, code: "privacy",
        "@\(creator.name) cannot post with privacy: \(privacy.rawValue); possible: "
          + choices.map(\.rawValue).joined(separator: ", "))
    }
    if let length = film.milliseconds, length > creator.filmSeconds * 1000 {
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
        return .present(remote(ids.first, upload, creator.address(at: api.origin)))
      case .failed(let reason): return .turnedDown(TikTokFailures.refusal(of: reason))
      case .processing(let uploaded?) where uploaded < film.bytes: return .absent
      case .processing: return .unclear("TikTok is still working on it")
      }
    }
  }

  /// The post's own id comes late, or never for private ones; until then the profile is the place.
  private func remote(
    _ id: String?, _ upload: TikTokUpload, _ address: String
  ) -> Remote {
    guard let id else {
      return Remote(id: upload.id, url: address, extra: ["part": "0"])
    }
    return Remote(
      id: id, url: address + "/video/" + PercentEncoding.component(id),
      extra: ["part": "0", "publish_id": upload.id])
  }

  /// TikTok tells its limits in no header.
  package func limits(in answer: Answer) -> [LimitReading] { [] }

  package func costs(of content: Content, for account: AccountFacts) -> [Call.Cost] {
    [.init("posts")]
  }
}
