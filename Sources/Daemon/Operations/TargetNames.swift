import Config
import Domain

/// Finds the accounts that a request names: by themselves, by a group or by their platform.
struct TargetNames {
  var present: Present

  /// The accounts in the order in which they are named, each once.
  ///
  /// - Throws: `unavailable` before the first files; `not_found` for a name that nothing has;
  ///   `conflict` for a single account that is switched off.
  func accounts(_ names: [String]) throws(ErrorObject) -> [DeclaredAccount] {
    guard let snapshot = present.snapshot else {
      throw ErrorObject(
        .unavailable, "no files are in force yet, so there are no accounts", retryable: true,
        hint: "belfry check says what is wrong with the files")
    }
    var found: [DeclaredAccount] = []
    for name in names {
      for account in try accounts(name, snapshot)
      where !found.contains(where: { $0.name == account.name }) {
        found.append(account)
      }
    }
    guard !found.isEmpty else {
      throw ErrorObject(.conflict, "every account that is named is switched off")
    }
    return found
  }

  private func accounts(
    _ name: String, _ snapshot: Snapshot
  ) throws(ErrorObject) -> [DeclaredAccount] {
    if let account = snapshot.accounts.first(where: { $0.name.text == name }) {
      guard account.enabled else {
        throw ErrorObject(
          .conflict, "account \(name) is switched off", hint: "enabled: true in accounts.yaml")
      }
      return [account]
    }
    if let group = snapshot.groups.first(where: { $0.name == name }) {
      return group.members.compactMap { member in
        snapshot.accounts.first { $0.name == member && $0.enabled }
      }
    }
    let ofPlatform = snapshot.accounts.filter { $0.platform.text == name && $0.enabled }
    guard !ofPlatform.isEmpty else {
      throw ErrorObject(
        .notFound, "there is no account, group or platform \"\(name)\"",
        hint: "belfry accounts lists them")
    }
    return ofPlatform
  }
}
