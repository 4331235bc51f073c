package import Domain

/// How a Facebook Page publishes: photos that nobody sees, a post that is not published, and one
/// call that makes it public; films likewise, or as reels. The second part of a post is its first
/// comment.
/// (developers.facebook.com, *Pages API: posts*)
package struct FacebookRecipe: Recipe {
  package let profile: PlatformProfile

  /// - Parameter pace: waits other than the platform's own, for a sandbox.
  package init(pace: PlatformProfile.Pace? = nil) {
    var profile = FacebookProfile.value
    if let pace { profile.pace = pace }
    self.profile = profile
  }

  package func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    guard FirstComment.fits(content, account) else {
      throw flow.refuse(.content, code: "no-threads", "Facebook has no threads")
    }
    let part = content.parts[0]
    let api = try FacebookAPI(account, profile, flow)
    var remote: Remote
    switch FacebookPlace(content) {
    case .film(let film): remote = try publishFilm(part, film, api, &flow)
    case .reel(let film): remote = try publishReel(part, film, as: .reel, api, &flow)
    case .story(let film) where film.file.kind == .video:
      remote = try publishReel(part, film, as: .story, api, &flow)
    case .story(let photo): remote = try publishStory(photo, api, &flow)
    case .feed: remote = try publishPost(part, api, &flow)
    case .nowhere:
      throw flow.refuse(.content, code: "no-place", "Facebook has no place for these media")
    }
    if remote.url == nil {
      remote.url = try flow.call("permalink-0", api.permalink(remote.id), otherwise: nil)
      flow.locate(part: 0, at: remote.url)
    }
    guard let comment = FirstComment.part(of: content) else { return Publication(parts: [remote]) }
    let words = FirstComment.words(of: comment)
    return Publication(parts: [remote, try self.comment(words, under: remote, api, &flow)])
  }

  private func publishPost(
    _ part: Content.Part, _ api: FacebookAPI, _ flow: inout Flow
  ) throws(Pause) -> Remote {
    var photos: [String] = []
    for (index, item) in part.media.enumerated() {
      photos.append(
        try flow.call("photo-\(index)", api.uploadPhoto(item, boundary: flow.multipartBoundary)))
    }
    let draft = try flow.call("draft", api.createDraft(part, photos: photos))
    return try flow.publish(
      "publish", part: 0, api.publish(draft), onDoubt: doubt(about: draft, api))
  }

  /// Asks about a post that may be public. Making it public sets a state, so that it may be set
  /// again at any age.
  private func doubt(about post: String, _ api: FacebookAPI) -> Doubt {
    Doubt(rule: .always, quiet: profile.pace.quiet, matchKey: post) {
      (flow: inout Flow) throws(Pause) -> Finding in
      guard let state = try flow.call("post", api.state(of: post)) else {
        return .unclear("Facebook does not show the post")
      }
      guard state.isPublished else { return .absent }
      return .present(Remote(id: post, url: state.url, extra: ["part": "0"]))
    }
  }

  private func publishStory(
    _ photo: MediaItem, _ api: FacebookAPI, _ flow: inout Flow
  ) throws(Pause) -> Remote {
    let id = try flow.call("photo-0", api.uploadPhoto(photo, boundary: flow.multipartBoundary))
    let doubt = Doubt(rule: .never, quiet: profile.pace.quiet, matchKey: id) {
      (flow: inout Flow) throws(Pause) -> Finding in
      .absent
    }
    return try flow.publish("story", part: 0, api.publishStory(photo: id), onDoubt: doubt)
  }

  package func limits(in answer: Answer) -> [LimitReading] {
    MetaLimits.readings(in: answer, calls: FacebookProfile.callsPerHour)
      .filter { $0.limit == "calls" }
  }

  package func costs(of content: Content, for account: AccountFacts) -> [Call.Cost] {
    guard case .reel = FacebookPlace(content) else { return [.init("posts")] }
    return [.init("posts"), .init("reels")]
  }
}

extension FacebookRecipe: ScopeRecipe {
  package func scopes(for settings: [String: String]) -> [String] {
    FirstComment.isAllowed(by: settings)
      ? FacebookProfile.scopes + FacebookProfile.commentScopes : FacebookProfile.scopes
  }
}

extension FacebookRecipe: DeleteRecipe {
  package func delete(
    _ remote: Remote, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    try flow.change("delete", FacebookAPI(account, profile, flow).delete(remote.id))
  }
}

extension FacebookRecipe: EditRecipe {
  /// Gives the post, or its first comment, the words of `content`; photos and link stay.
  package func edit(
    _ remote: Remote, to content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try FacebookAPI(account, profile, flow)
    let message =
      remote.isComment
      ? try FirstComment.words(in: content, flow) : FacebookText.message(of: content.parts[0])
    let isFilm = remote.extra["kind"] == "film"
    try flow.change(
      "edit", api.edit(remote.id, isFilm ? "description" : "message", to: message))
  }
}
