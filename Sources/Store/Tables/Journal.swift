import Domain

/// The tables of the journal: `step`, `outcome`, `verdict`, `remote`.
enum Journal {
  static func read(_ row: Row) throws -> JournalEntry {
    guard let callClass = CallClass(rawValue: row.int(2)) else { throw damaged("a step") }
    var entry = JournalEntry(
      step: row.text(0), attempt: row.int(1), callClass: callClass, part: row.int(3),
      callHash: row.blob(4), at: Instant(milliseconds: row.integer(5)),
      platformDate: platformDate(row), state: try state(row, from: 6),
      meaning: row.isNull(12) ? nil : StepMeaning(rawValue: row.int(12)))
    entry.number = row.integer(11)
    return entry
  }

  static func platformDate(_ row: Row) -> Instant? {
    row.isNull(13) ? nil : Instant(milliseconds: row.integer(13))
  }

  /// Reads a verdict (meaning, evidence, body), or the outcome (form, body) when there is none.
  static func state(_ row: Row, from column: Int32) throws -> JournalEntry.State {
    guard row.isNull(column) else { return try verdict(row, from: column) }
    guard !row.isNull(column + 3) else { return .intent }
    switch OutcomeForm(rawValue: row.int(column + 3)) {
    case .answered: return .answered(try AnswerCoding.decode(row.blob(column + 4)))
    case .notSent: return .notSent(row.text(column + 4))
    case .unknown: return .unknown(row.text(column + 4))
    case nil: throw damaged("an outcome")
    }
  }

  private static func verdict(_ row: Row, from column: Int32) throws -> JournalEntry.State {
    let meaning = StepMeaning(rawValue: row.int(column))
    switch (meaning, Evidence(number: row.int(column + 1))) {
    case (.present, let evidence?):
      return .present(try JSON.decode(Remote.self, from: row.blob(column + 2)), evidence)
    case (.absent, let evidence?): return .absent(evidence)
    default: throw damaged("a verdict")
    }
  }

  /// The stored form of an outcome; `nil` for states that are not the outcome of a call.
  static func encode(_ state: JournalEntry.State) -> (form: OutcomeForm, body: [UInt8])? {
    switch state {
    case .answered(let answer): (.answered, AnswerCoding.encode(answer))
    case .notSent(let reason): (.notSent, Array(reason.utf8))
    case .unknown(let reason): (.unknown, Array(reason.utf8))
    case .intent, .present, .absent: nil
    }
  }

  static func readPart(_ row: Row) throws -> PublishedPart {
    guard let evidence = Evidence(number: row.int(4)) else { throw damaged("a published part") }
    let extra = try row.optionalBlob(3).map { try JSON(parsing: $0).object ?? [:] }
    return PublishedPart(
      part: row.int(0),
      remote: Remote(
        id: row.text(1), url: row.optionalText(2), extra: extra?.compactMapValues(\.string) ?? [:]),
      evidence: evidence, isDeleted: row.int(5) == 1)
  }

  /// Every attempt of a run, of each step the latest first: along the index, without sorting.
  static let ofRun = SQL(
    """
    SELECT step.name, step.attempt, step.class, step.part, step.call_hash, step.at,
      verdict.meaning, verdict.evidence, verdict.body, outcome.form, outcome.body, step.id,
      outcome.meaning, step.platform_date
    FROM step LEFT JOIN outcome ON outcome.step = step.id
    LEFT JOIN verdict ON verdict.step = step.id
    WHERE step.flow = ? AND step.run = ? ORDER BY step.name DESC, step.attempt DESC
    """)
  static let insertStep = SQL(
    """
    INSERT OR FAIL INTO step(flow, run, name, attempt, class, part, account, delivery, match_key,
      call_hash, at, platform_date, boot, call) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  static let findStep = SQL(
    "SELECT id FROM step WHERE flow = ? AND run = ? AND name = ? AND attempt = ?")
  static let insertOutcome = SQL(
    "INSERT OR FAIL INTO outcome(step, form, meaning, at, took, body) VALUES(?, ?, ?, ?, ?, ?)")
  static let insertVerdict = SQL(
    "INSERT INTO verdict(step, meaning, evidence, at, body) VALUES(?, ?, ?, ?, ?)")
  static let openCall = SQL("SELECT step FROM flight WHERE delivery = ?")
  static let forgetOutcome = SQL(
    """
    DELETE FROM outcome WHERE step = (SELECT id FROM step
      WHERE flow = ? AND run = ? AND name = ? AND attempt = ? AND class = 0)
    """)
  static let forgetStep = SQL(
    "DELETE FROM step WHERE flow = ? AND run = ? AND name = ? AND attempt = ? AND class = 0")
  static let parts = SQL(
    """
    SELECT part, coalesce(remote_id, ''), url, extra, evidence, deleted_at IS NOT NULL FROM remote
    WHERE delivery = ? ORDER BY part
    """)
  static let claimed = SQL(
    """
    SELECT remote_id FROM remote WHERE account = ? AND delivery <> ? AND remote_id IS NOT NULL
    ORDER BY id DESC LIMIT 100
    """)
  static let insertPart = SQL(
    """
    INSERT OR FAIL INTO remote(delivery, part, account, remote_id, url, extra, evidence, at)
    VALUES(?1, ?2, (SELECT account FROM delivery WHERE id = ?1), ?3, ?4, ?5, ?6, ?7)
    """)
  static let locatePart = SQL(
    "UPDATE remote SET url = ?3 WHERE delivery = ?1 AND part = ?2 AND url IS NULL")
  static let markDeleted = SQL(
    "UPDATE remote SET deleted_at = ? WHERE delivery = ? AND part = ? AND deleted_at IS NULL")
  static let hasUnproven = SQL("SELECT 1 FROM unproven WHERE account = ? LIMIT 1")
  static let keysInDoubt = SQL(
    """
    SELECT DISTINCT unproven.match_key FROM unproven
    JOIN delivery ON delivery.id = unproven.delivery
    WHERE unproven.account = ?1 AND (delivery.state < 9 OR delivery.state = 13)
      AND NOT EXISTS(SELECT 1 FROM flight WHERE account = ?1 AND step = unproven.step)
    ORDER BY unproven.match_key
    """)
}
