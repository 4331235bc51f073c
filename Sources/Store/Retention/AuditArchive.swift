package import Domain
import Glibc

/// Lines of the audit log that were moved out of the store, into files that are never written
/// again. Each file goes on where the one before ends, and the store where the last one ends.
package struct AuditArchive: Sendable {
  private let directory: String

  /// - Parameter directory: the store's folder; the files are in `audit` below it.
  package init(directory: String) {
    self.directory = directory + "/audit"
  }

  /// Lines that leave the store together.
  package struct Sheet: Sendable {
    package var firstSeq: Int64
    package var lastSeq: Int64
    var lastHash: [UInt8]
    var lastAt: Instant
    var text: String
  }

  /// Writes a sheet and waits until it is on disk; writing it again does no harm.
  ///
  /// - Throws: `StoreError` when it cannot be written.
  package func keep(_ sheet: Sheet) throws {
    guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
      throw StoreError(.unusable, "making \(directory)", StoreFiles.systemMessage())
    }
    let day = sheet.lastAt.rfc3339.prefix(10)
    let number = String(sheet.firstSeq)
    let padded = String(repeating: "0", count: max(0, 12 - number.count)) + number
    let path = "\(directory)/\(padded)-\(day).jsonl"
    // A store that was put back from a copy writes another history under the same numbers.
    for name in StoreFiles.names(in: directory) where name.hasPrefix(padded + "-") {
      StoreFiles.remove("\(directory)/\(name)")
    }
    try StoreFiles.replace(path, with: Array(sheet.text.utf8))
  }

  /// Looks along the chain of the files, up to the line `base`, where the store goes on.
  ///
  /// - Throws: `StoreError` when a file cannot be read.
  package func check(_ base: AuditBase, _ hashing: any Hashing) throws -> AuditCheck {
    var previous = AuditHead.empty
    for name in StoreFiles.names(in: directory) where name.hasSuffix(".jsonl") {
      let text = try StoreFiles.text(of: "\(directory)/\(name)")
      for line in text.split(separator: "\n") where previous.seq < base.head.seq {
        guard let entry = ArchivedLine(String(line)), entry.fits(after: previous, hashing) else {
          return result(previous, broken: "it does not fit in the archive file \(name)")
        }
        previous = AuditHead(seq: entry.seq, hash: entry.hash)
      }
    }
    guard previous == base.head else {
      return result(previous, broken: "it is in no archive file in \(directory)")
    }
    return result(previous, broken: nil)
  }

  private func result(_ last: AuditHead, broken reason: String?) -> AuditCheck {
    AuditCheck(
      checked: Int(last.seq), lastSeq: last.seq, lastHash: last.hash.hexadecimal,
      broken: reason.map { .init(seq: last.seq + 1, reason: $0) }, next: nil)
  }
}

extension Store {
  /// The oldest `count` lines of the audit log, to leave the store; `nil` unless all of them are
  /// from before `before`.
  package func auditSheet(before: Instant, count: Int) throws -> AuditArchive.Sheet? {
    checkOwner()
    let first = try auditBase().head.seq + 1
    let oldest = try connection.first(Archiving.lines, first, 1) { $0.integer(1) }
    guard let oldest, oldest < before.milliseconds else { return nil }
    let lines = try connection.rows(Archiving.lines, first, count) { ArchivedLine($0) }
    let isOld = lines.allSatisfy { $0.at < before.milliseconds }
    guard lines.count == count, isOld, let last = lines.last else { return nil }
    return AuditArchive.Sheet(
      firstSeq: first, lastSeq: last.seq, lastHash: last.hash,
      lastAt: Instant(milliseconds: last.at), text: lines.map { $0.text + "\n" }.joined())
  }

  /// Removes the lines of a sheet that is on disk, within the turn.
  package func removeArchived(_ sheet: AuditArchive.Sheet) throws {
    try part {
      try connection.run(Meta.set, Archiving.seq, "\(sheet.lastSeq)")
      try connection.run(Meta.set, Archiving.hash, sheet.lastHash.hexadecimal)
      try connection.run(Archiving.remove, sheet.lastSeq)
    }
  }

  /// Where the log in the store begins.
  package func auditBase() throws -> AuditBase {
    checkOwner()
    return AuditBase(head: try AuditChain.base(&connection))
  }
}

/// The last line of the audit log that is in a file, and not in the store any more.
package struct AuditBase: Hashable, Sendable {
  let head: AuditHead
}

extension AuditChain {
  static func base(_ connection: inout Connection) throws -> AuditHead {
    let seq = try connection.first(Meta.find, Archiving.seq) { Int64($0.text(0)) } ?? nil
    let hash = try connection.first(Meta.find, Archiving.hash) { $0.text(0) }
    guard let seq, let hash, let bytes = ArchivedLine.bytes(ofHexadecimal: hash) else {
      return .empty
    }
    return AuditHead(seq: seq, hash: bytes)
  }
}

private enum Archiving {
  static let seq = "audit_archived"
  static let hash = "audit_archived_hash"

  static let lines = SQL(
    """
    SELECT seq, at, boot, actor, action, subject, detail, hash FROM audit
    WHERE seq >= ? ORDER BY seq LIMIT ?
    """)
  static let remove = SQL("DELETE FROM audit WHERE seq <= ?")
}
