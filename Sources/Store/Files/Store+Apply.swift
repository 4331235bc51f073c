package import Domain

/// The table `generation`: every accepted and refused state of the files.
enum Generations {
  static let insert = SQL(
    """
    INSERT INTO generation(source, tree_hash, at, actor, added, revised, rescheduled, cancelled,
      revived, too_late, refused) VALUES(?, ?, ?, ?, 0, 0, 0, 0, 0, 0, ?)
    """)
  static let fill = SQL(
    """
    UPDATE generation SET at = ?, added = ?, revised = ?, rescheduled = ?, cancelled = ?,
      revived = ?, too_late = ?, refused = NULL WHERE id = ?
    """)
  static let declareAccount = SQL(
    """
    INSERT INTO account(name, platform, project, declared, state)
      VALUES(?1, ?2, ?3, ?4, CASE WHEN ?5 THEN 0 ELSE 3 END)
    ON CONFLICT(name) DO UPDATE SET platform = ?2, project = ?3, declared = ?4,
      state = CASE WHEN NOT ?5 THEN 3 WHEN platform <> ?2 THEN 0
        WHEN state = 3 AND connected_at IS NULL THEN 0 WHEN state = 3 THEN 1 ELSE state END,
      identity = CASE WHEN platform <> ?2 THEN NULL ELSE identity END,
      connected_at = CASE WHEN platform <> ?2 THEN NULL ELSE connected_at END, staged = 0
    """)
  static let disableAccount = SQL("UPDATE account SET state = 3, reason = NULL WHERE name = ?")
}

extension Store {
  /// Carries out a plan as one generation, within the turn: all of it or nothing.
  ///
  /// Deliveries that went on their way after the plan was made are left alone and counted as too
  /// late.
  ///
  /// - Parameters:
  ///   - staged: the generation whose new posts are there already, if it was begun earlier; the
  ///     plan holds the rest.
  ///   - source: the commit that the files were at, or a word for where they came from.
  ///   - start: how the flow of a new or changed delivery begins.
  /// - Throws: `StoreError` of kind `refused` for a target whose account was never declared.
  package func apply(
    _ plan: Plan, staged: StagedGeneration? = nil, source: String, treeHash: [UInt8],
    at: Instant, actor: String,
    start: @escaping (DeclaredPost, DeclaredPost.Target) -> FlowStart
  ) throws -> GenerationSummary {
    try part {
      if let staged { try finish(staged.staging) }
      for account in plan.accounts { try declare(account) }
      let id = try staged?.id ?? insertGeneration(source, treeHash, at, actor)
      var summary = GenerationSummary(
        id: id, at: at, source: source, added: staged?.added ?? 0, revised: 0, rescheduled: 0,
        cancelled: 0, revived: 0, tooLate: 0)
      var changer = try PostChanger(
        store: self, at: at, actor: actor, generation: id, start: start)
      for change in plan.posts { summary.count(try changer.carryOut(change)) }
      try connection.run(
        Generations.fill, at.milliseconds, summary.added, summary.revised, summary.rescheduled,
        summary.cancelled, summary.revived, summary.tooLate, id.number)
      try record(
        AuditEntry(
          actor: actor, action: "generation.applied", subject: "generation:\(id.number)",
          detail: try JSON(parsing: JSON.encode(summary))), at: at)
      return summary
    }
  }

  private func insertGeneration(
    _ source: String, _ treeHash: [UInt8], _ at: Instant, _ actor: String
  ) throws -> GenerationID {
    try connection.run(
      Generations.insert, source, treeHash, at.milliseconds, actor, nil as String?)
    return GenerationID(connection.lastInsertedRow)
  }

  /// Notes a state of the files that was refused, and why.
  package func refuseGeneration(
    source: String, treeHash: [UInt8], at: Instant, actor: String, why: String
  ) throws -> GenerationID {
    try part {
      try connection.run(Generations.insert, source, treeHash, at.milliseconds, actor, why)
      let id = GenerationID(connection.lastInsertedRow)
      try record(
        AuditEntry(
          actor: actor, action: "generation.refused", subject: "generation:\(id.number)",
          detail: .object(["why": .string(why)])), at: at)
      return id
    }
  }

  private func declare(_ account: Plan.AccountDeclaration) throws {
    switch account {
    case .declare(let declared):
      try connection.run(
        Generations.declareAccount, declared.name.text, declared.platform.text,
        declared.project, try JSON.encode(declared), declared.enabled)
    case .disable(let name): try connection.run(Generations.disableAccount, name.text)
    }
  }
}

extension GenerationSummary {
  fileprivate mutating func count(_ kind: PostChange.Kind) {
    switch kind {
    case .add: added += 1
    case .revise: revised += 1
    case .reschedule: rescheduled += 1
    case .cancel: cancelled += 1
    case .revive: revived += 1
    case .tooLate: tooLate += 1
    }
  }
}
