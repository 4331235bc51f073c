package import Domain

/// How Mastodon, and servers that speak its API, publish: upload the media, wait until the server
/// has processed it, create one status per part, each a reply to the one before.
/// (docs.joinmastodon.org, *methods/media* and *methods/statuses*)
package struct MastodonRecipe: Recipe {
  package let profile: PlatformProfile

  /// - Parameter pace: waits other than the platform's own, for a sandbox.
  package init(pace: PlatformProfile.Pace? = nil) {
    var profile = MastodonProfile.value
    if let pace { profile.pace = pace }
    self.profile = profile
  }

  package func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    let api = try MastodonAPI(account, flow)
    var media: [[String]] = []
    for (part, post) in content.parts.enumerated() {
      media.append(try attach(post.media, part, api, &flow))
    }
    var published: [Remote] = []
    for (part, post) in content.parts.enumerated() {
      let status = MastodonStatus(
        post, of: content, media: media[part], replyTo: published.last?.id)
      let remote = try flow.publish(
        "status-\(part)", part: part,
        api.createStatus(status, part, key: idempotencyKey(part, flow)),
        onDoubt: doubt(about: status, part, earlier: published.map(\.id), api))
      published.append(remote)
    }
    return Publication(parts: published)
  }

  /// Uploads the files of one part and waits until each can be attached.
  private func attach(
    _ items: [MediaItem], _ part: Int, _ api: MastodonAPI, _ flow: inout Flow
  ) throws(Pause) -> [String] {
    var ids: [String] = []
    for (index, item) in items.enumerated() {
      let step = "media-\(part)-\(index)"
      let upload = try flow.call(step, api.uploadMedia(item, boundary: flow.multipartBoundary))
      if !upload.isReady {
        try flow.call("\(step)-ready", api.mediaState(upload.id))
      }
      ids.append(upload.id)
    }
    return ids
  }

  /// One key per intended status, the same for every sending in this run.
  private func idempotencyKey(_ part: Int, _ flow: Flow) -> String {
    "\(flow.entropy.prefix(16).hexadecimal)-\(part)"
  }
}

extension MastodonRecipe {
  package func limits(in answer: Answer) -> [LimitReading] {
    MastodonLimits.readings(in: answer)
  }

  package func costs(of content: Content, for account: AccountFacts) -> [Call.Cost] {
    [.init("posts", content.parts.count)]
  }
}
