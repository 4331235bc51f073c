package import Domain

extension YouTubeRecipe: DeleteRecipe {
  /// Deletes the film, or the first comment.
  ///
  /// What is not there (any more) counts as deleted.
  package func delete(
    _ remote: Remote, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try YouTubeAPI(account, flow)
    try flow.change(
      "delete", remote.isComment ? api.delete(comment: remote.id) : api.delete(remote.id))
  }
}

extension YouTubeRecipe: EditRecipe {
  /// Gives the film new words, tags and category; the film itself and who can see it stay. The
  /// first comment gets new words.
  package func edit(
    _ remote: Remote, to content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try YouTubeAPI(account, flow)
    guard !remote.isComment else { return try edit(comment: remote, to: content, api, &flow) }
    let video = YouTubeVideo(content, settings: account.settings)
    try flow.change("edit", api.rewrite(remote.id, video))
  }

  private func edit(
    comment: Remote, to content: Content, _ api: YouTubeAPI, _ flow: inout Flow
  ) throws(Pause) {
    let words = try FirstComment.words(in: content, flow)
    try flow.change("edit", api.rewrite(comment: comment.id, to: words))
  }
}
