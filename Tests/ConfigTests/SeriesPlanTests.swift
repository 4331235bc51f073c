import Config
import Domain
import Testing

@Suite("Occurrences of series")
struct SeriesPlanTests {
  static let daily = """
    series:
      - id: tip
        repeat: FREQ=DAILY
        at: "09:00"
        posts: [{ id: a, text: A }, { id: b, text: B }, { id: c, text: C }]
    """

  private func items(_ result: PlanResult) -> [String] {
    result.plan.posts.compactMap { $0.declared?.seriesItem }
  }

  @Test("they are made for 35 days, named by their local time, and their texts take turns")
  func ahead() throws {
    let result = try plan(SeriesPlanTests.daily)
    #expect(result.plan.posts.count == 35)
    #expect(result.plan.posts[0].uid.text == "series:tip@2026-11-22T09:00")
    #expect(result.plan.posts[34].uid.text == "series:tip@2026-12-26T09:00")
    #expect(items(result).prefix(7) == ["a", "b", "c", "a", "b", "c", "a"])
    #expect(result.plan.posts[0].declared?.due.instant == Instant(rfc3339: "2026-11-22T08:00:00Z")!)
  }

  @Test("the same files later add the days that came near, and change nothing else")
  func extend() throws {
    let before = stored(after: try plan(SeriesPlanTests.daily))
    #expect(try plan(SeriesPlanTests.daily, stored: before).words.isEmpty)
    var later = before
    later.posts[0].deliveries = before.with(.published).posts[0].deliveries
    let now = testNow + .seconds(86_400)
    let result = try plan(SeriesPlanTests.daily, stored: later, now: now)
    #expect(result.words == ["add tip@2026-12-27T09:00: add fedi, add sky"])
    #expect(items(result) == ["c"])
    let snapshot = try snapshot(SeriesPlanTests.daily)
    let changes = Planner(
      zones: TestZones(), recurrences: TestRecurrences(), hashing: TestHashing()
    ).extend(snapshot.series, stored: later.posts, now: now)
    #expect(changes == result.plan.posts)
  }

  @Test("no text comes twice before all came once, whatever was added in between")
  func fairness() throws {
    var before = stored(after: try plan(SeriesPlanTests.daily))
    let published = before.with(.published)
    for index in 0..<2 { before.posts[index] = published.posts[index] }
    let now = testNow + .seconds(2 * 86_400)
    let body = SeriesPlanTests.daily.replacing("{ id: c", with: "{ id: d, text: D }, { id: c")
    let result = try plan(body, stored: before, now: now)
    let revised = result.plan.posts.first { $0.uid.name == "tip@2026-11-24T09:00" }
    #expect(revised?.declared?.seriesItem == "d")
    #expect(revised?.kind == .revise)
    let changed = result.plan.posts.compactMap { $0.declared?.seriesItem }
    #expect(changed.prefix(4) == ["d", "c", "a", "b"])
  }

  @Test("an occurrence that a person cancelled stays so, and its text keeps its turn")
  func cancelled() throws {
    var before = stored(after: try plan(SeriesPlanTests.daily))
    before.posts[0] = before.with(.cancelled).posts[0]
    let result = try plan(SeriesPlanTests.daily, stored: before)
    #expect(result.plan.posts.first?.uid.name == "tip@2026-11-23T09:00")
    #expect(result.plan.posts.first?.declared?.seriesItem == "a")
  }

  @Test("a changed rule cancels what no longer comes and leaves what is late alone")
  func changedRule() throws {
    let before = stored(after: try plan(SeriesPlanTests.daily))
    let now = testNow + .seconds(86_400)
    let sundays = SeriesPlanTests.daily.replacing("FREQ=DAILY", with: "FREQ=WEEKLY;BYDAY=SU")
    let result = try plan(sundays, stored: before, now: now)
    let cancelled = result.plan.posts.filter { $0.kind == .cancel }.map(\.uid.name)
    #expect(cancelled.count == 30)
    #expect(!cancelled.contains("tip@2026-11-22T09:00"))
    #expect(result.plan.massRemoval == nil)
  }

  @Test("a series that is gone takes all its pending occurrences with it")
  func removed() throws {
    let before = stored(after: try plan(SeriesPlanTests.daily))
    let result = try plan("series: []", stored: before)
    #expect(result.plan.posts.count == 35)
    #expect(result.plan.posts.allSatisfy { $0.kind == .cancel })
    #expect(result.plan.massRemoval == nil)
  }

  @Test("first and last days count")
  func bounds() throws {
    let body = """
      series:
        - { id: s, cron: 0 9 * * *, starts: 2026-12-01, ends: 2026-12-03, posts: [{ text: x }] }
      """
    #expect(
      try plan(body).plan.posts.map(\.uid.name)
        == ["s@2026-12-01T09:00", "s@2026-12-02T09:00", "s@2026-12-03T09:00"])
  }
}
