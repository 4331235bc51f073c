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
  /// What will go out of the files, changed or not: each post with the targets that still wait.
  package var upcoming: [DeclaredPost]

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
