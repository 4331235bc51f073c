import Config
import Domain

/// What plans and checks say about accounts that cannot publish what the files ask of them.
enum AccountFindings {
  /// One warning per account that cannot publish.
  static func warnings(
    _ snapshot: Snapshot, _ accounts: [AccountRow], _ recipes: [any Recipe]
  ) -> [Diagnostic] {
    snapshot.accounts.compactMap { declared in
      guard declared.enabled else { return nil }
      let row = accounts.first { $0.name == declared.name }
      let recipe = recipes.first { $0.profile.name == declared.platform }
      return finding(declared, row, recipe?.profile)
    }
  }

  private static func finding(
    _ declared: DeclaredAccount, _ row: AccountRow?, _ profile: PlatformProfile?
  ) -> Diagnostic? {
    let connect = "belfry connect \(declared.name)"
    switch row?.state ?? .notConnected {
    case .notConnected:
      return warning("account \(declared.name) is not connected; its posts wait", hint: connect)
    case .signIn:
      let reason = row?.reason.map { ": \($0)" } ?? ""
      return warning("account \(declared.name) needs you to sign in\(reason)", hint: connect)
    case .disabled: return nil
    case .ok: break
    }
    let granted = row?.token?.scopes ?? []
    let missing = (profile?.scopes ?? []).filter { scope in
      !granted.isEmpty && !granted.contains { scope == $0 || scope.hasPrefix($0 + ":") }
    }
    guard !missing.isEmpty else { return nil }
    return warning(
      "account \(declared.name) lacks the permission \(missing.joined(separator: ", "))",
      hint: connect)
  }

  private static func warning(_ message: String, hint: String) -> Diagnostic {
    Diagnostic(.warning, Place.start(of: "accounts.yaml"), message, hint: hint)
  }
}
