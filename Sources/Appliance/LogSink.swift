import Control
import Glibc

/// Writes log lines to standard error, where systemd's journal reads them: a `<N>` prefix carries
/// the severity (sd-daemon(3)) and fields follow as `name=value`.
struct LogSink: Sendable {
  private let isJournal = Environment.value("JOURNAL_STREAM") != nil

  func write(_ line: LogLine) {
    let fields = line.fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    let text =
      isJournal
      ? "<\(priority(line.level))>\(line.message)\(fields)\n"
      : "\(line.at) \(line.level.rawValue) \(line.message)\(fields)\n"
    // One write a line, so that lines of several threads do not mix.
    _ = text.withCString { Glibc.write(2, $0, strlen($0)) }
  }

  private func priority(_ level: LogLevel) -> Int {
    switch level {
    case .debug: 7
    case .info: 6
    case .warning: 4
    case .error: 3
    }
  }
}
