import Config
import Control
import Domain
import Scheduler
import Store

extension Operator {
  func tokens() async throws(ErrorObject) -> Page<TokenStandingView> {
    let recipes = parts.ports.recipes
    let views = try await inTurn { context in
      try context.store.accounts().map { row in
        TokenStandingView(
          row, recipes.first { $0.profile.name == row.declared.platform },
          nextRenewal: try context.store.nextRenewal(of: row.id))
      }
    }
    return Page(items: views, total: views.count)
  }
}

extension TokenStandingView {
  /// - Parameter recipe: of the account's platform; `nil` where this program has none any more.
  init(_ row: AccountRow, _ recipe: (any Recipe)?, nextRenewal: Instant?) {
    let token = row.token
    let scopes = token?.scopes ?? []
    let source =
      token.map { $0.obtainedAt == row.connectedAt ? "sign-in" : "renewal" } ?? "none"
    let renewsItself = recipe.map { token?.renewsItself($0) ?? false } ?? false
    self.init(
      account: row.name, platform: row.declared.platform, state: row.state.word, source: source,
      connectedAt: row.connectedAt?.rfc3339, obtainedAt: token?.obtainedAt.rfc3339,
      accessExpires: token?.accessExpires?.rfc3339,
      refreshExpires: token?.refreshExpires?.rfc3339, renewsItself: renewsItself,
      nextRenewal: renewsItself ? nextRenewal?.rfc3339 : nil,
      ends: recipe.flatMap { token?.ends($0) }?.rfc3339, scopes: scopes,
      missingScopes: Scopes.missing(
        recipe?.neededScopes(for: row.declared.settings) ?? [], in: scopes))
  }
}
