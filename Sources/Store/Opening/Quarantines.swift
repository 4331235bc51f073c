package import Domain

/// Finds out at the start whether the file was put back from a copy, and remembers it until a
/// person ends the quarantine.
enum Quarantines {
  private static let since = "quarantine_since"
  private static let until = "quarantine_until"
  private static let latestCall = "quarantine_call"
  private static let reason = "quarantine_reason"

  /// The quarantine of an earlier start, or the one that begins now.
  ///
  /// - Parameter mark: what the file beside the database says.
  static func find(on store: Store, mark: HighWaterMark?, now: Instant) throws -> Quarantine? {
    guard let reason = try reason(on: store, mark) else { return try known(on: store) }
    let latest = try store.connection.first(latestLine) { Instant(milliseconds: $0.integer(0)) }
    let copied = try moment(CopyMark.takenAt, on: store)
    let earlier = try known(on: store)?.since
    let candidates = [copied ?? latest, earlier].compactMap(\.self)
    // The clock may be behind what was published by it before.
    let until = max(now, mark?.latest ?? now)
    return Quarantine(
      since: candidates.min() ?? now, until: until,
      latestCall: try store.connection.first(latestStep) { $0.integer(0) } ?? 0, reason: reason)
  }

  /// Writes it down, and sets aside what only a person can answer for.
  static func keep(_ quarantine: Quarantine, on store: Store) throws {
    try store.connection.run(Meta.set, since, "\(quarantine.since.milliseconds)")
    try store.connection.run(Meta.set, until, "\(quarantine.until.milliseconds)")
    try store.connection.run(Meta.set, latestCall, "\(quarantine.latestCall)")
    try store.connection.run(Meta.set, reason, quarantine.reason)
    try store.connection.run(Meta.remove, CopyMark.epoch)
    try store.connection.run(Meta.remove, CopyMark.takenAt)
    // Somebody may have approved them after the copy was made, those that were late as well.
    try store.connection.run(
      parkUnapproved, Question.restoredUnapproved.rawValue, quarantine.until.milliseconds,
      quarantine.until.milliseconds)
    // Somebody may have answered since, and what was to follow may have gone out.
    try store.connection.run(askAgain, Question.restored.rawValue)
  }

  static func forget(on store: Store) throws {
    for name in [since, until, latestCall, reason] { try store.connection.run(Meta.remove, name) }
  }

  private static func reason(on store: Store, _ mark: HighWaterMark?) throws -> String? {
    if let epoch = try store.fact(CopyMark.epoch) {
      return "the store was restored from a copy that was made at start \(epoch)"
    }
    return try mark.flatMap { try store.contradiction(to: $0) }
  }

  static func known(on store: Store) throws -> Quarantine? {
    guard let since = try moment(since, on: store), let until = try moment(until, on: store) else {
      return nil
    }
    return Quarantine(
      since: since, until: until,
      latestCall: try store.fact(latestCall).flatMap { Int64($0) } ?? 0,
      reason: try store.fact(reason) ?? "")
  }

  private static func moment(_ name: String, on store: Store) throws -> Instant? {
    try store.fact(name).flatMap { Int64($0) }.map { Instant(milliseconds: $0) }
  }

  private static let latestStep = SQL("SELECT max(id) FROM step")
  private static let latestLine = SQL("SELECT at FROM audit ORDER BY seq DESC LIMIT 1")
  private static let parkUnapproved = SQL(
    """
    UPDATE delivery SET state = 13, question = ?, settled_at = ?
    WHERE state = 1 AND due <= ?
    """)
  private static let askAgain = SQL(
    """
    UPDATE delivery SET question = ? WHERE state = 13
      AND (EXISTS(SELECT 1 FROM unproven WHERE unproven.delivery = delivery.id)
        OR EXISTS(SELECT 1 FROM remote WHERE remote.delivery = delivery.id))
    """)
}

/// How much of a quarantine is still to be answered.
package struct QuarantineCounts: Hashable, Sendable {
  /// Deliveries that were due and whose network was not asked yet, or did not answer yet.
  package var unasked = 0
  /// Deliveries of which the network knew nothing, or could not be asked: a person answers.
  package var unanswered = 0
}

extension Store {
  /// The quarantine in force; `nil` when there is none.
  package func quarantine() throws -> Quarantine? {
    checkOwner()
    return try Quarantines.known(on: self)
  }

  /// How much of the quarantine is still to be answered; zero when there is none.
  package func quarantineCounts() throws -> QuarantineCounts {
    guard let quarantine = try quarantine() else { return QuarantineCounts() }
    var counts = QuarantineCounts()
    counts.unasked =
      try connection.first(
        QuarantineReads.countUnasked, quarantine.until.milliseconds, 0, quarantine.latestCall
      ) { $0.int(0) } ?? 0
    counts.unanswered =
      try connection.first(
        QuarantineReads.countUnanswered, Question.restored.rawValue,
        Question.restoredUnapproved.rawValue
      ) { $0.int(0) } ?? 0
    return counts
  }

  /// Publishing flows of the quarantine's open deliveries, the oldest first.
  package func quarantineFlows(limit: Int) throws -> [FlowID] {
    guard let quarantine = try quarantine() else { return [] }
    return try connection.rows(
      QuarantineReads.flows, quarantine.until.milliseconds, Question.restored.rawValue,
      quarantine.latestCall, limit, Question.restoredUnapproved.rawValue
    ) { FlowID($0.integer(0)) }
  }

  /// Ends the quarantine, within the turn.
  package func endQuarantine(at: Instant, actor: String) throws {
    try part {
      try Quarantines.forget(on: self)
      try record(
        AuditEntry(actor: actor, action: "quarantine.ended", subject: "store"), at: at)
    }
  }
}

private enum QuarantineReads {
  /// On its way, due until ?1, and not answered by a person since with "it is not there": that one
  /// goes out when the quarantine ends. ?3 is the latest call of the time before.
  private static let isOpen = """
    delivery.state BETWEEN 2 AND 8 AND delivery.due <= ?1 AND NOT EXISTS(
      SELECT 1 FROM flow AS own JOIN step ON step.flow = own.id AND step.run = own.run
        JOIN verdict ON verdict.step = step.id
      WHERE own.delivery = delivery.id AND own.kind = 0 AND step.id > ?3
        AND verdict.meaning = \(StepMeaning.absent.rawValue)
        AND verdict.evidence = \(Evidence.person.number))
    """
  static let countUnasked = SQL(
    "SELECT count(*) FROM delivery WHERE \(isOpen) AND staged NOT IN staging")
  static let countUnanswered = SQL(
    "SELECT count(*) FROM delivery WHERE state = 13 AND question IN (?, ?)")
  static let flows = SQL(
    """
    SELECT flow.id FROM flow JOIN delivery ON delivery.id = flow.delivery
    WHERE flow.kind = 0 AND ((\(isOpen)) OR (delivery.state = 13 AND delivery.question IN (?2, ?5)))
      AND delivery.staged NOT IN staging
    ORDER BY delivery.due, delivery.id LIMIT ?4
    """)
}
