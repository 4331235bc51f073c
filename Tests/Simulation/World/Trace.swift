import Domain

/// What happened in a run, line by line: digested always, so that two runs can be compared, and
/// kept in part, so that a failure can be read.
package struct Trace {
  /// Lines that are kept when not all are.
  private static let tail = 60

  /// All lines are handed to this as they come.
  package var sink: ((String) -> Void)?
  /// The latest lines, the oldest first.
  package private(set) var latest: [String] = []
  /// FNV-1a over all lines.
  package private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
  private let start: Instant

  init(from start: Instant) { self.start = start }

  mutating func add(_ line: String, at now: Instant) {
    let text = "\(stamp(now))  \(line)"
    for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
    latest.append(text)
    if latest.count > 2 * Trace.tail { latest.removeFirst(latest.count - Trace.tail) }
    sink?(text)
  }

  /// Days, hours, minutes, seconds and milliseconds since the run began.
  private func stamp(_ now: Instant) -> String {
    let passed = (now - start).wholeMilliseconds
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let seconds = passed / 1000
    let thousandths = String(1000 + passed % 1000).dropFirst()
    return "\(two(seconds / 86_400))d \(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60)):"
      + "\(two(seconds % 60)).\(thousandths)"
  }
}
