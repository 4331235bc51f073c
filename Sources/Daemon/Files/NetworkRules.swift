import Config
import Domain

/// Which networks a database may speak to: one that has served the sandbox never speaks to real
/// ones, because its posts are rehearsals.
package struct NetworkRules: Sendable {
  /// The daemon was started for the sandbox.
  package var isSandbox: Bool

  package init(isSandbox: Bool) {
    self.isSandbox = isSandbox
  }

  /// The word that the store remembers.
  package var word: String { isSandbox ? "sandbox" : "networks" }

  /// Accounts that lie outside what the daemon was started for.
  func problems(with snapshot: Snapshot) -> [Diagnostic] {
    guard isSandbox else { return [] }
    return snapshot.accounts.compactMap { account in
      guard let server = account.settings["server"], !NetworkRules.isLoopback(server) else {
        return nil
      }
      return Diagnostic(
        .error, snapshot.accountPlaces[account.name] ?? Place.start(of: "accounts.yaml"),
        "account \(account.name) is on \(server), and this daemon serves the sandbox only",
        hint: "start it without --sandbox and with another state folder")
    }
  }

  private static func isLoopback(_ origin: String) -> Bool {
    let host = origin.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" }
    return host.hasPrefix("127.0.0.1") || host.hasPrefix("localhost") || host.hasPrefix("[::1]")
  }
}
