import Domain
import Synchronization

/// How many uploads each caller may ask for: one token bucket a caller.
final class UploadPace: Sendable {
  private let buckets = Mutex<[String: (rule: LimitRule, bucket: TokenBucket)]>([:])

  /// Takes one upload of `caller`.
  ///
  /// - Returns: how long to wait before asking again; zero when it may go on.
  func take(_ caller: String, _ rule: LimitRule, at now: Instant) -> Duration {
    buckets.withLock { buckets in
      // A full bucket says nothing; dropping them bounds the memory.
      if buckets.count >= 1000 {
        buckets = buckets.filter {
          $0.value.bucket.wait(for: $0.value.bucket.capacity, at: now) > .zero
        }
      }
      var entry = buckets[caller] ?? (rule, TokenBucket(rule: rule, at: now))
      if entry.rule != rule { entry = (rule, TokenBucket(rule: rule, at: now)) }
      let wait = entry.bucket.wait(for: 1, at: now)
      if wait == .zero { entry.bucket.take(1, at: now) }
      buckets[caller] = entry
      return wait
    }
  }
}
