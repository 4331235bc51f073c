import CLinux
import Domain
import Glibc

/// What wakes the engine: mail, the next due time, or somebody setting the wall clock. Sleeps
/// without any work in between.
struct Alarm: ~Copyable {
  /// Why the sleep ended.
  enum Reason {
    case rang
    /// The wall clock was set; a due time means another moment now.
    case clockStep
  }

  private let bell: Bell
  private let timer: Int32

  init(bell: Bell) {
    self.bell = bell
    timer = belfry_timer_create()
    precondition(timer >= 0, "the system has no timer to give: \(String(cString: strerror(errno)))")
  }

  deinit { close(timer) }

  /// Sleeps until mail comes or the wall clock shows `instant`; `nil` waits for mail alone.
  func sleep(until instant: Instant?) -> Reason {
    // A timer that never rings is still set, because it tells when the clock is set.
    let target = instant ?? .never
    guard belfry_timer_set(timer, max(1, target.milliseconds)) == 0 else { return .clockStep }
    var descriptors = [
      pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: timer, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&descriptors, 2, -1) < 0 && errno == EINTR {}
    bell.clear()
    guard descriptors[1].revents != 0 else { return .rang }
    var count: UInt64 = 0
    let read = Glibc.read(timer, &count, 8)
    return read < 0 && errno == ECANCELED ? .clockStep : .rang
  }
}

/// Rung by any thread to wake the engine.
final class Bell: Sendable {
  let descriptor: Int32

  init() {
    descriptor = belfry_event_create()
    precondition(descriptor >= 0, "the system has no event counter to give")
  }

  deinit { close(descriptor) }

  func ring() {
    var one: UInt64 = 1
    // A full counter means that it rings already.
    _ = write(descriptor, &one, 8)
  }

  /// Whether it rang since it was cleared last.
  @discardableResult
  func clear() -> Bool {
    var count: UInt64 = 0
    return read(descriptor, &count, 8) == 8
  }
}
