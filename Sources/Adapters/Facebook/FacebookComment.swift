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
      onDoubt: FirstComment.doubt(
        about: words, under: post.id, by: api.page, profile, api.comments(under: post.id)
      ) { FacebookAPI.comment($0, under: post) })
  }
}

extension FacebookAPI {
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

  /// The comments of a post, the latest first.
  func comments(under post: String) -> Exchange<FoundComments?> {
    let most = 100
    let call = graph.call(
      .get, address(of: post) + "/comments",
      query: [
        ("fields", "id,message,created_time,from"), ("order", "reverse_chronological"),
        ("limit", "\(most)"),
      ])
    return FoundComments.onMeta(call, most: most, words: "message") { GraphAPI.id(in: $0["from"]) }
  }
}
