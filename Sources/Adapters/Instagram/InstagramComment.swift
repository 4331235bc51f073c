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
      onDoubt: FirstComment.doubt(
        about: words, under: post.id, by: author.map(String.init), profile,
        api.comments(under: post.id)
      ) { InstagramAPI.comment($0, under: post) })
  }
}

extension InstagramAPI {
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

  /// The comments of a post.
  func comments(under post: String) -> Exchange<FoundComments?> {
    let most = 50
    let call = graph.call(
      .get, "/\(PercentEncoding.component(post))/comments",
      query: [("fields", "id,text,timestamp,username"), ("limit", "\(most)")])
    return FoundComments.onMeta(call, most: most, words: "text") { $0["username"]?.string }
  }
}
