package import Domain

/// The table `bucket`: the persisted levels of limits.
enum Buckets {
  static let all = SQL(
    """
    SELECT scope, name, capacity, refill, level, at, closed_until FROM bucket ORDER BY scope, name
    """)
  static let upsert = SQL(
    """
    INSERT INTO bucket(scope, name, capacity, refill, level, at, closed_until)
    VALUES(?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT(scope, name) DO UPDATE SET capacity = excluded.capacity, refill = excluded.refill,
      level = excluded.level, at = excluded.at, closed_until = excluded.closed_until
    """)

  static func read(_ row: Row) -> BucketRow {
    BucketRow(
      scope: row.text(0), name: row.text(1),
      bucket: TokenBucket(
        capacity: row.double(2), refillPerSecond: row.double(3), level: row.double(4),
        at: Instant(milliseconds: row.integer(5)),
        closedUntil: row.optionalInteger(6).map { Instant(milliseconds: $0) }))
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
      bucket.at.milliseconds, bucket.closedUntil?.milliseconds)
  }
}
