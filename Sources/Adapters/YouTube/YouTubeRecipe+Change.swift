package import Domain

extension YouTubeRecipe: DeleteRecipe {
  /// Deletes the film.
  ///
  /// One that is not there (any more) counts as deleted.
  package func delete(
    _ remote: Remote, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try YouTubeAPI(account, flow)
    try flow.change("delete", api.delete(remote.id))
  }
}

extension YouTubeRecipe: EditRecipe {
  /// Gives the film new words, tags and category; the film itself and who can see it stay.
  package func edit(
    _ remote: Remote, to content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try YouTubeAPI(account, flow)
    let video = YouTubeVideo(content, settings: account.settings)
    try flow.change("edit", api.rewrite(remote.id, video))
  }
}
