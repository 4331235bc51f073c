package import Domain

/// What the store holds, as far as a plan needs it.
package struct StoredState: Sendable {
  /// Every post that the files own: origins `yaml` and `series`.
  package var posts: [StoredPost]
  package var accounts: [AccountName]
  /// The times of slots that other posts were given.
  package var taken: [DeclaredPost.Due]

  package init(
    posts: [StoredPost] = [], accounts: [AccountName] = [], taken: [DeclaredPost.Due] = []
  ) {
    self.posts = posts
    self.accounts = accounts
    self.taken = taken
  }
}

/// What a reload would do, and what is to be said about it.
package struct PlanResult: Sendable {
  package var plan: Plan
  /// With an error among them the plan must not be carried out.
  package var diagnostics: [Diagnostic]
  /// What the plan changes on days of accounts that have a daily limit; sorted by day and account.
  package var quotas: [DayChange]

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// How many posts more, or fewer, a plan puts on one day of one account.
package struct DayChange: Hashable, Sendable {
  package var account: AccountName
  /// `2026-12-01` in the schedule's zone.
  package var day: String
  /// The same day, from midnight to midnight.
  package var span: Range<Instant>
  package var change: Int
  /// What the account's owner allows in a day.
  package var limit: Int

  package init(account: AccountName, day: String, span: Range<Instant>, change: Int, limit: Int) {
    self.account = account
    self.day = day
    self.span = span
    self.change = change
    self.limit = limit
  }
}
