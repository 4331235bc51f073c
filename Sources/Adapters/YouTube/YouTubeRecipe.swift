package import Domain

/// How YouTube publishes: upload the film as private in a resumable session, wait until it is
/// processed, give it its picture and playlist, and then set who can see it. Only that last call
/// shows anything, and it may be repeated; the second part of a post is its first comment.
/// (developers.google.com/youtube/v3)
package struct YouTubeRecipe: Recipe {
  package let profile: PlatformProfile

  /// - Parameter pace: waits other than the platform's own, for a sandbox.
  package init(pace: PlatformProfile.Pace? = nil) {
    var profile = YouTubeProfile.value
    if let pace { profile.pace = pace }
    self.profile = profile
  }

  package func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    let api = try YouTubeAPI(account, flow)
    let video = YouTubeVideo(content, settings: account.settings)
    guard let film = video.film else {
      throw flow.refuse(.content, code: "no-film", "YouTube takes films only")
    }
    let session = try flow.call("session", api.startUpload(video, of: film))
    let id = try flow.upload("film", api.upload(film, to: session))
    let end = flow.stamp + YouTubeProfile.processing
    try flow.call("processing", api.processed(id, by: end))
    try decorate(id, video, api, &flow)
    let remote = try flow.publish(
      "release", part: 0, api.release(id, video), onDoubt: doubt(about: id, video, api))
    guard let comment = FirstComment.part(of: content) else { return Publication(parts: [remote]) }
    let words = FirstComment.words(of: comment)
    return Publication(
      parts: [remote, try self.comment(words, under: remote, of: account, api, &flow)])
  }

  /// The film's own picture and its playlist: neither must stop it. Putting it into a playlist
  /// again would put it there twice.
  private func decorate(
    _ id: String, _ video: YouTubeVideo, _ api: YouTubeAPI, _ flow: inout Flow
  ) throws(Pause) {
    if let picture = video.thumbnail {
      _ = try flow.call("thumbnail", api.setThumbnail(picture, of: id), otherwise: false, tries: 5)
    }
    if let playlist = video.playlist {
      _ = try flow.call("playlist", api.add(id, to: playlist), otherwise: false)
    }
  }

  /// Asks about a release that may have happened: who can see the film now.
  private func doubt(about id: String, _ video: YouTubeVideo, _ api: YouTubeAPI) -> Doubt {
    Doubt(rule: .always, quiet: profile.pace.quiet, matchKey: id) {
      (flow: inout Flow) throws(Pause) -> Finding in
      guard let found = try flow.call("privacy", api.privacy(of: id)) else {
        return .unclear("the film \(id) is not there any more")
      }
      return found == video.privacy.rawValue ? .present(api.remote(id)) : .absent
    }
  }

  /// YouTube tells its limits in no header.
  package func limits(in answer: Answer) -> [LimitReading] { [] }

  /// Of `units`: one look at the processing, the release, the film's own picture, the playlist, the
  /// first comment.
  package func costs(of content: Content, for account: AccountFacts) -> [Call.Cost] {
    let video = YouTubeVideo(content, settings: account.settings)
    let writes =
      content.parts.count + (video.thumbnail == nil ? 0 : 1) + (video.playlist == nil ? 0 : 1)
    let units = YouTubeProfile.readUnits + writes * YouTubeProfile.writeUnits
    let upload = YouTubeProfile.uploadCosts(account.settings)
    let uploadUnits = upload.first { $0.limit == "units" }?.amount ?? 0
    return [.init("uploads"), .init("units", units + uploadUnits)]
  }
}
