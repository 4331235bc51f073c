import Synchronization
@_spi(ExperimentalCustomExecutors) import _Concurrency

/// Runs the main actor's jobs on the main thread.
final class MainQueue: MainExecutor {
  private let jobs = Mutex(JobQueue())
  private let arrivals = Semaphore()

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    arrivals.signal()
  }

  /// Serves the calling thread's life long.
  func serve() -> Never {
    while true {
      arrivals.wait()
      guard let job = jobs.withLock({ $0.popFirst() }) else { continue }
      job.runSynchronously(on: asUnownedSerialExecutor())
    }
  }

  func run() { serve() }

  /// Never asked for: the process ends by `exit`.
  func stop() {}
}
