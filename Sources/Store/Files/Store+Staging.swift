package import Domain

/// A generation whose new posts are being put in, and which is not in force yet.
package struct StagedGeneration: Hashable, Sendable {
  package var id: GenerationID
  package var staging: StagingID
  /// New posts that were put in.
  package var added = 0
}

/// A large set of new posts is put in slice by slice, a slice a turn, and nobody sees any of it
/// before all of it is in force. What a crash leaves half done is forgotten by the next start.
extension Store {
  /// Begins a set of new posts, within the turn.
  package func beginStaging() throws -> StagingID {
    try part {
      try connection.run(Stagings.insert)
      return StagingID(connection.lastInsertedRow)
    }
  }

  /// Begins a generation, within the turn. Until `apply` it counts as one that was refused.
  ///
  /// - Parameter accounts: those of the plan, which the new posts go to.
  package func beginGeneration(
    accounts: [Plan.AccountDeclaration], source: String, treeHash: [UInt8], at: Instant,
    actor: String
  ) throws -> StagedGeneration {
    try part {
      let staging = try beginStaging()
      for case .declare(let account) in accounts {
        try connection.run(
          Stagings.addAccount, account.name.text, account.platform.text, account.project,
          try JSON.encode(account), account.enabled, staging.number)
      }
      try connection.run(
        Generations.insert, source, treeHash, at.milliseconds, actor,
        "the daemon ended before all of it was there")
      return StagedGeneration(id: GenerationID(connection.lastInsertedRow), staging: staging)
    }
  }

  /// Puts new posts of a generation in, within the turn; they must be new to the store.
  ///
  /// - Throws: `StoreError` of kind `refused` for a target whose account was never declared.
  package func stage(
    _ posts: [DeclaredPost], in generation: inout StagedGeneration, at: Instant, actor: String,
    start: @escaping (DeclaredPost, DeclaredPost.Target) -> FlowStart
  ) throws {
    try part {
      var changer = try PostChanger(
        store: self, at: at, actor: actor, generation: generation.id,
        staging: generation.staging, start: start)
      for post in posts { _ = try changer.addWhole(post, fingerprint: nil) }
    }
    generation.added += posts.count
  }

  /// Brings everything that was staged into force, within the turn.
  package func finish(_ staging: StagingID) throws {
    try connection.run(Stagings.delete, staging.number)
    try requireOneChange("bringing posts into force", "they were dropped or are in force already")
  }

  /// Forgets staged posts, a slice of them, within the turn.
  ///
  /// - Returns: whether something is left to be forgotten.
  package func drop(_ staging: StagingID, postsMax: Int, at: Instant) throws -> Bool {
    let number = staging.number
    let posts = try connection.rows(Stagings.posts, number, postsMax) { $0.integer(0) }
    for post in posts {
      for sql in Stagings.forgetPost { try connection.run(sql, post) }
    }
    guard posts.count < postsMax else { return true }
    try connection.run(Stagings.forgetCounts, number)
    try connection.run(Stagings.forgetAccounts, number)
    try connection.run(Stagings.delete, number)
    try record(
      AuditEntry(actor: "system:store", action: "staging.dropped", subject: "staging:\(number)"),
      at: at)
    return false
  }

  /// What is being staged; after a start, nothing.
  package func stagings() throws -> [StagingID] {
    try connection.rows(Stagings.all) { StagingID($0.integer(0)) }
  }
}
