package import Domain

/// What a look along the audit log's chain found.
package struct AuditCheck: Hashable, Sendable {
  /// Lines that were looked at.
  package var checked: Int
  /// The last line that was looked at, and its hash in hexadecimal digits: what a witness keeps.
  package var lastSeq: Int64
  package var lastHash: String
  /// The first line that does not fit, and why; `nil` when all fit.
  package var broken: Broken?
  /// More lines follow; begin there.
  package var next: Int64?

  /// A line that was changed, or one that is missing before it.
  package struct Broken: Hashable, Sendable {
    package var seq: Int64
    package var reason: String
  }
}

extension Store {
  /// The audit log, a page at a time, the latest line first.
  ///
  /// - Parameter before: the `next` of the page before.
  package func audit(before: String? = nil, limit: Int) throws -> Page<AuditView> {
    checkOwner()
    let first = before.flatMap { Int64($0) } ?? .max
    let items = try connection.rows(AuditReads.latest, first, limit) { row in
      AuditView(
        seq: row.integer(0), at: timeText(Instant(milliseconds: row.integer(1))),
        actor: row.text(3), action: row.text(4), subject: row.text(5),
        detail: try AuditReads.detail(row), hash: row.blob(7).hexadecimal)
    }
    let isFull = items.count == limit && (items.last?.seq ?? 0) > 1
    return Page(items: items, next: isFull ? items.last.map { "\($0.seq)" } : nil)
  }

  /// What happened after line `seq`, the oldest first: the audit log is the source of events.
  package func events(after seq: Int64, limit: Int) throws -> [EventView] {
    checkOwner()
    if let lines = latestLines.lines(after: seq, limit: limit) {
      return lines.map { line in
        EventView(
          seq: line.seq, at: timeText(line.at), action: line.entry.action,
          subject: line.entry.subject, detail: line.entry.detail)
      }
    }
    return try connection.rows(AuditReads.from, seq + 1, limit) { row in
      EventView(
        seq: row.integer(0), at: timeText(Instant(milliseconds: row.integer(1))),
        action: row.text(4), subject: row.text(5), detail: try AuditReads.detail(row))
    }
  }

  /// Looks along the chain of hashes from line `first` on.
  ///
  /// - Parameter limit: how many lines to look at, so that a long log is checked in slices.
  package func verifyAudit(from first: Int64 = 1, limit: Int = 10_000) throws -> AuditCheck {
    checkOwner()
    return try AuditChain.check(&connection, from: first, limit: limit, hashing)
  }
}

/// The chain of hashes of a file's audit log.
enum AuditChain {
  /// Looks along the chain from line `first` on, at most `limit` lines.
  static func check(
    _ connection: inout Connection, from first: Int64, limit: Int, _ hashing: any Hashing
  ) throws -> AuditCheck {
    let base = try base(&connection)
    let first = max(first, base.seq + 1)
    var previous = base
    if first > base.seq + 1 {
      previous =
        try connection.first(AuditReads.from, first - 1, 1) {
          AuditHead(seq: $0.integer(0), hash: $0.blob(7))
        } ?? base
    }
    var check = AuditCheck(
      checked: 0, lastSeq: previous.seq, lastHash: previous.hash.hexadecimal, broken: nil,
      next: nil)
    try connection.each(AuditReads.from, first, limit) { row in
      check.broken = AuditReads.problem(with: row, after: previous, hashing)
      guard check.broken == nil else { return false }
      previous = AuditHead(seq: row.integer(0), hash: row.blob(7))
      check.checked += 1
      return true
    }
    check.lastSeq = previous.seq
    check.lastHash = previous.hash.hexadecimal
    if check.broken == nil, check.checked == limit { check.next = previous.seq + 1 }
    return check
  }
}

private enum AuditReads {
  static let columns = "seq, at, boot, actor, action, subject, detail, hash"
  static let latest = SQL(
    "SELECT \(columns) FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?")
  static let from = SQL("SELECT \(columns) FROM audit WHERE seq >= ? ORDER BY seq LIMIT ?")

  static func detail(_ row: Row) throws -> JSON {
    let text = row.text(6)
    return text.isEmpty ? .null : try JSON(parsing: text)
  }

  static func problem(
    with row: Row, after previous: AuditHead, _ hashing: any Hashing
  ) -> AuditCheck.Broken? {
    let seq = row.integer(0)
    guard seq == previous.seq + 1 else {
      return .init(seq: seq, reason: "line \(previous.seq + 1) is missing")
    }
    let canonical = AuditLog.canonical(
      after: previous.hash, seq: seq, at: row.integer(1), boot: row.integer(2),
      actor: row.text(3), action: row.text(4), subject: row.text(5), detail: row.text(6))
    guard hashing.sha256(canonical) == row.blob(7) else {
      return .init(seq: seq, reason: "it was changed, or the line before it was")
    }
    return nil
  }
}
