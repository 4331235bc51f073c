package import Domain

/// Reads the files again.
package struct Reload: Operation {
  package typealias Reply = ReloadReport
  package static let endpoint = Endpoint(
    "reload", .post, "/v1/reload", role: .admin,
    summary: "Reads the files and applies them as one generation, or says why not.")

  /// Cancel as many posts as the files say, even if that is most of them.
  package var force: Bool?
  /// Seconds to wait for the end; 0 … 300, 60 when absent.
  package var waitS: Int?

  package init(force: Bool? = nil, waitS: Int? = nil) {
    self.force = force
    self.waitS = waitS
  }

  package func validate() throws(ErrorObject) { try Check.wait(waitS) }
}

/// A new data key for the vault.
package struct RotateKeys: Operation {
  package typealias Reply = KeysView
  package static let endpoint = Endpoint(
    "rotateKeys", .post, "/v1/keys/rotate", role: .admin,
    summary: "Makes a new key and seals every secret with it, while the daemon works on.")

  package init() {
  }
}

/// What happens, as it happens.
package struct FollowEvents: Operation {
  package typealias Reply = EventView
  package static let endpoint = Endpoint(
    "events", .get, "/v1/events", role: .viewer,
    summary: "A stream of events, resumed after a known one.")

  /// The `seq` of the last event that the caller has; absent: only what happens from now on.
  package var after: Int64?

  package init(after: Int64? = nil) {
    self.after = after
  }
}

/// The daemon's log, as it is written.
package struct FollowLogs: Operation {
  package typealias Reply = LogLine
  package static let endpoint = Endpoint(
    "logs", .get, "/v1/logs", role: .viewer, summary: "The daemon's log as it is written.")

  /// The least severe level to send; `info` when absent.
  package var level: LogLevel?
  /// How many earlier lines come first; 0 … 1,000, none when absent.
  package var tail: Int?

  package init(level: LogLevel? = nil, tail: Int? = nil) {
    self.level = level
    self.tail = tail
  }

  package func validate() throws(ErrorObject) {
    guard let tail, !(0...1000).contains(tail) else { return }
    throw ErrorObject(.badRequest, "tail: \(tail) is not between 0 and 1000")
  }
}

/// How grave a line of the log is, the least first.
package enum LogLevel: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
  case debug, info, warning, error

  /// By severity.
  package static func < (left: LogLevel, right: LogLevel) -> Bool {
    left.severity < right.severity
  }

  private var severity: Int {
    switch self {
    case .debug: 0
    case .info: 1
    case .warning: 2
    case .error: 3
    }
  }
}
