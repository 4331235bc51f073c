import CLinux
import Glibc
import HTTP
import Synchronization

/// Holds jobs back until their time. Its one thread sleeps until the earliest; a job that comes is
/// no reason to wake it.
final class JobTimer: Sendable {
  private struct Entry {
    var due: Int64
    var job: UnownedJob
    var start: @Sendable (UnownedJob) -> Void
  }

  private struct State {
    /// The earliest last.
    var entries: [Entry] = []
    var thread: OwnThread?
  }

  private let state = Mutex(State())
  private let descriptor: Int32

  init() {
    descriptor = belfry_uptime_timer_create()
    precondition(descriptor >= 0, "the system has no timer to give")
  }

  deinit { close(descriptor) }

  /// Starts `job` by `start`, on the timer's thread, once `delay` is over; at once when it is not
  /// positive.
  func add(
    _ job: UnownedJob, after delay: Duration, start: @escaping @Sendable (UnownedJob) -> Void
  ) {
    guard delay > .zero else { return start(job) }
    let entry = Entry(due: JobTimer.moment(after: delay), job: job, start: start)
    state.withLock { state in
      let place = state.entries.firstIndex { $0.due <= entry.due } ?? state.entries.count
      state.entries.insert(entry, at: place)
      if place == state.entries.count - 1 { belfry_uptime_timer_set(descriptor, entry.due) }
      guard state.thread == nil else { return }
      state.thread = OwnThread(name: "belfry-timer") { [self] in work() }
      precondition(state.thread != nil, "the system has no thread for its timer")
    }
  }

  private func work() {
    while true {
      var rings: UInt64 = 0
      _ = read(descriptor, &rings, 8)
      for entry in takeDue() { entry.start(entry.job) }
    }
  }

  /// The jobs whose time has come, and the timer set for the next one.
  private func takeDue() -> [Entry] {
    let now = belfry_uptime_milliseconds()
    return state.withLock { state in
      let first = state.entries.firstIndex { $0.due <= now } ?? state.entries.count
      let due = state.entries[first...]
      state.entries.removeSubrange(first...)
      if let next = state.entries.last { belfry_uptime_timer_set(descriptor, next.due) }
      return due.reversed()
    }
  }

  /// Milliseconds of the clock that never jumps; never earlier than asked for.
  private static func moment(after delay: Duration) -> Int64 {
    let (seconds, attoseconds) = delay.components
    let (whole, isTooMuch) = seconds.multipliedReportingOverflow(by: 1_000)
    let (moment, isTooFar) = belfry_uptime_milliseconds().addingReportingOverflow(whole)
    guard !isTooMuch, !isTooFar else { return .max }
    return moment.addingReportingOverflow(attoseconds / 1_000_000_000_000_000 + 2).partialValue
  }
}
