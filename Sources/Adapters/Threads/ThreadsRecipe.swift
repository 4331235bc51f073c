package import Domain

/// How Threads publishes: a container for each post, a wait until it is ready, and one call that
/// makes it public; each further part answers the one before. (developers.facebook.com, *Threads
/// API: posts*)
package struct ThreadsRecipe: Recipe {
  package let profile: PlatformProfile

  /// - Parameter pace: waits other than the platform's own, for a sandbox.
  package init(pace: PlatformProfile.Pace? = nil) {
    var profile = ThreadsProfile.value
    if let pace { profile.pace = pace }
    self.profile = profile
  }

  package func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    let api = try ThreadsAPI(account, flow)
    var published: [Remote] = []
    for (part, item) in content.parts.enumerated() {
      let post = ThreadsPost(item, of: content, replyTo: published.last?.id)
      let isLast = part == content.parts.count - 1
      let container = try prepare(post, item.media, part, api, &flow)
      let remote = try flow.publish(
        "publish-\(part)", part: part,
        api.containers.publish(container, part: part, limit: part == 0 ? "posts" : "replies"),
        onDoubt: api.containers.doubt(about: container, quiet: profile.pace.quiet) {
          (flow: inout Flow) throws(Pause) in
          try find(post, container, part: part, isLast: isLast, api, &flow)
        })
      published.append(try located(remote, part, api.containers, &flow))
    }
    return Publication(parts: published)
  }

  /// The container that is to be published, ready; nobody sees it.
  private func prepare(
    _ post: ThreadsPost, _ media: [MediaItem], _ part: Int, _ api: ThreadsAPI, _ flow: inout Flow
  ) throws(Pause) -> String {
    var children: [String] = []
    for (index, item) in media.enumerated() where media.count > 1 {
      let step = "item-\(part)-\(index)"
      children.append(
        try ready(step, ThreadsPost.child(item), every: wait(for: [item]), api, &flow))
    }
    return try ready(
      "container-\(part)", post.fields(media, children: children), every: wait(for: media), api,
      &flow)
  }

  private func ready(
    _ step: String, _ fields: [(name: String, value: Call.FormValue)], every wait: Duration,
    _ api: ThreadsAPI, _ flow: inout Flow
  ) throws(Pause) -> String {
    let id = try flow.call(step, api.containers.create(fields))
    try flow.call("\(step)-ready", api.containers.ready(id, every: wait))
    return id
  }

  /// Meta names a minute as the pace of looking; pictures and texts take seconds.
  private func wait(for media: [MediaItem]) -> Duration {
    media.contains { $0.file.kind == .video } ? .seconds(15) : .seconds(3)
  }

  package func limits(in answer: Answer) -> [LimitReading] {
    MetaLimits.readings(in: answer, calls: ThreadsProfile.callsPerDay)
  }

  package func costs(of content: Content, for account: AccountFacts) -> [Call.Cost] {
    [.init("posts"), .init("replies", content.parts.count - 1)]
  }
}

extension Recipe {
  /// Reads where people find a part, which the platform does not say when it publishes it.
  func located(
    _ remote: Remote, _ part: Int, _ containers: MetaContainers, _ flow: inout Flow
  ) throws(Pause) -> Remote {
    guard remote.url == nil, remote.extra["container"] == nil else { return remote }
    var remote = remote
    remote.url = try flow.call(
      "permalink-\(part)", containers.permalink(remote.id), otherwise: nil)
    flow.locate(part: part, at: remote.url)
    return remote
  }
}

extension ThreadsRecipe: DeleteRecipe {
  package func delete(
    _ remote: Remote, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try ThreadsAPI(account, flow)
    guard remote.extra["container"] == nil else {
      throw flow.refuse(.content, code: "no-id", "the post's id is not known; delete it at Threads")
    }
    try flow.change("delete", api.delete(remote.id))
  }
}

extension ThreadsRecipe: FetchingRecipe {
  package func fetches(_ kind: MediaKind, for settings: [String: String]) -> Bool {
    true
  }
}
