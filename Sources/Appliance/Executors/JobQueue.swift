/// Jobs that wait for a thread, first come first served.
struct JobQueue {
  private var jobs: [UnownedJob] = []
  /// Those before it are taken.
  private var first = 0

  var isEmpty: Bool { first == jobs.count }

  mutating func append(_ job: UnownedJob) { jobs.append(job) }

  mutating func popFirst() -> UnownedJob? {
    guard !isEmpty else { return nil }
    defer {
      first += 1
      if isEmpty {
        jobs.removeAll(keepingCapacity: true)
        first = 0
      }
    }
    return jobs[first]
  }
}
