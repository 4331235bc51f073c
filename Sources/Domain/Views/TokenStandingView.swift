/// What is known about an account's token, never its value.
package struct TokenStandingView: Hashable, Sendable, Codable {
  package var account: AccountName
  package var platform: PlatformName
  /// The account's state, such as `ok` or `sign in`.
  package var state: String
  /// `sign-in` by a person, `renewal`, or `none`.
  package var source: String
  /// When a person signed in.
  package var connectedAt: String?
  /// When this token was obtained.
  package var obtainedAt: String?
  package var accessExpires: String?
  /// When it can no longer be renewed.
  package var refreshExpires: String?
  /// Whether it is renewed without a person.
  package var renewsItself: Bool
  /// The renewal that is planned; posts that are due may need one earlier.
  package var nextRenewal: String?
  /// When a person must sign in again, as things stand; absent when never.
  package var ends: String?
  package var scopes: [String]
  /// Scopes that publishing needs and that were not granted.
  package var missingScopes: [String]

  package init(
    account: AccountName, platform: PlatformName, state: String, source: String,
    connectedAt: String?, obtainedAt: String?, accessExpires: String?, refreshExpires: String?,
    renewsItself: Bool, nextRenewal: String?, ends: String?, scopes: [String],
    missingScopes: [String]
  ) {
    self.account = account
    self.platform = platform
    self.state = state
    self.source = source
    self.connectedAt = connectedAt
    self.obtainedAt = obtainedAt
    self.accessExpires = accessExpires
    self.refreshExpires = refreshExpires
    self.renewsItself = renewsItself
    self.nextRenewal = nextRenewal
    self.ends = ends
    self.scopes = scopes
    self.missingScopes = missingScopes
  }
}
