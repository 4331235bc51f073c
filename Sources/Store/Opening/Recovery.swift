import Domain

/// What a start does before anything else: whoever holds the lock knows that every earlier daemon
/// is dead, so every call that was under way has an unknown outcome now.
enum Recovery {
  /// Runs in one transaction. What was being staged and is not in force is forgotten.
  ///
  /// - Parameter mark: how far the store had come, by the file beside it.
  static func begin(
    _ options: StoreOptions, mark: HighWaterMark?, on store: Store
  ) throws {
    let last = try store.connection.first(lastBoot) { (clean: $0.int(0) == 1, kernel: $0.text(1)) }
    let wasUnclean = last.map { !$0.clean } ?? false
    let machineWentDown = wasUnclean && last?.kernel != options.kernelBoot
    if machineWentDown { try check(store) }
    try store.turn { store in
      let at = options.at.milliseconds
      let quarantine = try Quarantines.find(on: store, mark: mark, now: options.at)
      if let quarantine { try Quarantines.keep(quarantine, on: store) }
      store.boot.quarantine = quarantine
      store.boot.latest =
        try store.connection.first(latestMoment) {
          $0.isNull(0) ? nil : Instant(milliseconds: $0.integer(0))
        } ?? nil
      store.latestMoment = max(mark?.latest ?? options.at, store.boot.latest ?? options.at)
      try capWaits(on: store, now: options.at)
      try store.connection.run(insertBoot, at, options.kernelBoot, options.build)
      store.boot.epoch = BootEpoch(store.connection.lastInsertedRow)
      store.boot.wasUnclean = wasUnclean
      store.boot.wasChecked = machineWentDown
      for staging in try store.stagings() {
        while try store.drop(staging, postsMax: 1000, at: options.at) {}
      }
      let open = try store.connection.rows(openCalls) { OpenCall($0) }
      store.boot.callsInDoubt = open.count
      for call in open { try settle(call, at: at, isCrash: wasUnclean, on: store) }
      try store.connection.run(
        settleEdits, OutcomeForm.unknown.rawValue, StepMeaning.unknown.rawValue, at,
        Array("the daemon ended while the call was under way".utf8))
      // Between the parts of a thread nothing is in doubt.
      try store.connection.run(armBetweenParts)
      try store.connection.run(wakeStranded, at, Instant.never.milliseconds)
      try record(store, at: options.at)
    }
  }

  /// If the clock is behind what the store remembers, all waits were counted on another one, and
  /// end. Otherwise none is longer than a day; what is due later cannot have begun to wait.
  private static func capWaits(on store: Store, now: Instant) throws {
    let isBehind = store.boot.latest.map { $0 > now + .seconds(5) } ?? false
    let tomorrow = now + .seconds(86_400)
    try isBehind
      ? store.capWaits(until: now) : store.capWaits(until: tomorrow, dueBy: tomorrow)
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
    _ call: OpenCall, at: Int64, isCrash: Bool, on store: Store
  ) throws {
    try store.connection.run(
      Journal.insertOutcome, call.step, OutcomeForm.unknown.rawValue,
      StepMeaning.unknown.rawValue, at, 0,
      Array("the daemon ended while the call was under way".utf8))
    if isCrash { try store.connection.run(countCrash, call.flow) }
    let crashes = try store.connection.first(readCrashes, call.flow) { $0.int(0) } ?? 0
    if let delivery = call.delivery, crashes >= 2 {
      try store.connection.run(poison, Question.poison.rawValue, at, delivery)
      try store.connection.run(wake, Instant.never.milliseconds, call.flow)
      store.boot.poisoned.append(DeliveryID(delivery))
      return
    }
    if let delivery = call.delivery { try store.connection.run(doubt, delivery) }
    try store.connection.run(wake, at, call.flow)
  }

  private static func check(_ store: Store) throws {
    let verdict = try store.connection.first(quickCheck) { $0.text(0) } ?? ""
    guard verdict == "ok" else {
      throw StoreError(
        .damaged, "checking the store after the machine went down",
        "\(verdict); restore the latest backup")
    }
  }

  private static func record(_ store: Store, at: Instant) throws {
    let boot = store.boot
    try store.record(
      AuditEntry(
        actor: "system:store", action: "store.opened", subject: "boot:\(boot.epoch.number)",
        detail: .object([
          "unclean": .bool(boot.wasUnclean), "calls_in_doubt": .integer(Int64(boot.callsInDoubt)),
          "poisoned": .array(boot.poisoned.map { .integer($0.number) }),
          "quarantine": boot.quarantine.map { .string($0.reason) } ?? .null,
        ])), at: at)
  }

  private static let lastBoot = SQL("SELECT clean, kernel FROM boot ORDER BY epoch DESC LIMIT 1")
  private static let latestMoment = SQL(
    """
    SELECT max(at) FROM (SELECT max(started_at) AS at FROM boot UNION ALL
      SELECT at FROM (SELECT at FROM audit ORDER BY seq DESC LIMIT 1))
    """)
  private static let insertBoot = SQL(
    "INSERT INTO boot(started_at, kernel, build) VALUES(?, ?, ?)")
  private static let openCalls = SQL(
    """
    SELECT id, flow, delivery FROM step WHERE id IN
      (SELECT step FROM flight UNION ALL SELECT step FROM spending) ORDER BY id
    """)
  /// Edits and deletes may be repeated: their flows go on by themselves.
  private static let settleEdits = SQL(
    """
    INSERT INTO outcome(step, form, meaning, at, took, body)
    SELECT id, ?1, ?2, ?3, 0, ?4 FROM step WHERE class = 3
      AND EXISTS(SELECT 1 FROM flow WHERE flow.id = step.flow AND flow.done = 0)
      AND NOT EXISTS(SELECT 1 FROM outcome WHERE outcome.step = step.id)
    """)
  private static let countCrash = SQL("UPDATE flow SET crashes = crashes + 1 WHERE id = ?")
  private static let readCrashes = SQL("SELECT crashes FROM flow WHERE id = ?")
  private static let doubt = SQL("UPDATE delivery SET state = 7 WHERE id = ? AND state = 5")
  private static let armBetweenParts = SQL("UPDATE delivery SET state = 4 WHERE state = 5")
  private static let poison = SQL(
    "UPDATE delivery SET state = 13, question = ?, settled_at = ? WHERE id = ?")
  private static let wake = SQL("UPDATE flow SET lane = 0, not_before = ? WHERE id = ?")
  private static let wakeStranded = SQL(
    """
    UPDATE flow SET not_before = ? WHERE done = 0 AND not_before = ? AND kind = 0
      AND delivery IN (SELECT id FROM delivery WHERE state BETWEEN 3 AND 7)
    """)
  private static let quickCheck = SQL("PRAGMA quick_check(1)")
}
