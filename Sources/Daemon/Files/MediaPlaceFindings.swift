package import Config
package import Domain

/// What plans and checks say about files that networks are to fetch, where there is no address to
/// send them to.
package enum MediaPlaceFindings {
  /// One warning per account to which such a post goes, at the place of its id.
  ///
  /// - Parameter upcoming: what will go out of the files.
  package static func warnings(
    _ snapshot: Snapshot, upcoming: [DeclaredPost], _ recipes: [any Recipe]
  ) -> [Diagnostic] {
    let settings = snapshot.settings
    guard settings.listen?.publicURL == nil, settings.media.bucket == nil else { return [] }
    let targets = upcoming.flatMap(\.targets)
    return snapshot.accounts.compactMap { declared in
      guard declared.enabled, let place = snapshot.accountPlaces[declared.name],
        let recipe = recipes.first(where: { $0.profile.name == declared.platform }),
        let fetching = recipe as? any FetchingRecipe,
        targets.contains(where: {
          $0.account == declared.name && $0.isFetched(by: fetching, declared)
        })
      else { return nil }
      return Diagnostic(
        .warning, place,
        "account \(declared.name): \(recipe.profile.title) fetches files of its posts from an "
          + "address, and there is none; these posts will be blocked",
        hint: "listen: with a public_url, or media: bucket:")
    }
  }
}

extension DeclaredPost.Target {
  fileprivate func isFetched(by recipe: any FetchingRecipe, _ account: DeclaredAccount) -> Bool {
    content.parts.flatMap(\.media).contains {
      recipe.fetches($0.file.kind, for: account.settings)
    }
  }
}
