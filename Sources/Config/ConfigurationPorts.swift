package import Domain

/// What Config needs from other rooms.
package struct ConfigurationPorts: Sendable {
  package var zones: any TimeZones
  package var recurrences: any Recurrences
  package var media: any MediaLibrary
  package var hashing: any Hashing
  /// One recipe per platform that accounts may be on.
  package var recipes: [any Recipe]

  package init(
    zones: any TimeZones, recurrences: any Recurrences, media: any MediaLibrary,
    hashing: any Hashing, recipes: [any Recipe]
  ) {
    self.zones = zones
    self.recurrences = recurrences
    self.media = media
    self.hashing = hashing
    self.recipes = recipes
  }

  var profiles: [PlatformProfile] { recipes.map(\.profile) }

  func recipe(for platform: PlatformName) -> (any Recipe)? {
    recipes.first { $0.profile.name == platform }
  }
}

/// What the store knows and Config can use; everything may be empty.
package struct KnownFacts: Sendable {
  /// What each account's server said about itself (`AccountFacts.server`).
  package var servers: [AccountName: JSON]
  /// Posts that the store has already: their times may be past without a word.
  package var posts: Set<PostUID>
  /// The files may be those in force: then every post of theirs is known, without a list.
  package var knowsEveryPost: Bool

  package init(
    servers: [AccountName: JSON] = [:], posts: Set<PostUID> = [], knowsEveryPost: Bool = false
  ) {
    self.servers = servers
    self.posts = posts
    self.knowsEveryPost = knowsEveryPost
  }

  func knows(_ post: PostUID) -> Bool { knowsEveryPost || posts.contains(post) }
}
