import Glibc
import HTTP
import Synchronization
@_spi(ExperimentalCustomExecutors) @_spi(ExperimentalScheduling) import _Concurrency

/// Runs jobs on a few threads, which are started when they are needed and sleep, without looking at
/// any clock, while there is nothing to do.
final class WorkerPool: TaskExecutor, SchedulingExecutor {
  private struct State {
    var jobs = JobQueue()
    /// Threads that sleep, or are on their way to it.
    var idle = 0
    var threads: [OwnThread] = []
  }

  /// What a new job asks of whoever brings it.
  private enum Need {
    case nobody
    case sleeper
    case thread
  }

  private let state = Mutex(State())
  private let arrivals = Semaphore()
  private let threadsMax: Int
  private let timer: JobTimer

  /// - Parameter threadsMax: at most so many jobs run at once; one for each processor, and enough
  ///   that some may read files meanwhile, unless told otherwise.
  init(threadsMax: Int = max(4, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) {
    self.threadsMax = threadsMax
    timer = JobTimer()
  }

  func enqueue(_ job: consuming ExecutorJob) { run(UnownedJob(job)) }

  func enqueue<C: Clock>(
    _ job: consuming ExecutorJob, after delay: C.Duration, tolerance: C.Duration?, clock: C
  ) {
    guard let delay = delay as? Duration else {
      preconditionFailure("\(C.self) counts in something else than seconds")
    }
    timer.add(UnownedJob(job), after: delay) { [self] in run($0) }
  }

  func enqueue<C: Clock>(
    _ job: consuming ExecutorJob, at instant: C.Instant, tolerance: C.Duration?, clock: C
  ) {
    enqueue(
      job, after: clock.now.duration(to: instant), tolerance: tolerance, clock: clock)
  }

  private func run(_ job: UnownedJob) {
    let need = state.withLock { state -> Need in
      state.jobs.append(job)
      guard state.idle == 0 else {
        state.idle -= 1
        return .sleeper
      }
      return state.threads.count < threadsMax ? .thread : .nobody
    }
    switch need {
    case .nobody: break
    case .sleeper: arrivals.signal()
    case .thread: startThread()
    }
  }

  private func startThread() {
    state.withLock { state in
      guard state.threads.count < threadsMax else { return }
      let thread = OwnThread(name: "belfry-tasks") { [self] in work() }
      precondition(
        thread != nil || !state.threads.isEmpty, "the system has no thread for tasks")
      if let thread { state.threads.append(thread) }
    }
  }

  private func work() {
    while true {
      let job = state.withLock { state in
        let job = state.jobs.popFirst()
        if job == nil { state.idle += 1 }
        return job
      }
      if let job {
        job.runSynchronously(on: asUnownedTaskExecutor())
      } else {
        arrivals.wait()
      }
    }
  }
}
