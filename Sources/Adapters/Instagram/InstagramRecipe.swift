package import Domain
import Text

/// How Instagram publishes for professional accounts that sign in at Instagram itself: a container
/// that Instagram fills by fetching the media, a wait until it is ready, and one call that makes it
/// public; the second part of a post is its first comment. (developers.facebook.com, *Instagram
/// Platform: content publishing*)
package struct InstagramRecipe: Recipe {
  package let profile: PlatformProfile

  /// - Parameter pace: waits other than the platform's own, for a sandbox.
  package init(pace: PlatformProfile.Pace? = nil) {
    var profile = InstagramProfile.value
    if let pace { profile.pace = pace }
    self.profile = profile
  }

  package func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    guard content.parts.count <= 2, !content.parts[0].media.isEmpty else {
      throw flow.refuse(
        .content, code: "no-media", "an Instagram post is media, and one comment at most")
    }
    let api = try InstagramAPI(account, profile, flow)
    let post = InstagramPost(content)
    let hasComment = content.parts.count > 1
    let container = try prepare(post, api, &flow)
    var remote = try flow.publish(
      "publish-0", part: 0, api.containers.publish(container, part: 0, limit: "posts"),
      onDoubt: api.containers.doubt(about: container, quiet: profile.pace.quiet) {
        (flow: inout Flow) throws(Pause) in
        try find(post, container, needsID: hasComment, api, &flow)
      })
    remote = try located(remote, 0, api.containers, &flow)
    guard hasComment else { return Publication(parts: [remote]) }
    let words = FirstComment.words(of: content.parts[1])
    return Publication(
      parts: [remote, try comment(words, under: remote, of: account, api, &flow)])
  }

  /// The container that is to be published, ready; nobody sees it.
  private func prepare(
    _ post: InstagramPost, _ api: InstagramAPI, _ flow: inout Flow
  ) throws(Pause) -> String {
    var children: [String] = []
    for (index, item) in post.media.enumerated() where post.media.count > 1 {
      children.append(
        try ready("item-0-\(index)", InstagramPost.child(item), [item], api, &flow))
    }
    return try ready("container-0", post.fields(children: children), post.media, api, &flow)
  }

  private func ready(
    _ step: String, _ fields: [(name: String, value: Call.FormValue)], _ media: [MediaItem],
    _ api: InstagramAPI, _ flow: inout Flow
  ) throws(Pause) -> String {
    let id = try flow.call(step, api.containers.create(fields))
    // Meta names a minute as the pace of looking; pictures take seconds.
    let hasFilm = media.contains { $0.file.kind == .video }
    try flow.call(
      "\(step)-ready", api.containers.ready(id, every: .seconds(hasFilm ? 20 : 5)))
    return id
  }

  package func limits(in answer: Answer) -> [LimitReading] {
    MetaLimits.readings(in: answer, calls: InstagramProfile.callsPerDay)
  }

  package func costs(of content: Content, for account: AccountFacts) -> [Call.Cost] {
    let files = content.parts[0].media.count
    return [.init("posts"), .init("containers", files > 1 ? files + 1 : 1)]
  }
}

// MARK: - Doubt

extension InstagramRecipe {
  /// Looks for the id of a container that was published: nothing names it but its words. A post
  /// without any, such as each story, stays without an id of its own.
  private func find(
    _ post: InstagramPost, _ container: String, needsID: Bool, _ api: InstagramAPI,
    _ flow: inout Flow
  ) throws(Pause) -> Finding {
    let wanted = Normalization.comparable(post.caption)
    // The only one in the list may be a twin's, while its own is not shown yet.
    guard !wanted.isEmpty || needsID else {
      return .present(MetaContainers.nameless(container, part: 0))
    }
    guard let posts = try flow.call("posts", api.ownPosts()) else {
      return .unclear("it is published, and Instagram shows no list")
    }
    var candidates: [Remote] = []
    for found in posts where found.createdAt >= flow.earliest && !flow.isClaimed(found.id) {
      let caption = Normalization.comparable(found.json["caption"]?.string ?? "")
      let place = found.json["media_product_type"]?.string
      if caption == wanted, place == nil || place == post.place.rawValue {
        candidates.append(found.remote(part: 0))
      }
    }
    return MetaContainers.finding(candidates, container, part: 0, needsID: needsID)
  }
}

extension InstagramRecipe: FetchingRecipe {
  package func fetches(_ kind: MediaKind, for settings: [String: String]) -> Bool {
    true
  }
}
