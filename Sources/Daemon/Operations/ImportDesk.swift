import Control
import Domain
import Synchronization

/// How far the imports of this run of the daemon are.
final class ImportDesk: Sendable {
  /// Ended imports that are remembered.
  private static let keptMax = 50

  private struct State {
    var reports: [String: ImportReport] = [:]
    /// The names in the order in which they began.
    var order: [String] = []
  }

  private let state = Mutex(State())
  private let changes = Board<String, Int>()

  /// Begins an import; `false` when it is under way already.
  func begin(_ report: ImportReport) -> Bool {
    state.withLock { state in
      if state.reports[report.batch]?.state == .working { return false }
      state.order.removeAll { $0 == report.batch }
      state.order.append(report.batch)
      state.reports[report.batch] = report
      forgetOldest(&state)
      return true
    }
  }

  func report(of batch: String) -> ImportReport? { state.withLock { $0.reports[batch] } }

  /// Changes the report and wakes those who follow it.
  func change(_ batch: String, _ body: (inout ImportReport) -> Void) {
    let done = state.withLock { state -> Int? in
      guard var report = state.reports[batch] else { return nil }
      body(&report)
      state.reports[batch] = report
      return report.done
    }
    if let done { changes.post(done, for: batch) }
  }

  /// Waits for the import to end or, when `after` is given, for more rows than that to be done.
  func wait(for batch: String, after: Int?, seconds: Int) async -> ImportReport? {
    _ = await within(seconds) { () async -> Bool? in
      while !Task.isCancelled {
        self.changes.clear(batch)
        guard let report = self.report(of: batch), report.state == .working else { return true }
        if let after, report.done > after { return true }
        guard await self.changes.wait(for: batch) != nil else { return nil }
      }
      return nil
    }
    return report(of: batch)
  }

  private func forgetOldest(_ state: inout State) {
    guard state.order.count > ImportDesk.keptMax,
      let oldest = state.order.first(where: { state.reports[$0]?.state != .working })
    else { return }
    state.order.removeAll { $0 == oldest }
    state.reports[oldest] = nil
  }
}
