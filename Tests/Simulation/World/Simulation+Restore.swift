import Daemon
import Domain
import Scheduler
import Store

/// The store is put back from a copy, and somebody answers for what was published since.
extension Simulation {
  func restoreCopy() {
    guard !isCalm, let copy else { return }
    self.copy = nil
    if process != nil { end(by: .kill) }
    switch copy {
    case .files(let files):
      disk.restore(files)
      note("the store was put back from a copy")
    case .backup(let path):
      guard putBack(path) else { return }
      note("the store was put back from a backup")
    }
    disk.syncEverything()
    isRestored = true
    figures.restores += 1
    // What happened since is not known to the store any more, and not held against it.
    let there = Set(posts.filter(\.isThere).map(\.uid.text))
    witness.forgetStore(keeping: there)
    questions = [:]
    filesInForce = nil
    accountNames = [:]
    commands = [:]
  }

  /// Ends the quarantine when all of it is answered.
  func tendQuarantine() {
    guard let store = process?.runner.store else { return }
    do {
      let counts = try store.quarantineCounts()
      guard try store.quarantine() != nil, counts.unasked + counts.unanswered == 0 else { return }
      note("a person ends the quarantine")
      let job = Letter.Job(
        run: { context in
          // One that fails is tried again with the next visit.
          guard (try? context.store.endQuarantine(at: context.now, actor: "uid:1000")) != nil
          else { return }
          context.events.append(.quarantine(nil))
        }, refuse: { _ in })
      turn([.task(job)])
      if let store = process?.runner.store { isRestored = try store.quarantine() != nil }
    } catch {
      note("the quarantine cannot be read: \(error)")
    }
  }
}
