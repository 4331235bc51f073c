package import Domain

/// How Reddit publishes: upload the files to a leased place, submit one post to a subreddit.
/// (reddit.com/dev/api, and the code of its Python client for what is not written there)
package struct RedditRecipe: Recipe {
  package let profile: PlatformProfile

  /// - Parameter pace: waits other than the platform's own, for a sandbox.
  package init(pace: PlatformProfile.Pace? = nil) {
    var profile = RedditProfile.value
    if let pace { profile.pace = pace }
    self.profile = profile
  }

  package func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    let api = try RedditAPI(account, flow)
    guard let subreddit = RedditCheck.subreddit(of: content, account) else {
      throw flow.refuse(.content, code: "no-subreddit", "the post names no subreddit")
    }
    guard content.parts.count == 1 else {
      throw flow.refuse(.content, code: "no-threads", "Reddit has no threads")
    }
    let kind = try kind(of: content.parts[0], api, &flow)
    let post = RedditPost(content, subreddit: subreddit, kind: kind)
    let remote = try flow.publish(
      "post", part: 0, api.submit(post), onDoubt: doubt(about: post, api))
    return Publication(parts: [remote])
  }

  package func limits(in answer: Answer) -> [LimitReading] {
    RedditLimits.readings(in: answer)
  }
}

extension RedditRecipe: DeleteRecipe {
  package func delete(
    _ remote: Remote, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try RedditAPI(account, flow)
    try flow.change("delete", api.deletePost(remote.id))
  }
}

extension RedditRecipe: EditRecipe {
  /// Gives a text post the text of `content`; titles, links and media cannot change.
  package func edit(
    _ remote: Remote, to content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try RedditAPI(account, flow)
    try flow.change("edit", api.editPost(remote.id, to: content.parts[0].text))
  }
}

extension RedditRecipe: ProbeRecipe {
  package func probe(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> JSON {
    let api = try RedditAPI(account, flow)
    _ = try flow.call("account", api.me())
    return [:]
  }
}
