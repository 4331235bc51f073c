import Control
import Domain
import Synchronization

/// How far the latest backup of this run of the daemon is.
final class BackupDesk: Sendable {
  private let report = Mutex<BackupReport?>(nil)
  private let changes = Board<Int, Int>()

  /// Begins a backup; `false` when one is under way.
  func begin(_ path: String) -> Bool {
    report.withLock { report in
      if report?.isUnderWay == true { return false }
      report = BackupReport(path: path, state: .copying)
      return true
    }
  }

  /// Changes the report and wakes those who follow it.
  func change(_ body: (inout BackupReport) -> Void) {
    let done = report.withLock { report -> Int in
      if var latest = report {
        body(&latest)
        report = latest
      }
      return report?.done ?? 0
    }
    changes.post(done, for: 0)
  }

  /// Waits for the end or, when `after` is given, for more pages than that to be copied.
  func wait(after: Int?, seconds: Int) async -> BackupReport? {
    _ = await within(seconds) { () async -> Bool? in
      while !Task.isCancelled {
        self.changes.clear(0)
        guard let report = self.report.withLock({ $0 }), report.isUnderWay else { return true }
        if let after, report.done > after { return true }
        guard await self.changes.wait(for: 0) != nil else { return nil }
      }
      return nil
    }
    return report.withLock { $0 }
  }
}
