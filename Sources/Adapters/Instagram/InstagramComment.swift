import Domain

/// The first comment: what the post's second part says, under the post (*Comment moderation*). It
/// is seen like the post, so that it has a step and a doubt of its own.
extension InstagramRecipe {
  func comment(
    _ words: String, under post: Remote, of account: AccountFacts, _ api: InstagramAPI,
    _ flow: inout Flow
  ) throws(Pause) -> Remote {
    let author = account.identity?.handle.drop { $0 == "@" }
    return try flow.publish(
      "comment", part: 1, api.comment(words, under: post),
      onDoubt: doubt(about: words, under: post, by: author.map(String.init), api))
  }

  /// Asks about a comment that may be there: nothing names it but what it says and who said it.
  private func doubt(
    about words: String, under post: Remote, by author: String?, _ api: InstagramAPI
  ) -> Doubt {
    let wanted = MetaText.comparable(words)
    return Doubt(
      rule: .ifAllowed, quiet: profile.pace.quiet, matchKey: "\(post.id)|\(wanted)"
    ) { (flow: inout Flow) throws(Pause) -> Finding in
      guard let comments = try flow.call("comments", api.comments(under: post.id)) else {
        return .unclear("Instagram does not show the post's comments")
      }
      for found in comments where found.createdAt >= flow.earliest && !flow.isClaimed(found.id) {
        let writer = found.json["username"]?.string
        guard writer == nil || author == nil || writer == author,
          MetaText.comparable(found.json["text"]?.string ?? "") == wanted
        else { continue }
        return .present(InstagramAPI.comment(found.id, under: post))
      }
      return comments.count < InstagramAPI.pageLength
        ? .absent : .unclear("the post has too many comments to look through")
    }
  }
}

extension InstagramAPI {
  static let pageLength = 50

  /// `POST /ID/comments`.
  func comment(_ words: String, under post: Remote) -> Exchange<Remote> {
    let call = graph.post(
      "/\(PercentEncoding.component(post.id))/comments", [("message", .text(words))])
    return Exchange(
      call,
      value: { answer in
        GraphAPI.id(in: answer.json).map { InstagramAPI.comment($0, under: post) }
      }, failure: { MetaFailures.readingOfFresh($0, after: .visible) })
  }

  /// A comment has no address of its own that Instagram tells: people find it under the post.
  static func comment(_ id: String, under post: Remote) -> Remote {
    Remote(id: id, url: post.url, extra: ["part": "1"])
  }

  /// The comments of a post; `nil` for an answer that proves nothing about what is among them.
  func comments(under post: String) -> Exchange<[MetaFound]?> {
    MetaFound.list(
      graph.call(
        .get, "/\(PercentEncoding.component(post))/comments",
        query: [("fields", "id,text,timestamp,username"), ("limit", "\(InstagramAPI.pageLength)")]))
  }
}
