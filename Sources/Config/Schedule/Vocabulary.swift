import Domain

/// The names that posts refer to: accounts, groups, platforms, templates, hashtags, slots.
struct Vocabulary: Sendable {
  var accounts: [AccountName: DeclaredAccount] = [:]
  var groups: [String: [AccountName]] = [:]
  var profiles: [PlatformName: PlatformProfile] = [:]
  var templates: [String: Located<String>] = [:]
  var hashtags: [String: [String]] = [:]
  var slots: [String: Slot] = [:]

  init(accounts file: AccountsFile, profiles list: [PlatformProfile]) {
    for account in file.accounts { accounts[account.name] = account }
    for group in file.groups { groups[group.name] = group.members }
    for profile in list { profiles[profile.name] = profile }
  }

  /// The accounts behind a name of `to:`; `nil` for an unknown name.
  func accounts(named name: String) -> [AccountName]? {
    if let account = AccountName(name), accounts[account] != nil { return [account] }
    return groups[name]
  }

  /// Everything that `to:` may name, for suggestions.
  var recipients: [String] {
    (accounts.keys.map(\.text) + groups.keys).sorted()
  }
}
