import CLinux
import Glibc

/// A thread of our own for a loop that blocks: such loops do not belong on Swift's shared pool.
///
/// `@unchecked Sendable`: the handle is written once in `init`; after that only `join`, which its
/// owner calls at most once, and `deinit` touch the members.
package final class OwnThread: @unchecked Sendable {
  private var handle = pthread_t()
  private var isJoinable = false

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - name: for `top` and `/proc`, at most 15 bytes.
  ///   - body: runs on the thread; the thread ends when it returns.
  /// - Returns: `nil` when the system has no thread to give.
  package init?(name: String, body: @escaping @Sendable () -> Void) {
    let job = Unmanaged.passRetained(ThreadJob(name: name, body: body))
    let status = pthread_create(&handle, nil, runThreadJob, job.toOpaque())
    guard status == 0 else {
      job.release()
      return nil
    }
    isJoinable = true
  }

  deinit {
    // A thread that nobody waits for frees itself when it ends.
    if isJoinable { pthread_detach(handle) }
  }

  /// Waits for the thread's end.
  ///
  /// Call it once, from another thread.
  package func join() {
    isJoinable = false
    let status = pthread_join(handle, nil)
    precondition(status == 0, "pthread_join failed with \(status)")
  }
}

private final class ThreadJob: Sendable {
  let name: String
  let body: @Sendable () -> Void

  init(name: String, body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }
}

@Sendable
private func runThreadJob(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let pointer else { return nil }
  let job = Unmanaged<ThreadJob>.fromOpaque(pointer).takeRetainedValue()
  belfry_name_thread(job.name)
  blockSignals()
  job.body()
  return nil
}

/// Leaves signals to the main thread, and turns writing to a closed connection into an error.
///
/// Faults of our own are not blocked, so that they are reported where they happen.
private func blockSignals() {
  var signals = sigset_t()
  sigfillset(&signals)
  for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] { sigdelset(&signals, fault) }
  pthread_sigmask(SIG_BLOCK, &signals, nil)
}
