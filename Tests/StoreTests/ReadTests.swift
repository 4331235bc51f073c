import Domain
import Testing

@testable import Store

@Suite("What people read")
struct ReadTests {
  @Test("the queue comes in pages, by due time, every delivery once")
  func pages() throws {
    let fixture = try Fixture()
    try fixture.apply(
      (0..<25).map { number in
        // Pairs share a due time, so that the id must break the tie.
        post("p\(number)", due: 1_800_000_600_000 + Int64(number / 2) * 1000)
      })
    try fixture.carryOut([
      .delivery(DeliveryID(3), DeliveryChange(.attention, question: .late)),
      .delivery(DeliveryID(8), DeliveryChange(.cancelled)),
    ])
    var seen: [Int64] = []
    var next: String?
    repeat {
      let page = try fixture.store.queue(DeliveryFilter(), after: next, limit: 4)
      #expect(page.items.count <= 4 && page.total == 25)
      seen += page.items.map(\.id.number)
      next = page.next
    } while next != nil
    #expect(seen == Array(1...25))
  }

  @Test("every condition of a filter counts")
  func filters() throws {
    let fixture = try Fixture()
    var labelled = post("launch", due: 1_800_000_700_000)
    labelled.project = "p"
    try fixture.apply([post("a"), labelled, post("c", to: ["sky", "fedi"])])
    try fixture.carryOut([.delivery(DeliveryID(1), DeliveryChange(.blocked, cause: .disk))])
    func ids(_ filter: DeliveryFilter) throws -> [Int64] {
      try fixture.store.queue(filter, limit: 50).items.map(\.id.number)
    }
    #expect(try ids(DeliveryFilter(states: [.blocked])) == [1])
    #expect(try ids(DeliveryFilter(states: [.scheduled, .blocked])) == [1, 3, 4, 2])
    #expect(try ids(DeliveryFilter(accounts: [AccountName("sky")!])) == [3])
    #expect(try ids(DeliveryFilter(accounts: [AccountName("unknown")!])).isEmpty)
    #expect(try ids(DeliveryFilter(platform: .mastodon)) == [1, 4, 2])
    #expect(try ids(DeliveryFilter(project: "p")) == [2])
    #expect(try ids(DeliveryFilter(post: "aun")) == [2])
    #expect(try ids(DeliveryFilter(dueFrom: Instant(milliseconds: 1_800_000_700_000))) == [2])
    #expect(
      try ids(DeliveryFilter(dueUntil: Instant(milliseconds: 1_800_000_700_000))) == [1, 3, 4])
    #expect(try ids(DeliveryFilter(deliveries: [DeliveryID(4), DeliveryID(99)])) == [4])
    #expect(try ids(DeliveryFilter(states: [.blocked], accounts: [AccountName("sky")!])).isEmpty)
  }

  @Test("an account's deliveries are found by every choice of states, page by page")
  func accountsAndStates() throws {
    let fixture = try Fixture()
    try fixture.apply(
      (0..<24).map {
        post(
          "p\($0)", due: 1_800_000_600_000 + Int64($0 / 2),
          to: [["fedi"], ["sky"], ["fedi", "sky"]][$0 % 3])
      })
    try fixture.fly()
    let person = DeliveryChange(.published, evidence: .person, settledAt: fixture.now)
    for id in stride(from: Int64(2), through: 32, by: 3) {
      try fixture.carryOut([.delivery(DeliveryID(id), person)])
    }
    try fixture.carryOut([
      .delivery(DeliveryID(3), DeliveryChange(.cancelled)),
      .delivery(DeliveryID(7), DeliveryChange(.blocked, cause: .disk)),
    ])
    func rows(_ filter: DeliveryFilter, limit: Int) throws -> [DeliveryView] {
      var (rows, next): ([DeliveryView], String?) = ([], nil)
      repeat {
        let page = try fixture.store.queue(filter, after: next, limit: limit)
        rows += page.items
        next = page.next
      } while next != nil
      return rows
    }
    let all = try rows(DeliveryFilter(), limit: 50)
    #expect(Set(all.map(\.state)).count == 5)
    let states: [DeliveryState] = [.scheduled, .publishing, .blocked, .published, .cancelled]
    for account in ["fedi", "sky"] {
      for choice in 0..<(1 << states.count) {
        let chosen = states.indices.filter { choice & 1 << $0 != 0 }.map { states[$0] }
        let expected = all.filter {
          $0.account.text == account && (chosen.isEmpty || chosen.map(\.word).contains($0.state))
        }
        let filter = DeliveryFilter(states: chosen, accounts: [AccountName(account)!])
        #expect(try rows(filter, limit: 3).map(\.id) == expected.map(\.id), "\(chosen)")
      }
    }
  }

  @Test("a filter that finds little in much ends its pages early and still finds it")
  func bounded() throws {
    let fixture = try Fixture()
    try fixture.apply(
      (0..<7000).map { post("p\($0)", due: 1_800_000_000_000 + Int64($0)) } + [
        post("needle", due: 1_800_000_100_000)
      ])
    var filter = DeliveryFilter(states: [.scheduled])
    filter.post = "needle"
    let first = try fixture.store.queue(filter, limit: 10)
    #expect(first.items.isEmpty)
    let next = try #require(first.next)
    let second = try fixture.store.queue(filter, after: next, limit: 10)
    #expect(second.items.map(\.uid.text) == ["yaml:needle"] && second.next == nil)
  }

  @Test("a post is shown with its parts and every attempt, and no query of an address")
  func show() throws {
    let fixture = try Stage.partial.prepare()
    let second = intent("reply", .harmless)
    try fixture.carryOut([.settle(settlement(second, .answered(answer(503, "busy")), .done))])
    let view = try #require(try fixture.store.show(DeliveryID(1)))
    #expect(view.uid.text == "yaml:a" && view.status == .publishing)
    #expect(view.zone == "Europe/Berlin" && view.due == "2027-01-15T08:10:00.000Z")
    #expect(view.parts.map(\.remoteId) == ["99"] && view.parts[0].evidence == .answer)
    #expect(view.attempts.map(\.step) == ["status", "reply"])
    let attempt = try #require(view.attempts.first)
    #expect(attempt.outcome == "done" && attempt.status == 200 && attempt.tookMs == 42)
    #expect(attempt.method == "POST" && attempt.url == "https://fedi.example/api/v1/statuses")
    #expect(attempt.answer == "{\"id\":\"1\"}" && attempt.kind == "visible")
    #expect(view.deliveries.map(\.remoteUrl) == ["https://fedi.example/99"])
    #expect(try fixture.store.show(PostUID(.yaml, "none")) == nil)
    #expect(try fixture.store.show(DeliveryID(99)) == nil)
  }

  @Test("a delivery reads as its state, and times as the shell wants them")
  func deliveryView() throws {
    let fixture = try Stage.scheduled.prepare()
    fixture.store.timeText = { "\($0.milliseconds / 1000)" }
    let view = try #require(try fixture.store.queue(DeliveryFilter(), limit: 1).items.first)
    #expect(view.status == .pending && view.state == "scheduled" && view.text == "Hello")
    #expect(view.due == "1800000600" && view.notBefore == "1800000540")
    #expect(view.maxAttempts == 5 && view.settledAt == nil)
  }

  @Test("counts follow what happens and equal a count of the rows")
  func counts() throws {
    let fixture = try Stage.published.prepare()
    try fixture.carryOut([
      .delivery(
        DeliveryID(2),
        DeliveryChange(.refused, settledAt: fixture.now - .seconds(86_400 * 2)))
    ])
    let day = (fixture.now - .seconds(3600))..<(fixture.now + .seconds(3600))
    let counts = try fixture.store.counts(today: day)
    #expect(counts.states["published"] == 1 && counts.states["refused"] == 1)
    #expect(counts.states["scheduled"] == 1 && counts.states.count == DeliveryState.allCases.count)
    #expect(counts.publishedToday == 1 && counts.refusedToday == 0)
    #expect(
      try fixture.number(
        """
        SELECT count(*) FROM (SELECT account, state, n FROM tally WHERE n <> 0 AND staged = 0
          EXCEPT SELECT account, state, count(*) FROM delivery GROUP BY account, state)
        """) == 0)
    let summaries = try fixture.store.accountSummaries(today: day)
    #expect(summaries.map(\.pending) == [0, 1] && summaries.map(\.publishedToday) == [1, 0])
    #expect(summaries.map(\.nextDue) == [nil, Instant(milliseconds: 1_800_000_600_000)])
    let earliest = try fixture.store.earliestFlows()
    #expect(earliest.map(\.account.number) == [1, 2])
  }

  @Test("notices wait until they were delivered")
  func notices() throws {
    let fixture = try Fixture()
    try fixture.carryOut((1...3).map { .notice(Notice(.disk, title: "\($0)", body: "b")) })
    #expect(try fixture.store.undeliveredNotices(limit: 2).map(\.title) == ["1", "2"])
    try fixture.store.turn { try $0.markNotice(1, deliveredAt: fixture.now) }
    #expect(try fixture.store.undeliveredNotices(limit: 9).map(\.title) == ["2", "3"])
    let page = try fixture.store.notices(limit: 2)
    #expect(page.items.map(\.id) == [3, 2])
    let rest = try fixture.store.notices(before: page.next, limit: 2)
    #expect(rest.items.map(\.isDelivered) == [true] && rest.next == nil)
  }

  @Test("the audit log reads backwards in pages and forwards as events")
  func audit() throws {
    let fixture = try Stage.scheduled.prepare()
    let page = try fixture.store.audit(limit: 2)
    #expect(page.items.map(\.action) == ["generation.applied", "post.added"])
    let all = try fixture.store.events(after: 0, limit: 100)
    #expect(all.map(\.seq) == Array(1...Int64(all.count)))
    #expect(all.first?.action == "store.opened")
    #expect(try fixture.store.events(after: all.count64 - 1, limit: 9).count == 1)
    #expect(try fixture.store.events(after: .max, limit: 9).isEmpty)
    // Another start reads them from the file.
    try fixture.crash()
    #expect(try fixture.store.events(after: 0, limit: all.count) == all)
    let older = try fixture.store.audit(before: page.next, limit: 100)
    #expect(older.items.count == all.count - 2 && older.next == nil)
  }

  @Test(
    "a changed, removed or inserted audit line is found",
    arguments: [
      ("UPDATE audit SET actor = 'mallory' WHERE seq = 3", Int64(3)),
      ("UPDATE audit SET detail = '{}' WHERE seq = 3", 3),
      ("DELETE FROM audit WHERE seq = 3", 4),
      ("UPDATE audit SET hash = zeroblob(32) WHERE seq = 5", 5),
      ("DELETE FROM audit WHERE seq = 1", 2),
    ])
  func tampering(_ sql: String, seq: Int64) throws {
    let fixture = try Stage.scheduled.prepare()
    let intact = try fixture.store.verifyAudit()
    #expect(intact.broken == nil && intact.checked == 5 && intact.lastSeq == 5)
    // Whoever owns the file can drop the triggers; the chain still tells.
    try fixture.raw("DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete")
    try fixture.raw(sql)
    #expect(try fixture.store.verifyAudit().broken?.seq == seq)
  }

  @Test("a long audit log is checked in slices")
  func slices() throws {
    let fixture = try Stage.scheduled.prepare()
    let first = try fixture.store.verifyAudit(limit: 2)
    #expect(first.checked == 2 && first.next == 3 && first.broken == nil)
    let rest = try fixture.store.verifyAudit(from: 3, limit: 9)
    #expect(rest.broken == nil && rest.next == nil)
    #expect(rest.lastHash == (try fixture.store.audit(limit: 1).items.first?.hash))
  }
}

extension Array {
  fileprivate var count64: Int64 { Int64(count) }
}
