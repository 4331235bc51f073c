package import Domain

/// The table `media`: what people bring for posts to come.
enum MediaRecords {
  static let columns = """
    id, owner, project, name, state, mime, bytes, announced_hash, file, reason, created_at, \
    changed_at, expires_at
    """
  static let insert = SQL(
    "INSERT INTO media(\(columns)) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
  static let change = SQL(
    """
    UPDATE media SET state = ?, mime = ?, bytes = ?, file = ?, reason = ?, changed_at = ?
    WHERE id = ? AND state = ?
    """)
  static let find = SQL("SELECT \(columns) FROM media WHERE id = ?")
  static let page = SQL(
    """
    SELECT \(columns) FROM media
    WHERE (created_at, id) < (?1, ?2) AND (?3 IS NULL OR owner = ?3)
      AND (?4 IS NULL OR project = ?4) AND (?5 IS NULL OR state = ?5)
    ORDER BY created_at DESC, id DESC LIMIT ?6
    """)
  static let stale = SQL(
    "SELECT \(columns) FROM media WHERE state = ? AND changed_at < ? ORDER BY changed_at LIMIT ?")
  static let files = SQL("SELECT file FROM media WHERE state = 2 AND file IS NOT NULL")
  static let total = SQL("SELECT coalesce(sum(bytes), 0) FROM media WHERE state IN (1, 2)")
}

extension Store {
  /// Notes that somebody will bring a file.
  package func insert(_ record: MediaRecord) throws {
    try part {
      try connection.run(
        MediaRecords.insert, record.id, record.owner, record.project, record.name,
        record.state.number, record.mime, record.bytes, record.announcedHash,
        try record.file.map { try JSON.encode($0) }, record.reason,
        record.createdAt.milliseconds, record.changedAt.milliseconds,
        record.expiresAt.milliseconds)
    }
  }

  /// Writes a record down as it is now, and says so in the audit log when its state is another.
  ///
  /// - Parameter state: the state that it must be in.
  /// - Throws: `refused` when it is not.
  package func change(
    _ record: MediaRecord, from state: MediaState, actor: String
  ) throws {
    try part {
      try connection.run(
        MediaRecords.change, record.state.number, record.mime, record.bytes,
        try record.file.map { try JSON.encode($0) }, record.reason,
        record.changedAt.milliseconds, record.id, state.number)
      try requireOneChange(
        "changing medium \(record.id)", "medium \(record.id) is not \(state.rawValue) any more")
      guard record.state != state else { return }
      try self.record(
        AuditEntry(
          actor: actor, action: "media.\(record.state.rawValue)", subject: "media:\(record.id)",
          detail: .object([
            "name": .string(record.name), "bytes": .integer(record.bytes),
            "sha256": record.file.map { .string($0.hash) } ?? .null,
          ])), at: record.changedAt)
    }
  }

  /// The record with this id; `nil` when there is none.
  package func medium(_ id: String) throws -> MediaRecord? {
    checkOwner()
    return try connection.first(MediaRecords.find, id, body: readMedium)
  }

  /// Records, the latest first.
  ///
  /// - Parameter before: the last record of the page before.
  package func media(
    owner: String?, project: String?, state: MediaState?,
    before: (created: Instant, id: String)?, limit: Int
  ) throws -> [MediaRecord] {
    checkOwner()
    return try connection.rows(
      MediaRecords.page, before?.created.milliseconds ?? .max, before?.id ?? "", owner, project,
      state?.number, limit, body: readMedium)
  }

  /// Records of one state that did not change since `before`, the oldest first.
  package func media(
    _ state: MediaState, before: Instant, limit: Int
  ) throws -> [MediaRecord] {
    checkOwner()
    return try connection.rows(
      MediaRecords.stale, state.number, before.milliseconds, limit, body: readMedium)
  }

  /// Bytes of all media that are there or were promised room.
  package func mediaBytes() throws -> Int64 {
    checkOwner()
    return try connection.first(MediaRecords.total) { $0.integer(0) } ?? 0
  }

  /// Hashes of everything that was uploaded and is kept.
  package func uploadedHashes() throws -> Set<String> {
    checkOwner()
    let files = try connection.rows(MediaRecords.files) { $0.blob(0) }
    return Set(try files.map { try JSON.decode(MediaFile.self, from: $0).hash })
  }

  private func readMedium(_ row: Row) throws -> MediaRecord {
    guard let state = MediaState(number: row.int(4)) else {
      throw damaged("medium \(row.text(0))")
    }
    return MediaRecord(
      id: row.text(0), owner: row.text(1), project: row.optionalText(2), name: row.text(3),
      state: state, mime: row.text(5), bytes: row.integer(6), announcedHash: row.optionalText(7),
      file: try row.optionalBlob(8).map { try JSON.decode(MediaFile.self, from: $0) },
      reason: row.optionalText(9), createdAt: Instant(milliseconds: row.integer(10)),
      changedAt: Instant(milliseconds: row.integer(11)),
      expiresAt: Instant(milliseconds: row.integer(12)))
  }
}
