package import Domain

/// The table `bucket_object`: what the daemon put into a bucket and must take away again.
enum BucketObjects {
  static let put = SQL(
    """
    INSERT INTO bucket_object(key, bytes, put_at, is_whole) VALUES(?, ?, ?, ?)
    ON CONFLICT(key) DO UPDATE
      SET bytes = excluded.bytes, put_at = excluded.put_at, is_whole = excluded.is_whole
    """)
  static let remove = SQL("DELETE FROM bucket_object WHERE key = ?")
  static let find = SQL(
    "SELECT key, bytes, put_at, is_whole FROM bucket_object WHERE key = ?")
  static let before = SQL(
    """
    SELECT key, bytes, put_at, is_whole FROM bucket_object
    WHERE put_at < ? AND is_whole >= ? ORDER BY put_at LIMIT ?
    """)
}

extension Store {
  /// Notes an object before it is put, and again once it is whole or was handed out anew.
  package func note(_ object: BucketObject) throws {
    try part {
      try connection.run(
        BucketObjects.put, object.key, object.bytes, object.putAt.milliseconds, object.isWhole)
    }
  }

  /// Forgets an object that is not in the bucket any more.
  package func forgetBucketObject(_ key: String) throws {
    try part { try connection.run(BucketObjects.remove, key) }
  }

  /// What is known of an object; `nil` when it was never put, or is gone.
  package func bucketObject(_ key: String) throws -> BucketObject? {
    checkOwner()
    return try connection.first(BucketObjects.find, key, body: readBucketObject)
  }

  /// Objects that were put before `before`, the oldest first.
  ///
  /// - Parameter whole: leave out those that are being put.
  package func bucketObjects(
    before: Instant, whole: Bool, limit: Int
  ) throws -> [BucketObject] {
    checkOwner()
    return try connection.rows(
      BucketObjects.before, before.milliseconds, whole ? 1 : 0, limit, body: readBucketObject)
  }

  private func readBucketObject(_ row: Row) -> BucketObject {
    BucketObject(
      key: row.text(0), bytes: row.integer(1), putAt: Instant(milliseconds: row.integer(2)),
      isWhole: row.int(3) == 1)
  }
}
