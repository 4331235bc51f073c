package import Control
import Glibc

/// Writes log lines where the service manager keeps them: with fields of their own into systemd's
/// journal, otherwise as lines on standard error.
package struct LogSink: Sendable {
  private static let journalSocket = "/run/systemd/journal/socket"

  private let isJournal: Bool

  /// - Parameter journalStream: the value of `JOURNAL_STREAM`, which systemd sets when standard
  ///   error leads into the journal.
  package init(journalStream: String?) {
    isJournal = journalStream != nil
  }

  /// Writes one line.
  package func write(_ line: LogLine) {
    if isJournal, Datagram.send(LogSink.journalEntry(line), to: LogSink.journalSocket) { return }
    let text =
      isJournal ? "<\(LogSink.priority(line.level))>" : line.at + " \(line.level.rawValue) "
    let bytes = Array((text + LogSink.sentence(line) + "\n").utf8)
    // One write a line, so that lines of several threads do not mix.
    _ = Glibc.write(2, bytes, bytes.count)
  }

  /// `delivery.published account=fedi post=yaml:launch`, on one line.
  static func sentence(_ line: LogLine) -> String {
    let fields = line.fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
    return String(decoding: (line.message + fields.joined()).utf8.map(onOneLine), as: UTF8.self)
  }

  private static func onOneLine(_ byte: UInt8) -> UInt8 {
    byte == UInt8(ascii: "\n") ? UInt8(ascii: " ") : byte
  }

  /// The journal's own protocol (systemd.io, *Native Journal Protocol*).
  ///
  /// `NAME=value` lines; values with line breaks have their length in eight bytes before them.
  static func journalEntry(_ line: LogLine) -> [UInt8] {
    var fields = [
      ("MESSAGE", sentence(line)), ("PRIORITY", String(priority(line.level))),
      ("SYSLOG_IDENTIFIER", "belfry"),
    ]
    for (name, value) in line.fields.sorted(by: { $0.key < $1.key }) {
      fields.append(("BELFRY_" + fieldName(name), value))
    }
    return fields.flatMap { entry($0.0, $0.1) }
  }

  private static func entry(_ name: String, _ value: String) -> [UInt8] {
    guard value.contains("\n") else { return Array("\(name)=\(value)\n".utf8) }
    let count = UInt64(value.utf8.count)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * UInt64($0))) }
    return Array("\(name)\n".utf8) + length + Array(value.utf8) + [0x0A]
  }

  /// Field names of the journal are upper-case letters, digits and underscores.
  private static func fieldName(_ name: String) -> String {
    String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }

  /// The severities of syslog(3).
  private static func priority(_ level: LogLevel) -> Int {
    switch level {
    case .debug: 7
    case .info: 6
    case .warning: 4
    case .error: 3
    }
  }
}
