import Domain

/// The first comment: what the post's second part says, under the post (*Comments API*). It is
/// plain text, and not in the little text format. It is seen like the post, so that it has a step
/// and a doubt of its own.
extension LinkedInRecipe {
  func comment(
    _ words: String, under post: Remote, _ api: LinkedInAPI, _ flow: inout Flow
  ) throws(Pause) -> Remote {
    try flow.publish(
      "comment", part: 1, api.comment(words, under: post),
      onDoubt: FirstComment.doubt(
        about: words, under: post.id, by: api.author, profile, api.comments(under: post.id)
      ) { LinkedInAPI.comment($0, under: post) })
  }
}

extension LinkedInAPI {
  private static func comments(of post: String) -> String {
    "/rest/socialActions/" + PercentEncoding.component(post) + "/comments"
  }

  /// `POST /rest/socialActions/{urn}/comments`.
  func comment(_ words: String, under post: Remote) -> Exchange<Remote> {
    var call = call(.post, LinkedInAPI.comments(of: post.id))
    call.setJSON([
      "actor": .string(author), "object": .string(post.id), "message": ["text": .string(words)],
    ])
    return Exchange(
      call,
      value: { answer in
        guard answer.status == 201,
          let id = answer.header("x-restli-id") ?? answer.json?["id"]?.string
        else { return nil }
        return LinkedInAPI.comment(id, under: post)
      }, failure: { LinkedInFailures.readingOfFresh($0, after: .visible) })
  }

  /// People find it under the post, and so do the calls about it.
  static func comment(_ id: String, under post: Remote) -> Remote? {
    guard !id.isEmpty, id.utf8.count <= 200 else { return nil }
    return Remote(id: id, url: post.url, extra: ["part": "1", "post": post.id])
  }

  /// The comments of a post.
  func comments(under post: String) -> Exchange<FoundComments?> {
    Exchange(
      call(.get, LinkedInAPI.comments(of: post) + "?start=0&count=\(LinkedInAPI.pageSize)"),
      value: { answer in
        guard let items = answer.json?["elements"]?.array else { return nil }
        let comments = items.compactMap(FoundComment.init(linkedIn:))
        // A list that is not understood proves nothing about what is in it.
        guard comments.count == items.count else { return .some(nil) }
        return .some(.init(comments: comments, isWhole: items.count < LinkedInAPI.pageSize))
      },
      failure: { LinkedInFailures.reading(of: $0, after: .harmless).orUnclear { _ in nil } })
  }

  /// `DELETE …/comments/{id}`; a success also when there is nothing (any more), as after its post.
  func delete(comment: Remote) -> Exchange<Void> {
    Exchange(call(.delete, address(of: comment), restli: "DELETE")) { answer in
      if answer.status == 204 { return .value(()) }
      let reading = LinkedInFailures.reading(of: answer, after: .harmless) as Reading<Void>
      if case .refused(let refusal) = reading, refusal.kind == .gone { return .value(()) }
      return reading
    }
  }

  /// `PARTIAL_UPDATE` of the words.
  func edit(comment: Remote, to words: String) -> Exchange<Void> {
    var call = call(.post, address(of: comment), restli: "PARTIAL_UPDATE")
    call.setJSON(["patch": ["message": ["$set": ["text": .string(words)]]]])
    return Exchange(call, value: { $0.isSuccess ? () : nil }) {
      LinkedInFailures.reading(of: $0, after: .harmless)
    }
  }

  private func address(of comment: Remote) -> String {
    LinkedInAPI.comments(of: comment.extra["post"] ?? "") + "/"
      + PercentEncoding.component(comment.id) + "?actor=" + PercentEncoding.component(author)
  }
}

extension FoundComment {
  fileprivate init?(linkedIn json: JSON) {
    guard let id = json["id"]?.string, let actor = json["actor"]?.string,
      let text = json["message"]?["text"]?.string, let created = json["created"]?["time"]?.integer
    else { return nil }
    self.init(
      id: id, writer: actor, words: text, createdAt: Instant(milliseconds: created))
  }
}
