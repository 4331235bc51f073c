import Domain
import Testing

@Suite("Token buckets")
struct TokenBucketTests {
  private let start = Instant(milliseconds: 1_000_000_000)

  private func bucket() -> TokenBucket {
    TokenBucket(capacity: 10, refillPerSecond: 1, at: start)
  }

  @Test("starts full, empties, and refills evenly")
  func refill() {
    var bucket = bucket()
    #expect(bucket.wait(for: 10, at: start) == .zero)
    bucket.take(10, at: start)
    #expect(bucket.wait(for: 1, at: start) == .seconds(1))
    #expect(bucket.wait(for: 1, at: start + .milliseconds(400)) == .milliseconds(600))
    #expect(bucket.wait(for: 1, at: start + .seconds(1)) == .zero)
    #expect(bucket.refilled(at: start + .seconds(3600)).level == 10)
  }

  @Test("an amount above the capacity waits for a full bucket, not for ever")
  func tooMuch() {
    var bucket = bucket()
    #expect(bucket.wait(for: 100, at: start) == .zero)
    bucket.take(4, at: start)
    #expect(bucket.wait(for: 100, at: start) == .seconds(4))
  }

  @Test("a clock that runs backwards refills nothing; one that jumps fills once")
  func clocks() {
    var bucket = bucket()
    bucket.take(10, at: start)
    #expect(bucket.refilled(at: start - .seconds(100)).level == 0)
    #expect(bucket.refilled(at: .never).level == 10)
    bucket.take(1, at: start - .seconds(100))
    #expect(bucket.level == -1)
    #expect(bucket.at == start)
  }

  @Test("learns only downwards")
  func learns() {
    var bucket = bucket()
    bucket.learn(LimitReading(limit: "l", remaining: 50), at: start)
    #expect(bucket.level == 10)
    bucket.learn(LimitReading(limit: "l", remaining: 3), at: start)
    #expect(bucket.level == 3)
    #expect(bucket.closedUntil == nil)
  }

  @Test("stays closed until the platform's reset, and no nonsense longer")
  func closes() {
    var bucket = bucket()
    bucket.learn(
      LimitReading(limit: "l", remaining: 0, resets: start + .seconds(60)), at: start)
    #expect(bucket.wait(for: 1, at: start + .seconds(30)) == .seconds(30))
    #expect(bucket.wait(for: 1, at: start + .seconds(60)) == .zero)
    bucket.learn(LimitReading(limit: "l", remaining: 0, resets: .never), at: start)
    #expect(bucket.closedUntil == start + .seconds(3610))
    var late = self.bucket()
    late.learn(
      LimitReading(limit: "l", remaining: 0, resets: start - .seconds(1)), at: start)
    #expect(late.closedUntil == nil)
  }

  @Test("nonsense from a platform's headers is survived", arguments: [Int.min, -1, 0, Int.max])
  func nonsense(_ remaining: Int) {
    var bucket = bucket()
    bucket.learn(LimitReading(limit: "l", remaining: remaining), at: start)
    #expect(bucket.wait(for: 1, at: start) <= .seconds(1))
  }

  @Test("follows its rule")
  func rule() {
    let rule = LimitRule(
      "posts", scope: .account, .window(count: 300, perSeconds: 10_800), unit: "posts")
    let bucket = TokenBucket(rule: rule, at: start)
    #expect(bucket.capacity == 300)
    #expect(bucket.refillPerSecond == 300.0 / 10_800)
    #expect(rule.capacity == 300 && rule.period == .seconds(10_800))
  }

  @Test("of a window of days, what was taken comes back when it was taken that long ago")
  func rolling() {
    let rule = LimitRule(
      "posts", scope: .account, .window(count: 3, perSeconds: 86_400), unit: "posts")
    var bucket = TokenBucket(rule: rule, at: start)
    bucket.take(1, at: start)
    bucket.take(2, at: start + .seconds(7200))
    #expect(bucket.wait(for: 1, at: start + .seconds(43_200)) == .seconds(43_200))
    #expect(bucket.wait(for: 2, at: start + .seconds(43_200)) == .seconds(50_400))
    #expect(bucket.refilled(at: start + .seconds(86_400)).level == 1)
    #expect(bucket.wait(for: 2, at: start + .seconds(86_400)) == .seconds(7200))
    #expect(bucket.refilled(at: start + .seconds(93_600)).level == 3)
  }

  @Test("a window of days remembers a bounded number of pieces, and frees none of them early")
  func pieces() {
    let rule = LimitRule(
      "calls", scope: .account, .window(count: 10_000, perSeconds: 86_400), unit: "calls")
    var bucket = TokenBucket(rule: rule, at: start)
    for minute in 0..<2880 { bucket.take(1, at: start + .seconds(Int64(minute) * 60)) }
    #expect(bucket.spent.count <= 49)
    let left = bucket.refilled(at: start + .seconds(2879 * 60)).level
    #expect((8530...8560).contains(left))
  }

  @Test("what a window of days learns from headers comes back at the reset that they name")
  func learnsRolling() {
    let rule = LimitRule(
      "points", scope: .account, .window(count: 100, perSeconds: 86_400), unit: "points")
    var bucket = TokenBucket(rule: rule, at: start)
    let resets = start + .seconds(600)
    bucket.learn(LimitReading(limit: "points", remaining: 10, resets: resets), at: start)
    #expect(bucket.wait(for: 20, at: start) == .seconds(600))
    #expect(bucket.refilled(at: resets).level == 100)
    bucket.take(5, at: resets)
    bucket.giveBack(5)
    #expect(bucket.refilled(at: resets).level == 100)
  }

  @Test("a quota day gives everything back at once, when the next one begins")
  func daily() throws {
    let rule = LimitRule("units", scope: .app, .day(count: 100, .pacific), unit: "units")
    let noon = try #require(Instant(rfc3339: "2026-11-22T20:00:00Z"))
    var bucket = TokenBucket(rule: rule, at: noon)
    bucket.take(100, at: noon)
    #expect(bucket.wait(for: 1, at: noon) == .seconds(12 * 3600))
    #expect(bucket.refilled(at: noon + .seconds(43_199)).level == 0)
    #expect(bucket.refilled(at: noon + .seconds(43_200)).level == 100)
  }
}
