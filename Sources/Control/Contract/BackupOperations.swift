package import Domain

/// Copies the store into a file, while the daemon works on.
package struct StartBackup: Operation {
  package typealias Reply = BackupReport
  package static let endpoint = Endpoint(
    "startBackup", .post, "/v1/backup", role: .admin,
    summary: "Copies the store into a new file, checks the copy and puts it on disk.")

  /// An absolute path that the daemon may write to: a new file, or a folder, in which the file gets
  /// the present time as its name.
  package var path: String
  /// In a folder: how many backups stay, the newest; 1 … 1,000, all when absent.
  package var keep: Int?
  /// Seconds to wait for the end; 0 … 300, 0 when absent.
  package var waitS: Int?

  package init(path: String, keep: Int? = nil, waitS: Int? = nil) {
    self.path = path
    self.keep = keep
    self.waitS = waitS
  }

  package func validate() throws(ErrorObject) {
    try Check.wait(waitS)
    guard path.hasPrefix("/"), !path.contains("\0") else {
      throw ErrorObject(.badRequest, "path: \"\(path)\" is not an absolute path")
    }
    guard let keep, !(1...1000).contains(keep) else { return }
    throw ErrorObject(.badRequest, "keep: \(keep) is not between 1 and 1000")
  }
}

/// How far the latest backup is.
package struct FollowBackup: Operation {
  package typealias Reply = BackupReport
  package static let endpoint = Endpoint(
    "followBackup", .get, "/v1/backup", role: .admin,
    summary: "How far the latest backup since the daemon's start is.")

  /// Answer once more pages than this are copied.
  package var after: Int?
  /// Seconds to wait for that; 0 … 300, 0 when absent.
  package var waitS: Int?

  package init(after: Int? = nil, waitS: Int? = nil) {
    self.after = after
    self.waitS = waitS
  }

  package func validate() throws(ErrorObject) { try Check.wait(waitS) }
}

/// How far a backup is, and what came of it.
package struct BackupReport: Codable, Hashable, Sendable {
  /// The file.
  package var path: String
  package var state: State
  /// Pages of the store that are copied, and all of them.
  package var done: Int
  package var pages: Int
  /// The size of the finished file.
  package var bytes: Int64?
  /// The latest moment that it remembers.
  package var takenAt: String?
  /// Lines of its audit log, all of them verified.
  package var auditLines: Int64?
  /// Older backups that were removed.
  package var removed: [String]
  package var error: ErrorObject?

  package init(
    path: String, state: State, done: Int = 0, pages: Int = 0, bytes: Int64? = nil,
    takenAt: String? = nil, auditLines: Int64? = nil, removed: [String] = [],
    error: ErrorObject? = nil
  ) {
    self.path = path
    self.state = state
    self.done = done
    self.pages = pages
    self.bytes = bytes
    self.takenAt = takenAt
    self.auditLines = auditLines
    self.removed = removed
    self.error = error
  }

  /// What is being done.
  package enum State: String, Codable, Hashable, Sendable, CaseIterable {
    case copying
    /// Every page and the audit log of the copy are looked at.
    case checking
    case done, failed
  }

  package var isUnderWay: Bool { state == .copying || state == .checking }
}

/// Whether the store was put back from a copy, and what is still to be answered.
package struct GetQuarantine: Operation {
  package typealias Reply = QuarantineView
  package static let endpoint = Endpoint(
    "quarantine", .get, "/v1/quarantine", role: .viewer,
    summary: "Whether the store was put back from a copy, and what is still to be answered.")

  package init() {
  }
}

/// Takes everything that the quarantine left open for published, and ends it.
package struct AssumeSent: Operation {
  package typealias Reply = QuarantineView
  package static let endpoint = Endpoint(
    "assumeSent", .post, "/v1/quarantine/assume-sent", role: .admin,
    summary: "Takes everything that the quarantine left open for published, and ends it.")

  package init() {
  }
}

/// Ends the quarantine once nothing of it is open.
package struct EndQuarantine: Operation {
  package typealias Reply = QuarantineView
  package static let endpoint = Endpoint(
    "endQuarantine", .post, "/v1/quarantine/release", role: .admin,
    summary: "Ends the quarantine once nothing of it is open.")

  package init() {
  }
}

/// A store that does not know what was published lately.
package struct QuarantineView: Codable, Hashable, Sendable {
  /// Nothing visible is sent while it is.
  package var isInForce: Bool
  /// The latest moment that the store remembers.
  package var since: String?
  /// What was due until then may have been published.
  package var until: String?
  package var reason: String?
  /// Deliveries that were due in between and whose network has not answered yet.
  package var unasked: Int
  /// Deliveries of which the network knew nothing: a person answers.
  package var unanswered: Int
  /// The first of those, at most 100.
  package var deliveries: [DeliveryView]

  package init(
    isInForce: Bool, since: String? = nil, until: String? = nil, reason: String? = nil,
    unasked: Int = 0, unanswered: Int = 0, deliveries: [DeliveryView] = []
  ) {
    self.isInForce = isInForce
    self.since = since
    self.until = until
    self.reason = reason
    self.unasked = unasked
    self.unanswered = unanswered
    self.deliveries = deliveries
  }
}
