package import Domain

/// How LinkedIn publishes for a person or for a page: upload the files, wait until they can be
/// attached, create one post; the second part of a post is its first comment.
/// (learn.microsoft.com/linkedin, *Posts API*)
package struct LinkedInRecipe: Recipe {
  package let profile: PlatformProfile

  /// - Parameter pace: waits other than the platform's own, for a sandbox.
  package init(pace: PlatformProfile.Pace? = nil) {
    var profile = LinkedInProfile.value
    if let pace { profile.pace = pace }
    self.profile = profile
  }

  package func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    let api = try LinkedInAPI(account, flow)
    guard FirstComment.fits(content, account) else {
      throw flow.refuse(.content, code: "no-threads", "LinkedIn has no threads")
    }
    let post = LinkedInPost(content, attachment: try attachment(of: content, api, &flow))
    let remote = try flow.publish(
      "post", part: 0, api.createPost(post), onDoubt: doubt(about: post, api))
    guard let comment = FirstComment.part(of: content) else { return Publication(parts: [remote]) }
    let words = FirstComment.words(of: comment)
    return Publication(parts: [remote, try self.comment(words, under: remote, api, &flow)])
  }

  /// LinkedIn says nothing about its limits in headers.
  package func limits(in answer: Answer) -> [LimitReading] { [] }

  /// The post, its comment, and for each file its announcement and a look at it; its bytes go
  /// elsewhere.
  package func costs(of content: Content, for account: AccountFacts) -> [Call.Cost] {
    let requests = content.parts.count + 2 * content.parts[0].media.count
    return LinkedInProfile.costs.map { Call.Cost($0.limit, requests) }
  }
}

extension LinkedInRecipe: ScopeRecipe {
  package func scopes(for settings: [String: String]) -> [String] {
    LinkedInProfile.scopes(for: settings)
  }
}

extension LinkedInRecipe: DeleteRecipe {
  package func delete(
    _ remote: Remote, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try LinkedInAPI(account, flow)
    try flow.change(
      "delete", remote.isComment ? api.delete(comment: remote) : api.deletePost(remote.id))
  }
}

extension LinkedInRecipe: EditRecipe {
  /// Gives the post, or its first comment, the words of `content`; everything else stays.
  package func edit(
    _ remote: Remote, to content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try LinkedInAPI(account, flow)
    guard !remote.isComment else {
      let words = try FirstComment.words(in: content, flow)
      return try flow.change("edit", api.edit(comment: remote, to: words))
    }
    let commentary = LinkedInText.commentary(of: content.parts[0])
    try flow.change("edit", api.editPost(remote.id, to: commentary))
  }
}
