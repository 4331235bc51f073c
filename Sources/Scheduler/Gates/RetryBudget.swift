import Domain

/// Keeps retries a small share of the traffic: a tenth of first tries, and three a minute at the
/// least, so that an outage is not answered with a storm.
struct RetryBudget: Hashable, Sendable {
  private static let sharePerFirstTry = 0.1
  private static let floorPerSecond = 3.0 / 60
  private static let capacity = 10.0

  private var credit = RetryBudget.capacity
  private var at: Uptime

  init(at now: Uptime) {
    at = now
  }

  /// A first try earns a tenth of a retry.
  mutating func countFirstTry(at now: Uptime) {
    refill(at: now)
    credit = min(RetryBudget.capacity, credit + RetryBudget.sharePerFirstTry)
  }

  /// Takes one retry; answers how much longer than its own back-off it must wait.
  mutating func takeRetry(at now: Uptime) -> Duration {
    refill(at: now)
    credit -= 1
    guard credit < 0 else { return .zero }
    return .milliseconds(Int64(-credit / RetryBudget.floorPerSecond * 1000))
  }

  private mutating func refill(at now: Uptime) {
    guard now > at else { return }
    let seconds = Double((now - at).wholeMilliseconds) / 1000
    credit = min(RetryBudget.capacity, credit + seconds * RetryBudget.floorPerSecond)
    at = now
  }
}
