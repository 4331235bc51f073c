import Domain

/// The first comment: what the post's second part says, under the post, by the Page
/// (developers.facebook.com, *Object comments*). It is seen like the post, so that it has a step
/// and a doubt of its own.
extension FacebookRecipe {
  func comment(
    _ words: String, under post: Remote, _ api: FacebookAPI, _ flow: inout Flow
  ) throws(Pause) -> Remote {
    try flow.publish(
      "comment", part: 1, api.comment(words, under: post),
      onDoubt: doubt(about: words, under: post, api))
  }

  /// Asks about a comment that may be there: nothing names it but what it says and who said it.
  private func doubt(about words: String, under post: Remote, _ api: FacebookAPI) -> Doubt {
    let wanted = MetaText.comparable(words)
    return Doubt(
      rule: .ifAllowed, quiet: profile.pace.quiet, matchKey: "\(post.id)|\(wanted)"
    ) { (flow: inout Flow) throws(Pause) -> Finding in
      guard let comments = try flow.call("comments", api.comments(under: post.id)) else {
        return .unclear("Facebook does not show the post's comments")
      }
      for found in comments where found.createdAt >= flow.earliest && !flow.isClaimed(found.id) {
        let writer = GraphAPI.id(in: found.json["from"])
        guard writer == nil || writer == api.page,
          MetaText.comparable(found.json["message"]?.string ?? "") == wanted
        else { continue }
        return .present(FacebookAPI.comment(found.id, under: post))
      }
      return comments.count < FacebookAPI.commentsLength
        ? .absent : .unclear("the post has too many comments to look through")
    }
  }
}

extension FacebookAPI {
  static let commentsLength = 100

  /// `POST /ID/comments`.
  func comment(_ words: String, under post: Remote) -> Exchange<Remote> {
    Exchange(
      graph.post(address(of: post.id) + "/comments", [("message", .text(words))]),
      value: { answer in
        GraphAPI.id(in: answer.json).map { FacebookAPI.comment($0, under: post) }
      }, failure: { MetaFailures.readingOfFresh($0, after: .visible) })
  }

  /// People find it under the post.
  static func comment(_ id: String, under post: Remote) -> Remote {
    Remote(id: id, url: post.url, extra: ["part": "1"])
  }

  /// The comments of a post, the latest first; `nil` for an answer that proves nothing about what
  /// is among them.
  func comments(under post: String) -> Exchange<[MetaFound]?> {
    MetaFound.list(
      graph.call(
        .get, address(of: post) + "/comments",
        query: [
          ("fields", "id,message,created_time,from"), ("order", "reverse_chronological"),
          ("limit", "\(FacebookAPI.commentsLength)"),
        ]))
  }
}
