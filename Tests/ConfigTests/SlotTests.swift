import Config
import Domain
import Testing

@Suite("Slots")
struct SlotTests {
  static let slot = "slots:\n  desk: { days: mon-fri, times: [\"17:30\", \"09:00\"] }\nposts:\n"

  private func body(_ ids: [String]) -> String {
    SlotTests.slot + ids.map { "  - { id: \($0), at: next desk, text: x }\n" }.joined()
  }

  private func times(_ result: PlanResult) -> [String] {
    result.plan.posts.compactMap { change in
      change.declared.map { "\($0.uid.name) \($0.due.instant.rfc3339.prefix(16))" }
    }
  }

  @Test("posts get the next free times in the order of the file")
  func order() throws {
    // 2026-11-21 is a Saturday.
    let result = try plan(body(["a", "b", "c"]))
    #expect(
      times(result) == ["a 2026-11-23T08:00", "b 2026-11-23T16:30", "c 2026-11-24T08:00"])
    #expect(result.plan.posts[0].declared?.due.slot == "desk")
  }

  @Test("a post keeps its time when others come before it or go")
  func keeps() throws {
    let before = stored(after: try plan(body(["a", "b"])))
    let result = try plan(body(["new", "b"]), stored: before)
    #expect(times(result) == ["new 2026-11-23T08:00"])
    #expect(result.words == ["add new: add fedi, add sky", "cancel a: cancel fedi, cancel sky"])
  }

  @Test("times that imported posts have are taken")
  func imported() throws {
    let post = try #require(try plan(body(["a"])).plan.posts[0].declared)
    let state = StoredState(taken: [post.due])
    #expect(times(try plan(body(["a"]), stored: state)) == ["a 2026-11-23T16:30"])
  }

  @Test("a post that comes back after its time gets a new one")
  func comesBack() throws {
    let dropped = stored(after: try plan(body(["a"]))).with(.cancelled, cancelledByFiles: true)
    let result = try plan(
      body(["a"]), stored: dropped, now: Instant(rfc3339: "2026-11-25T12:00:00Z")!)
    #expect(times(result) == ["a 2026-11-25T16:30"])
    #expect(result.words == ["revive a: revive fedi, revive sky"])
  }

  @Test("a full slot is an error within the horizon")
  func full() throws {
    let ids = (0..<8).map { "p\($0)" }
    let result = try plan("horizon: 5d\n" + body(ids))
    #expect(
      result.diagnostics.map(\.message) == [
        "no free time within 5d for \"p7\""
      ])
  }

  @Test(
    "ranges of days may run over the end of the week",
    arguments: [
      ("sat-mon", "2026-11-21T16:30"), ("sun", "2026-11-22T08:00"), ("tue,thu", "2026-11-24T08:00"),
      ("daily", "2026-11-21T16:30"), ("[wed, fri]", "2026-11-25T08:00"),
    ])
  func days(_ days: String, _ first: String) throws {
    let list = days.hasPrefix("[") ? days : "\"\(days)\""
    let text = body(["a"]).replacing("mon-fri", with: list)
    #expect(times(try plan(text)) == ["a \(first)"])
  }
}
