package import Domain

/// The table `bucket`: the persisted levels of limits.
enum Buckets {
  static let all = SQL(
    """
    SELECT scope, name, capacity, refill, level, at, closed_until, spent FROM bucket
    ORDER BY scope, name
    """)
  static let upsert = SQL(
    """
    INSERT INTO bucket(scope, name, capacity, refill, level, at, closed_until, spent)
    VALUES(?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT(scope, name) DO UPDATE SET capacity = excluded.capacity, refill = excluded.refill,
      level = excluded.level, at = excluded.at, closed_until = excluded.closed_until,
      spent = excluded.spent
    """)

  static func read(_ row: Row) throws -> BucketRow {
    BucketRow(
      scope: row.text(0), name: row.text(1),
      bucket: TokenBucket(
        capacity: row.double(2), refillPerSecond: row.double(3), level: row.double(4),
        at: Instant(milliseconds: row.integer(5)),
        closedUntil: row.optionalInteger(6).map { Instant(milliseconds: $0) },
        spent: try spent(row.optionalText(7))))
  }

  /// Milliseconds and amounts in turn, the oldest first; `NULL` for none.
  static func text(_ spent: [TokenBucket.Spent]) -> String? {
    guard !spent.isEmpty else { return nil }
    return spent.map { "\($0.at.milliseconds) \($0.amount)" }.joined(separator: " ")
  }

  private static func spent(_ text: String?) throws -> [TokenBucket.Spent] {
    let words = text?.split(separator: " ") ?? []
    return try stride(from: 0, to: words.count, by: 2).map { index in
      guard index + 1 < words.count, let at = Int64(words[index]),
        let amount = Double(words[index + 1])
      else { throw damaged("what a limit has spent") }
      return TokenBucket.Spent(at: Instant(milliseconds: at), amount: amount)
    }
  }
}

extension Store {
  /// All persisted limits, by scope and name.
  package func buckets() throws -> [BucketRow] {
    checkOwner()
    return try connection.rows(Buckets.all, body: Buckets.read)
  }

  func upsert(_ row: BucketRow) throws {
    let bucket = row.bucket
    try connection.run(
      Buckets.upsert, row.scope, row.name, bucket.capacity, bucket.refillPerSecond, bucket.level,
      bucket.at.milliseconds, bucket.closedUntil?.milliseconds, Buckets.text(bucket.spent))
  }
}
