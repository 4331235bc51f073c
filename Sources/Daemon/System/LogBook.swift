package import Control
import Domain
import Synchronization

/// The latest lines of the log, for whoever asks, and the ones that follow.
package final class LogBook: Sendable {
  /// Lines that are kept for later readers, at the least.
  private static let keptLines = 1000
  /// Lines that a follower may lag behind before it is cut off.
  private static let lagMax = 500

  private struct State {
    var lines: [LogLine] = []
    var followers: [UInt64: AsyncStream<LogLine>.Continuation] = [:]
    var nextFollower: UInt64 = 0
  }

  private let state = Mutex(State())
  private let sink: @Sendable (LogLine) -> Void

  /// - Parameter sink: writes a line, from `info` on, where the service manager looks.
  package init(sink: @escaping @Sendable (LogLine) -> Void) {
    self.sink = sink
  }

  /// Writes a line. `fields` hold names and numbers, never secrets or texts of posts. Debug lines
  /// are for those who ask for them; the audit log keeps what they say.
  package func write(
    _ level: LogLevel, _ message: String, _ fields: [String: String] = [:]
  ) {
    let line = LogLine(
      at: SystemClocks.wall().rfc3339, level: level, message: message, fields: fields)
    if level > .debug { sink(line) }
    let followers = state.withLock { state in
      state.lines.append(line)
      // Half of them at a time: taking away the first line moves all others.
      if state.lines.count == 2 * LogBook.keptLines { state.lines.removeFirst(LogBook.keptLines) }
      return state.followers
    }
    for (id, follower) in followers {
      if case .dropped = follower.yield(line) { end(id) }
    }
  }

  /// The latest `tail` lines of at least `level`, and then each new one.
  package func follow(level: LogLevel, tail: Int) -> AsyncStream<LogLine> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: LogLine.self, bufferingPolicy: .bufferingOldest(LogBook.lagMax + tail))
    let id = state.withLock { state in
      for line in state.lines.suffix(tail) where line.level >= level { continuation.yield(line) }
      state.nextFollower += 1
      state.followers[state.nextFollower] = continuation
      return state.nextFollower
    }
    continuation.onTermination = { [weak self] _ in self?.forget(id) }
    return stream
  }

  private func end(_ id: UInt64) {
    state.withLock { $0.followers[id] }?.finish()
    forget(id)
  }

  private func forget(_ id: UInt64) {
    _ = state.withLock { $0.followers.removeValue(forKey: id) }
  }
}
