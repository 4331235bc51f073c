import Domain

/// The tables of the journal: `step`, `outcome`, `verdict`, `remote`.
enum Journal {
  static func read(_ row: Row) throws -> JournalEntry {
    guard let callClass = CallClass(rawValue: row.int(2)) else { throw damaged("a step") }
    return JournalEntry(
      step: row.text(0), attempt: row.int(1), callClass: callClass, part: row.int(3),
      callHash: row.blob(4), at: Instant(milliseconds: row.integer(5)),
      state: try state(row, from: 6))
  }

  /// Reads verdict or outcome: state, evidence and body of each, the verdict first.
  static func state(_ row: Row, from column: Int32) throws -> JournalEntry.State {
    let start = row.isNull(column) ? column + 3 : column
    guard !row.isNull(start) else { return .intent }
    guard let state = OutcomeState(rawValue: row.int(start)) else { throw damaged("an outcome") }
    let evidence = row.optionalInteger(start + 1).flatMap { Evidence(number: Int($0)) }
    switch (state, evidence) {
    case (.answered, _): return .answered(try AnswerCoding.decode(row.blob(start + 2)))
    case (.notSent, _): return .notSent(row.text(start + 2))
    case (.unknown, _): return .unknown(row.text(start + 2))
    case (.present, let evidence?):
      return .present(try JSON.decode(Remote.self, from: row.blob(start + 2)), evidence)
    case (.absent, let evidence?): return .absent(evidence)
    case (.present, nil), (.absent, nil): throw damaged("an outcome")
    }
  }

  /// The stored form of a state: its number, its evidence and its body.
  static func encode(
    _ state: JournalEntry.State
  ) throws -> (state: OutcomeState, evidence: Int?, body: [UInt8]) {
    switch state {
    case .intent: preconditionFailure("an intent is not the end of a call")
    case .answered(let answer): (.answered, nil, AnswerCoding.encode(answer))
    case .notSent(let reason): (.notSent, nil, Array(reason.utf8))
    case .unknown(let reason): (.unknown, nil, Array(reason.utf8))
    case .present(let remote, let evidence):
      (.present, evidence.number, try JSON.encode(remote))
    case .absent(let evidence): (.absent, evidence.number, [])
    }
  }

  static func readPart(_ row: Row) throws -> PublishedPart {
    guard let evidence = Evidence(number: row.int(4)) else { throw damaged("a published part") }
    let extra = try row.optionalBlob(3).map { try JSON.decode([String: String].self, from: $0) }
    return PublishedPart(
      part: row.int(0),
      remote: Remote(id: row.text(1), url: row.optionalText(2), extra: extra ?? [:]),
      evidence: evidence)
  }

  /// The latest attempt of every step of a run, in the order in which they were begun.
  static let ofRun = SQL(
    """
    SELECT step.name, step.attempt, step.class, step.part, step.call_hash, step.at,
      verdict.state, verdict.evidence, verdict.body, outcome.state, outcome.evidence, outcome.body
    FROM (SELECT id, max(attempt) FROM step WHERE flow = ? AND run = ? GROUP BY name) AS latest
    JOIN step ON step.id = latest.id LEFT JOIN outcome ON outcome.step = step.id
    LEFT JOIN verdict ON verdict.step = step.id ORDER BY step.id
    """)
  static let insertStep = SQL(
    """
    INSERT INTO step(flow, run, name, attempt, class, part, account, delivery, match_key,
      call_hash, at, platform_date, boot, call) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  static let findStep = SQL(
    """
    SELECT id, EXISTS(SELECT 1 FROM outcome WHERE step = step.id) FROM step
    WHERE flow = ? AND run = ? AND name = ? AND attempt = ?
    """)
  static let insertOutcome = SQL(
    "INSERT INTO outcome(step, state, evidence, at, took, body) VALUES(?, ?, ?, ?, ?, ?)")
  static let insertVerdict = SQL(
    "INSERT INTO verdict(step, state, evidence, at, body) VALUES(?, ?, ?, ?, ?)")
  static let forgetOutcome = SQL(
    """
    DELETE FROM outcome WHERE step = (SELECT id FROM step
      WHERE flow = ? AND run = ? AND name = ? AND attempt = ? AND class = 0)
    """)
  static let forgetStep = SQL(
    "DELETE FROM step WHERE flow = ? AND run = ? AND name = ? AND attempt = ? AND class = 0")
  static let parts = SQL(
    """
    SELECT part, coalesce(remote_id, ''), url, extra, evidence FROM remote
    WHERE delivery = ? ORDER BY part
    """)
  static let insertPart = SQL(
    """
    INSERT INTO remote(delivery, part, account, flow, remote_id, url, extra, evidence, at)
    SELECT ?1, ?2, account, ?3, ?4, ?5, ?6, ?7, ?8 FROM delivery WHERE id = ?1
    """)
  static let keysInDoubt = SQL(
    """
    SELECT DISTINCT unproven.match_key FROM unproven JOIN delivery ON delivery.id = unproven.delivery
    WHERE unproven.account = ?1 AND (delivery.state < 9 OR delivery.state = 13)
      AND NOT EXISTS(SELECT 1 FROM flight WHERE account = ?1 AND step = unproven.step)
    ORDER BY unproven.match_key
    """)
}
