import Domain

/// The audit log's latest lines: whoever follows the log asks for them right after the commit, and
/// finds them here without reading.
struct LatestLines {
  struct Line {
    var seq: Int64
    var at: Instant
    var entry: AuditEntry
  }

  /// Lines that are kept at the most: several turns' worth.
  private static let countMax = 512

  /// One after the other, without a gap.
  private var lines: [Line] = []

  mutating func append(_ line: Line) {
    // Half of them at a time: taking away the first line moves all others.
    if lines.count == LatestLines.countMax { lines.removeFirst(LatestLines.countMax / 2) }
    lines.append(line)
  }

  /// At most `limit` lines after number `seq`; `nil` when the log itself must be read.
  func lines(after seq: Int64, limit: Int) -> ArraySlice<Line>? {
    guard let first = lines.first?.seq, seq >= first - 1 else { return nil }
    return lines.dropFirst(Int(seq - first) + 1).prefix(limit)
  }

  /// After a rollback a number may come to mean another line.
  mutating func forget() { lines = [] }
}
