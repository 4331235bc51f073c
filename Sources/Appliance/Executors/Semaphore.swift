import Glibc

/// A counter on which threads sleep (sem_overview(7)).
///
/// `@unchecked Sendable`: the system's functions may be called from any thread, and the counter's
/// address never changes.
final class Semaphore: @unchecked Sendable {
  private let counter = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() {
    let status = sem_init(counter, 0, 0)
    precondition(status == 0, "sem_init failed")
  }

  deinit {
    sem_destroy(counter)
    counter.deallocate()
  }

  /// Lets one sleeper go on, or the next one that comes.
  func signal() { sem_post(counter) }

  /// Sleeps until somebody signals.
  func wait() {
    while sem_wait(counter) != 0 && errno == EINTR {}
  }
}
