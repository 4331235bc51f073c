import Domain

/// The table `flow`: the queue.
enum Flows {
  static let nextOfKind = SQL(
    """
    SELECT min(not_before) FROM flow WHERE account = ? AND kind = ? AND done = 0
      AND delivery IS NULL
    """)
  static let columns = """
    flow.id, flow.kind, flow.account, flow.delivery, flow.version, flow.run, flow.lane,
    flow.not_before, flow.tries, flow.negatives, flow.reading, flow.crashes, flow.started_at,
    flow.entropy, flow.inputs, flow.done
    """

  static func read(_ row: Row) throws -> FlowRow { try read(row, from: 0) }

  /// Reads the columns from number `first` on.
  static func read(_ row: Row, from first: Int32) throws -> FlowRow {
    guard let kind = FlowKind(rawValue: row.int(first + 1)),
      let lane = Lane(rawValue: row.int(first + 6))
    else { throw damaged("flow \(row.integer(first))") }
    return FlowRow(
      id: FlowID(row.integer(first)), kind: kind, account: AccountID(row.integer(first + 2)),
      delivery: row.optionalInteger(first + 3).map { DeliveryID($0) }, version: row.int(first + 4),
      run: row.int(first + 5), lane: lane,
      notBefore: Instant(milliseconds: row.integer(first + 7)), tries: row.int(first + 8),
      negatives: row.int(first + 9), reading: row.int(first + 10), crashes: row.int(first + 11),
      startedAt: row.optionalInteger(first + 12).map { Instant(milliseconds: $0) },
      entropy: row.blob(first + 13), inputs: try inputs(row.optionalBlob(first + 14)),
      isDone: row.int(first + 15) == 1)
  }

  static func encode(_ inputs: [String: FlowInput]) throws -> [UInt8]? {
    inputs.isEmpty ? nil : try JSON.encode(inputs)
  }

  private static func inputs(_ bytes: [UInt8]?) throws -> [String: FlowInput] {
    guard let bytes else { return [:] }
    return try JSON.decode([String: FlowInput].self, from: bytes)
  }

  static let ready = SQL(
    """
    SELECT id FROM flow WHERE account = ? AND lane = ? AND done = 0 AND not_before <= ?
      AND staged NOT IN staging ORDER BY not_before, staged, id
    """)
  static let nextReady = SQL(
    """
    SELECT not_before FROM flow WHERE account = ? AND lane = ? AND done = 0
      AND not_before > ? AND not_before < ? AND staged NOT IN staging
    ORDER BY not_before LIMIT 1
    """)
  static let nextPost = SQL(
    """
    SELECT not_before FROM flow WHERE account = ? AND lane = ? AND done = 0
      AND not_before > ? AND not_before < ? AND kind = 0 AND staged NOT IN staging
    ORDER BY not_before LIMIT 1
    """)
  static let byID = SQL("SELECT \(columns) FROM flow WHERE id = ?")
  static let ofDelivery = SQL(
    "SELECT \(columns) FROM flow WHERE delivery = ? AND kind = ? ORDER BY id DESC LIMIT 1")
  static let insert = SQL(
    """
    INSERT INTO flow(kind, account, delivery, version, run, lane, not_before, tries, negatives,
      reading, crashes, entropy, inputs, done, staged)
    VALUES(?, ?, ?, ?, 1, ?, ?, 0, 0, 0, 0, x'', ?, 0, ?)
    """)
  static let update = SQL(
    """
    UPDATE flow SET version = ?, run = ?, lane = ?, not_before = ?, tries = ?, negatives = ?,
      reading = ?, crashes = ?, started_at = ?, entropy = ?, inputs = ?, done = ? WHERE id = ?
    """)
  /// Touches no index and no reference, unlike `update`.
  static let begin = SQL("UPDATE flow SET started_at = ?, entropy = ? WHERE id = ?")
  static let finish = SQL("UPDATE flow SET done = 1 WHERE id = ?")
  static let openOfKind = SQL(
    """
    SELECT id, not_before FROM flow
    WHERE account = ? AND kind = ? AND delivery IS NULL AND done = 0
    """)
  static let openOfDelivery = SQL(
    "SELECT id, not_before FROM flow WHERE delivery = ? AND kind = ? AND done = 0")
  static let openChange = SQL(
    """
    SELECT kind FROM flow WHERE delivery = ? AND kind IN (\(FlowKind.delete.rawValue), \
    \(FlowKind.edit.rawValue)) AND done = 0 LIMIT 1
    """)
  static let moveForward = SQL("UPDATE flow SET not_before = ?, lane = min(lane, ?) WHERE id = ?")
  static let end = SQL("UPDATE flow SET done = 1, not_before = ? WHERE id = ?")
  static let capWaitsForPosts = SQL(
    """
    UPDATE flow SET not_before = max(?1, delivery.due) FROM delivery
    WHERE delivery.id = flow.delivery AND delivery.state IN (2, 3, 4, 5, 6, 7, 8)
      AND delivery.due <= ?3 AND flow.done = 0
      AND flow.not_before > max(?1, delivery.due) AND flow.not_before < ?2
    """)
  static let capOtherWaits = SQL(
    """
    UPDATE flow SET not_before = ?1 WHERE delivery IS NULL AND kind IN (1, 2) AND done = 0
      AND not_before > ?1 AND not_before < ?2
    """)
  /// What is done about posts that are out or may be: it has no due time to wait for. Looks at the
  /// whole queue.
  static let capWaitsForWhatIsOut = SQL(
    """
    UPDATE flow SET not_before = ?1 WHERE done = 0 AND not_before > ?1 AND not_before < ?2
      AND (kind IN (4, 5) OR delivery IN (SELECT id FROM delivery WHERE state IN (6, 7)))
    """)
  static let release = SQL(
    """
    UPDATE flow SET not_before = ? WHERE kind = 0 AND done = 0 AND delivery IN
      (SELECT id FROM delivery WHERE account = ? AND cause = ? AND state = 8
        AND \(Deliveries.isUnpublished))
    """)
}
