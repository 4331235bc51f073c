package import Scheduler
import Store

/// One thing to do in the next turn.
package enum Letter: Sendable {
  case event(Event)
  /// Work on the store or the core, inside the turn's transaction.
  case task(Job)
  /// Large work, which has a turn of its own.
  case whole(Job)
  /// Work on the store after the turn, outside any transaction.
  case between(Errand)
  case stop

  var isWhole: Bool { if case .whole = self { true } else { false } }

  var isTask: Bool { if case .task = self { true } else { false } }

  /// Work for a turn: one of the two is called, once.
  package struct Job: Sendable {
    var run: @Sendable (Context) -> Void
    var refuse: @Sendable (any Error) -> Void

    /// - Parameters:
    ///   - run: does the work; what it changes is committed with the turn.
    ///   - refuse: called instead when the work will not be done.
    package init(
      run: @escaping @Sendable (Context) -> Void,
      refuse: @escaping @Sendable (any Error) -> Void
    ) {
      self.run = run
      self.refuse = refuse
    }
  }

  /// Work between two turns: one of the two is called, once.
  package struct Errand: Sendable {
    var run: @Sendable (Store) -> Void
    var refuse: @Sendable (any Error) -> Void
  }
}
