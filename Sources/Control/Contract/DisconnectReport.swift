package import Domain

/// What became of an account's tokens. They are forgotten here whatever the network said.
package struct DisconnectReport: Codable, Hashable, Sendable {
  package var account: AccountView
  package var outcome: Outcome
  /// What happened at the network, and what is left to do by hand.
  package var message: String

  package init(account: AccountView, outcome: Outcome, message: String) {
    self.account = account
    self.outcome = outcome
    self.message = message
  }

  /// What the network did.
  package enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
    /// Its tokens work no more.
    case revoked
    /// It could not be asked, or did not do it: the tokens may still work for whoever has a copy.
    case failed
    /// It has no way to revoke by program.
    case unsupported
    /// There was no token.
    case nothing
    /// It is still being asked.
    case underWay = "under_way"
  }
}
