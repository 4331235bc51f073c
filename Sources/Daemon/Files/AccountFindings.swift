package import Config
package import Domain

/// What plans and checks say about accounts that cannot publish what the files ask of them.
package enum AccountFindings {
  /// One warning per account that cannot be used as it is, at the place of its id.
  ///
  /// - Parameter standings: what the store knows; an account that it does not know was never
  ///   connected.
  package static func warnings(
    _ snapshot: Snapshot, _ standings: [AccountStanding], _ recipes: [any Recipe]
  ) -> [Diagnostic] {
    snapshot.accounts.compactMap { declared in
      guard declared.enabled, let place = snapshot.accountPlaces[declared.name],
        let recipe = recipes.first(where: { $0.profile.name == declared.platform })
      else { return nil }
      let standing = standings.first { $0.name == declared.name }
      guard let message = message(declared, standing, recipe) else { return nil }
      return Diagnostic(.warning, place, message, hint: "belfry connect \(declared.name)")
    }
  }

  private static func message(
    _ declared: DeclaredAccount, _ standing: AccountStanding?, _ recipe: any Recipe
  ) -> String? {
    let name = declared.name
    switch standing?.state ?? .notConnected {
    case .notConnected: return "account \(name) is not connected; its posts wait"
    case .signIn:
      let reason = standing?.reason.map { ": \($0)" } ?? ""
      return "account \(name) needs you to sign in\(reason)"
    case .disabled: return nil
    case .ok: break
    }
    let missing = Scopes.missing(
      recipe.neededScopes(for: declared.settings), in: standing?.scopes ?? [])
    guard !missing.isEmpty else { return nil }
    return "account \(name) lacks the permission \(missing.joined(separator: ", "))"
  }
}

/// What networks let a token do.
enum Scopes {
  /// Scopes that were not granted; none where the network does not say what it granted. A scope
  /// such as `write` holds all that begin with `write:`.
  static func missing(_ needed: [String], in granted: [String]) -> [String] {
    guard !granted.isEmpty else { return [] }
    return needed.filter { scope in
      !granted.contains { scope == $0 || scope.hasPrefix($0 + ":") }
    }
  }
}

/// How an account stands, whether a store or a running daemon says so.
package struct AccountStanding: Hashable, Sendable {
  package var name: AccountName
  package var state: AccountState
  /// Why a person must sign in.
  package var reason: String?
  /// What the network granted; empty where it does not say.
  package var scopes: [String]

  /// As the store has it.
  package init(_ row: AccountRow) {
    name = row.name
    state = row.state
    reason = row.reason
    scopes = row.token?.scopes ?? []
  }

  /// As a daemon tells it; `nil` for a state that only a newer daemon knows.
  package init?(_ view: AccountView) {
    guard let state = AccountState.allCases.first(where: { $0.word == view.state }) else {
      return nil
    }
    name = view.name
    self.state = state
    reason = view.reason
    scopes = view.token?.scopes ?? []
  }
}
