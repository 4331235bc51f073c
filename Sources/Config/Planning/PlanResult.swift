package import Domain

/// What the store holds, as far as a plan needs it.
package struct StoredState: Sendable {
  /// Every post that the files may concern: origins `yaml` and `series`; others for their slots and
  /// for the counts.
  package var posts: [StoredPost]
  package var accounts: [AccountName]

  package init(posts: [StoredPost] = [], accounts: [AccountName] = []) {
    self.posts = posts
    self.accounts = accounts
  }
}

/// What a reload would do, and what is to be said about it.
package struct PlanResult: Sendable {
  package var plan: Plan
  /// With an error among them the plan must not be carried out.
  package var diagnostics: [Diagnostic]
  /// Posts per account and day, as they will be with the plan; sorted by day and account.
  package var quotas: [DayCount]

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// How many posts go out on one day under one account.
package struct DayCount: Hashable, Sendable, Codable {
  package var account: AccountName
  /// `2026-12-01` in the schedule's zone.
  package var day: String
  package var posts: Int
  /// What the account's owner allows in a day, if that is said in days.
  package var limit: Int?

  package init(account: AccountName, day: String, posts: Int, limit: Int?) {
    self.account = account
    self.day = day
    self.posts = posts
    self.limit = limit
  }
}
