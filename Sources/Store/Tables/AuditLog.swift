import Domain

/// The latest line of the audit log.
struct AuditHead: Hashable {
  var seq: Int64
  var hash: [UInt8]

  /// The head of an empty log: 32 zero bytes.
  static let empty = AuditHead(seq: 0, hash: [UInt8](repeating: 0, count: 32))
}

/// The table `audit`: append-only, and each line's hash covers the line before it.
enum AuditLog {
  /// The bytes that a line's hash covers: the hash of the line before, then all of its columns.
  static func canonical(
    after previous: [UInt8], seq: Int64, at: Int64, boot: Int64, actor: String, action: String,
    subject: String, detail: String
  ) -> [UInt8] {
    var writer = ByteWriter(version: 1)
    writer.add(previous)
    writer.add(seq)
    writer.add(at)
    writer.add(boot)
    writer.add(actor)
    writer.add(action)
    writer.add(subject)
    writer.add(detail)
    return writer.bytes
  }

  static let head = SQL("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
  static let insert = SQL(
    """
    INSERT INTO audit(seq, at, boot, actor, action, subject, detail, hash)
    VALUES(?, ?, ?, ?, ?, ?, ?, ?)
    """)
}

extension Store {
  /// Appends a line to the audit log, in the turn's transaction.
  func record(_ entry: AuditEntry, at: Instant) throws {
    let head = try readAuditHead()
    let detail = entry.detail.isNull ? "" : entry.detail.text
    let seq = head.seq + 1
    let hash = hashing.sha256(
      AuditLog.canonical(
        after: head.hash, seq: seq, at: at.milliseconds, boot: boot.epoch.number,
        actor: entry.actor, action: entry.action, subject: entry.subject, detail: detail))
    try connection.run(
      AuditLog.insert, seq, at.milliseconds, boot.epoch.number, entry.actor, entry.action,
      entry.subject, detail, hash)
    auditHead = AuditHead(seq: seq, hash: hash)
    latestLines.append(.init(seq: seq, at: at, entry: entry))
    latestMoment = max(latestMoment, at)
  }

  private func readAuditHead() throws -> AuditHead {
    if let auditHead { return auditHead }
    return try connection.first(AuditLog.head) { AuditHead(seq: $0.integer(0), hash: $0.blob(1)) }
      ?? .empty
  }
}
