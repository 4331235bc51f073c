package import Domain
package import Scheduler
package import Store

/// What a task may use while it runs inside a turn on the engine's thread.
package final class Context {
  package let store: Store
  package let clocks: Clocks
  /// A copy of the core as it was at the turn's start, for reading.
  package let core: Core
  /// Events that the task has for the core, in the same turn.
  package var events: [Event] = []
  /// What is done once the turn is committed.
  var afterCommit: [@Sendable () -> Void] = []
  /// Takes back a turn of its own; those who wait are told why already.
  var mustUndo = false

  init(store: Store, clocks: Clocks, core: Core) {
    self.store = store
    self.clocks = clocks
    self.core = core
  }

  package var now: Instant { clocks.wall }

  /// Call it before anything new is accepted: what is accepted must also be written down later.
  ///
  /// - Throws: `disk_full` while too little disk is free.
  package func requireRoom() throws(ErrorObject) {
    guard core.isDiskLow else { return }
    throw ErrorObject(
      .diskFull, "the disk is nearly full; nothing new is accepted", retryable: true,
      retryAfterS: 60, hint: "make room on the disk of the state folder")
  }
}
