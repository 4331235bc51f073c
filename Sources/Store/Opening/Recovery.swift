import Domain

/// What a start does before anything else: whoever holds the lock knows that every earlier daemon
/// is dead, so every call that was under way has an unknown outcome now.
enum Recovery {
  /// Runs in one transaction.
  static func begin(
    _ options: StoreOptions, on connection: inout Connection
  ) throws -> BootReport {
    let last = try connection.first(lastBoot) { (clean: $0.int(0) == 1, kernel: $0.text(1)) }
    let wasUnclean = last.map { !$0.clean } ?? false
    let machineWentDown = wasUnclean && last?.kernel != options.kernelBoot
    if machineWentDown { try check(&connection) }
    try connection.execute("BEGIN IMMEDIATE")
    do {
      let at = options.at.milliseconds
      try connection.run(insertBoot, at, options.kernelBoot, options.build)
      let epoch = BootEpoch(connection.lastInsertedRow)
      let open = try connection.rows(openCalls) { OpenCall($0) }
      var poisoned: [DeliveryID] = []
      for call in open {
        try settle(call, at: at, isCrash: wasUnclean, on: &connection, poisoned: &poisoned)
      }
      try connection.run(wakeStranded, at, Instant.never.milliseconds)
      try connection.commit(commit)
      return BootReport(
        epoch: epoch, wasUnclean: wasUnclean, wasChecked: machineWentDown,
        callsInDoubt: open.count, poisoned: poisoned)
    } catch {
      if !connection.isOutsideTransaction { try connection.execute("ROLLBACK") }
      throw error
    }
  }

  private struct OpenCall {
    let step, flow: Int64
    let delivery: Int64?

    init(_ row: Row) {
      step = row.integer(0)
      flow = row.integer(1)
      delivery = row.optionalInteger(2)
    }
  }

  private static func settle(
    _ call: OpenCall, at: Int64, isCrash: Bool, on connection: inout Connection,
    poisoned: inout [DeliveryID]
  ) throws {
    try connection.run(
      insertUnknown, call.step, OutcomeState.unknown.rawValue, at,
      Array("the daemon ended while the call was under way".utf8))
    if isCrash { try connection.run(countCrash, call.flow) }
    guard let delivery = call.delivery else {
      try connection.run(wake, at, call.flow)
      return
    }
    let crashes = try connection.first(readCrashes, call.flow) { $0.int(0) } ?? 0
    if crashes >= 2 {
      try connection.run(poison, Question.poison.rawValue, delivery)
      try connection.run(wake, Instant.never.milliseconds, call.flow)
      poisoned.append(DeliveryID(delivery))
    } else {
      try connection.run(doubt, delivery)
      try connection.run(wake, at, call.flow)
    }
  }

  private static func check(_ connection: inout Connection) throws {
    let verdict = try connection.first(quickCheck) { $0.text(0) } ?? ""
    guard verdict == "ok" else {
      throw StoreError(
        .damaged, "checking the store after the machine went down",
        "\(verdict); restore the latest backup")
    }
  }

  private static let lastBoot = SQL("SELECT clean, kernel FROM boot ORDER BY epoch DESC LIMIT 1")
  private static let insertBoot = SQL(
    "INSERT INTO boot(started_at, kernel, build) VALUES(?, ?, ?)")
  private static let openCalls = SQL(
    """
    SELECT id, flow, delivery FROM step WHERE id IN
      (SELECT step FROM flight UNION ALL SELECT step FROM spending) ORDER BY id
    """)
  private static let insertUnknown = SQL(
    "INSERT INTO outcome(step, state, at, took, body) VALUES(?, ?, ?, 0, ?)")
  private static let countCrash = SQL("UPDATE flow SET crashes = crashes + 1 WHERE id = ?")
  private static let readCrashes = SQL("SELECT crashes FROM flow WHERE id = ?")
  private static let doubt = SQL("UPDATE delivery SET state = 7 WHERE id = ? AND state = 5")
  private static let poison = SQL("UPDATE delivery SET state = 13, question = ? WHERE id = ?")
  private static let wake = SQL("UPDATE flow SET lane = 0, not_before = ? WHERE id = ?")
  private static let wakeStranded = SQL(
    """
    UPDATE flow SET not_before = ? WHERE done = 0 AND not_before = ?
      AND delivery IN (SELECT id FROM delivery WHERE state BETWEEN 3 AND 7)
    """)
  private static let quickCheck = SQL("PRAGMA quick_check(1)")
  private static let commit = SQL("COMMIT")
}
