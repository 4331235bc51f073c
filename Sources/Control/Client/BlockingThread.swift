import Glibc

/// Runs blocking work on a thread of its own, so that it never holds one of the few threads that
/// all tasks share.
package enum BlockingThread {
  /// Carries the work through the C call.
  private final class Box: Sendable {
    let work: @Sendable () -> Void

    init(_ work: @escaping @Sendable () -> Void) {
      self.work = work
    }
  }

  /// Starts a detached thread that does `work` and ends.
  package static func start(_ work: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Box(work))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { pointer in
        guard let pointer else { preconditionFailure("a thread without its work") }
        Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().work()
        return nil
      }, box.toOpaque())
    precondition(status == 0, "the system has no thread left: error \(status)")
    pthread_detach(thread)
  }
}
