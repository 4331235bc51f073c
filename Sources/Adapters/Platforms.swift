package import Domain

/// The platforms that this program publishes to.
package enum Platforms {
  /// One recipe a platform, by name.
  package static let all: [any Recipe] = all(pace: nil)

  /// The same with other waits, for a sandbox; `nil` leaves each platform its own.
  package static func all(pace: PlatformProfile.Pace?) -> [any Recipe] {
    [
      BlueskyRecipe(pace: pace),
      DiscordRecipe(pace: pace),
      FacebookRecipe(pace: pace),
      InstagramRecipe(pace: pace),
      LinkedInRecipe(pace: pace),
      MastodonRecipe(pace: pace),
      PinterestRecipe(pace: pace),
      RedditRecipe(pace: pace),
      TelegramRecipe(pace: pace),
      ThreadsRecipe(pace: pace),
      TikTokRecipe(pace: pace),
      XRecipe(pace: pace),
      YouTubeRecipe(pace: pace),
    ]
  }

  /// The recipe of a platform; `nil` for one that is not known.
  package static func recipe(for platform: PlatformName) -> (any Recipe)? {
    all.first { $0.profile.name == platform }
  }

  /// The recipe that `name` in `accounts.yaml` means.
  package static func recipe(named name: String) -> (any Recipe)? {
    recipe(for: PlatformName(name))
  }

  /// The names that `accounts.yaml` may use, sorted.
  package static var names: [PlatformName] { all.map(\.profile.name).sorted() }
}
