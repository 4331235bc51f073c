package import Domain
import Text

extension FittingRecipe {
  /// Asks the platform's own check, which counts as the platform does.
  package func fitted(_ content: Content, for account: AccountFacts) -> Content {
    var fitted = content
    for part in content.parts.indices where isTooLong(part, of: fitted, account) {
      let shortened = Fitting.shortened(content.parts[part].text) { text in
        var trial = fitted
        trial.parts[part].text = text
        return !isTooLong(part, of: trial, account)
      }
      if let shortened { fitted.parts[part].text = shortened }
    }
    return fitted
  }

  private func isTooLong(_ part: Int, of content: Content, _ account: AccountFacts) -> Bool {
    problems(with: content, for: account).contains {
      $0.excess != nil && $0.field == .text(part: part)
    }
  }
}

extension BlueskyRecipe: FittingRecipe {}
extension DiscordRecipe: FittingRecipe {}
extension FacebookRecipe: FittingRecipe {}
extension InstagramRecipe: FittingRecipe {}
extension LinkedInRecipe: FittingRecipe {}
extension MastodonRecipe: FittingRecipe {}
extension PinterestRecipe: FittingRecipe {}
extension RedditRecipe: FittingRecipe {}
extension TelegramRecipe: FittingRecipe {}
extension ThreadsRecipe: FittingRecipe {}
extension TikTokRecipe: FittingRecipe {}
extension XRecipe: FittingRecipe {}
extension YouTubeRecipe: FittingRecipe {}
