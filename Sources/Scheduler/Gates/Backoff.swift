import Domain

/// How long to wait before a failed call is tried again.
enum Backoff {
  /// The first wait's upper bound.
  static let base = Duration.seconds(1)
  /// No wait is longer: a platform that is back is noticed within this time.
  static let ceiling = Duration.seconds(900)

  /// Full jitter: anywhere below `base × 2^(tries−1)`, at least half a second, so that many posts
  /// that failed together do not come back together.
  ///
  /// - Parameters:
  ///   - tries: failed attempts so far, at least 1.
  ///   - fraction: randomness in 0 ..< 1.
  static func wait(afterTries tries: Int, fraction: Double) -> Duration {
    let doublings = min(max(0, tries - 1), 20)
    let bound = min(
      ceiling.wholeMilliseconds, base.wholeMilliseconds << Int64(doublings))
    return .milliseconds(max(500, Int64(Double(bound) * fraction)))
  }

  /// A platform's own wait is a floor; up to a tenth (and at least a second's worth) is added, so
  /// that the throttled do not all return in the same instant. Nonsense is clamped to a day.
  static func wait(throttledFor floor: Duration?, tries: Int, fraction: Double) -> Duration {
    guard let floor else {
      return max(.seconds(5), wait(afterTries: tries + 3, fraction: fraction))
    }
    let clamped = min(max(0, floor.wholeMilliseconds), 86_400_000)
    let spread = max(1000, clamped / 10)
    return .milliseconds(clamped + Int64(Double(spread) * fraction))
  }

  /// When a platform in doubt is asked again: soon at first, every minute for an hour, every five
  /// minutes for three more, then every quarter of an hour. A day has about 180 readings, all of
  /// which every turn of the delivery loads.
  static func wait(beforeReading number: Int) -> Duration {
    let first: [Int64] = [1, 2, 5, 15, 30]
    switch number {
    case first.indices: return .seconds(first[number])
    case ..<64: return .seconds(60)
    case ..<100: return .seconds(300)
    default: return .seconds(900)
    }
  }
}
