package import Domain

/// How X publishes: upload the media in segments, wait until it is processed, create one post per
/// part, each a reply to the one before. (docs.x.com, *media* and *posts*)
package struct XRecipe: Recipe {
  package let profile: PlatformProfile

  /// - Parameter pace: waits other than the platform's own, for a sandbox.
  package init(pace: PlatformProfile.Pace? = nil) {
    var profile = XProfile.value
    if let pace { profile.pace = pace }
    self.profile = profile
  }

  package func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    let api = try XAPI(account, flow)
    var media: [[String]] = []
    for (part, post) in content.parts.enumerated() {
      var ids: [String] = []
      for (index, item) in post.media.enumerated() {
        ids.append(try upload(item, "media-\(part)-\(index)", api, &flow))
      }
      media.append(ids)
    }
    var published: [Remote] = []
    for (part, post) in content.parts.enumerated() {
      let post = XPost(post, of: content, media: media[part], replyTo: published.last?.id)
      published.append(
        try flow.publish(
          "post-\(part)", part: part, api.createPost(post, part),
          onDoubt: doubt(about: post, part, earlier: published.map(\.id), api)))
    }
    return Publication(parts: published)
  }

  package func limits(in answer: Answer) -> [LimitReading] {
    XLimits.readings(in: answer)
  }

  package func costs(of content: Content, for account: AccountFacts) -> [Call.Cost] {
    let price = XPrices(account.settings).publishing(content)
    return XAPI.postCosts.map { Call.Cost($0.limit, content.parts.count) } + [.money(price)]
  }
}

extension XRecipe: DeleteRecipe {
  package func delete(
    _ remote: Remote, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try XAPI(account, flow)
    try flow.change("delete", api.deletePost(remote.id))
  }
}

extension XRecipe: ProbeRecipe {
  package func probe(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> JSON {
    let api = try XAPI(account, flow)
    return try flow.call("account", XAPI.me(at: api.server, api.access)).facts
  }
}
