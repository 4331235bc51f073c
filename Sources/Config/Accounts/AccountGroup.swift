package import Domain

/// A name of `groups:` and the accounts that it stands for.
package struct AccountGroup: Hashable, Sendable {
  package var name: String
  package var members: [AccountName]

  package init(name: String, members: [AccountName]) {
    self.name = name
    self.members = members
  }
}
