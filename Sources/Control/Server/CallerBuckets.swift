import Domain
import Synchronization

/// How fast each user may ask: one token bucket a uid, so that one runaway script does not keep the
/// others from being served.
final class CallerBuckets: Sendable {
  private let rule: LimitRule
  private let buckets = Mutex<[UInt32: TokenBucket]>([:])

  init(rule: LimitRule) {
    self.rule = rule
  }

  /// Takes one request of `uid` at `now`.
  ///
  /// - Returns: how long to wait before asking again; zero when the request may go on.
  func take(_ uid: UInt32, at now: Instant) -> Duration {
    buckets.withLock { buckets in
      // A full bucket says nothing; dropping them bounds the memory.
      if buckets.count >= 256 {
        buckets = buckets.filter { $0.value.wait(for: $0.value.capacity, at: now) > .zero }
      }
      var bucket = buckets[uid] ?? TokenBucket(rule: rule, at: now)
      let wait = bucket.wait(for: 1, at: now)
      if wait == .zero { bucket.take(1, at: now) }
      buckets[uid] = bucket
      return wait
    }
  }
}
