import Domain
import Testing

@testable import Store

@Suite("The ledger that the core works with")
struct LedgerTests {
  @Test("a delivery goes from scheduled to published through intent, answer and remote id")
  func publishes() throws {
    let fixture = try Fixture()
    try fixture.apply([post("launch")])
    let due = Instant(milliseconds: 1_800_000_600_000)
    let account = AccountID(1)
    #expect(
      try fixture.store.ready(account: account, now: fixture.now, excluding: [], limit: 9).isEmpty)
    #expect(
      try fixture.store.nextReady(account: account, after: fixture.now) == due - .seconds(60))
    let flow = try #require(
      try fixture.store.ready(account: account, now: due, excluding: [], limit: 9).first)
    #expect(flow.delivery == DeliveryID(1) && flow.lane == .prepare && flow.run == 1)
    #expect(
      try fixture.store.ready(account: account, now: due, excluding: [flow.id], limit: 9).isEmpty)

    var running = flow
    running.startedAt = due
    running.entropy = [7, 7]
    running.inputs = ["code": .text("abc"), "password": .secret(SecretKey("vault:x"))]
    let call = intent()
    try fixture.carryOut([
      .flow(running), .intend(call), .delivery(DeliveryID(1), DeliveryChange(.publishing)),
    ])
    var situation = try fixture.situation()
    #expect(situation.flow == running)
    #expect(situation.delivery?.state == .publishing)
    #expect(situation.content == Content(text: "Hello"))
    #expect(situation.journal.map(\.state) == [.intent])

    let remote = Remote(id: "99", url: "https://fedi.example/99", extra: ["cid": "b"])
    running.isDone = true
    try fixture.carryOut([
      .settle(settlement(call, .answered(answer()))),
      .published(DeliveryID(1), flow.id, PublishedPart(part: 0, remote: remote, evidence: .answer)),
      .delivery(
        DeliveryID(1), DeliveryChange(.published, evidence: .answer, settledAt: fixture.now)),
      .flow(running),
    ])
    situation = try fixture.situation()
    #expect(situation.delivery?.state == .published)
    #expect(situation.journal.map(\.state) == [.answered(answer())])
    #expect(situation.published.map(\.remote) == [remote])
    #expect(situation.flow.isDone)
    #expect(try fixture.store.nextReady(account: account, after: fixture.now) == nil)
  }
}
