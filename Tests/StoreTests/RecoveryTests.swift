import Domain
import Glibc
import Testing

@testable import Store

@Suite("Starting after an end")
struct RecoveryTests {
  @Test("a visible call that was under way is in doubt after a crash")
  func crash() throws {
    let fixture = try Stage.flying.prepare()
    try fixture.crash()
    #expect(fixture.store.boot.wasUnclean && !fixture.store.boot.wasChecked)
    #expect(fixture.store.boot.callsInDoubt == 1)
    let situation = try fixture.situation()
    #expect(situation.delivery?.state == .doubtful)
    guard case .unknown = try #require(situation.journal.first).state else {
      Issue.record("the step is not unknown")
      return
    }
    #expect(situation.flow.lane == .settle && situation.flow.notBefore == fixture.now)
    #expect(situation.flow.crashes == 1)
    #expect(try fixture.store.keysInDoubt(account: AccountID(1)) == ["key"])
    #expect(try fixture.number("SELECT count(*) FROM flight") == 0)
  }

  @Test("two crashes under way need a person")
  func poison() throws {
    let fixture = try Stage.flying.prepare()
    try fixture.crash()
    try fixture.carryOut([
      .resolve(
        StepResolution(
          flow: FlowID(1), run: 1, step: "status", attempt: 1, state: .absent(.read))),
      .intend(intent(attempt: 2)), .delivery(DeliveryID(1), DeliveryChange(.publishing)),
    ])
    try fixture.crash()
    #expect(fixture.store.boot.poisoned == [DeliveryID(1)])
    let situation = try fixture.situation()
    #expect(situation.delivery?.state == .attention && situation.delivery?.question == .poison)
    #expect(situation.flow.notBefore == .never)
    #expect(try fixture.store.keysInDoubt(account: AccountID(1)) == ["key"])
  }

  @Test("a clean end with a call under way counts as no crash")
  func cleanEnd() throws {
    let fixture = try Stage.flying.prepare()
    try fixture.closeCleanly()
    try fixture.open()
    #expect(!fixture.store.boot.wasUnclean && fixture.store.boot.epoch == BootEpoch(2))
    let situation = try fixture.situation()
    #expect(situation.delivery?.state == .doubtful && situation.flow.crashes == 0)
  }

  @Test("a one-time token that was being spent is of unknown fate, and its flow wakes")
  func secret() throws {
    let fixture = try Stage.spending.prepare()
    try fixture.crash()
    let situation = try fixture.situation(4)
    guard case .unknown = try #require(situation.journal.first).state else {
      Issue.record("the step is not unknown")
      return
    }
    #expect(situation.flow.notBefore == fixture.now && situation.flow.crashes == 1)
    #expect(try fixture.number("SELECT count(*) FROM spending") == 0)
  }

  @Test("an edit that was under way is settled as of unknown outcome, so that its flow goes on")
  func edit() throws {
    let fixture = try Stage.published.prepare()
    try fixture.carryOut([
      .startFlow(
        NewFlow(
          kind: .edit, account: AccountID(1), delivery: DeliveryID(1), version: 1, lane: .settle,
          notBefore: fixture.now)),
      .intend(intent("edit", flow: 4, .edit)),
    ])
    guard case .intent = try #require(fixture.situation(4).journal.first).state else {
      Issue.record("the call is not under way")
      return
    }
    try fixture.crash()
    let situation = try fixture.situation(4)
    guard case .unknown = try #require(situation.journal.first).state else {
      Issue.record("the step is not unknown")
      return
    }
    #expect(!situation.flow.isDone && situation.flow.notBefore <= fixture.now)
  }

  @Test("between the parts of a thread nothing is in doubt; nothing is stranded")
  func betweenParts() throws {
    let fixture = try Stage.flying.prepare()
    var flow = try fixture.situation().flow
    flow.notBefore = .never
    try fixture.carryOut([
      .settle(settlement(intent(), .answered(answer()))), .published(remote("99")), .flow(flow),
    ])
    #expect(try fixture.situation().delivery?.state == .publishing)
    try fixture.crash()
    let situation = try fixture.situation()
    #expect(situation.delivery?.state == .armed)
    #expect(situation.flow.notBefore == fixture.now && situation.flow.crashes == 0)
  }

  @Test("the pages are checked only when the machine went down with the store open")
  func machineDown() throws {
    let fixture = try Fixture()
    try fixture.crash(kernel: "boot-2")
    #expect(fixture.store.boot.wasChecked)
    try fixture.closeCleanly()
    try fixture.open(kernel: "boot-3")
    #expect(!fixture.store.boot.wasChecked && !fixture.store.boot.wasUnclean)
  }

  @Test("damaged pages are found after the machine went down")
  func damagedPages() throws {
    let fixture = try Stage.scheduled.prepare()
    try fixture.raw("PRAGMA wal_checkpoint(TRUNCATE)")
    let root = try fixture.number("SELECT rootpage FROM sqlite_schema WHERE name = 'delivery'")
    let size = try fixture.number("PRAGMA page_size")
    try fixture.dropStore()
    let descriptor = Glibc.open(fixture.path, O_WRONLY)
    let garbage = [UInt8](repeating: 0xAA, count: 512)
    _ = pwrite(descriptor, garbage, garbage.count, Int((root - 1) * size))
    Glibc.close(descriptor)
    let error = #expect(throws: StoreError.self) { try fixture.open(kernel: "boot-2") }
    #expect(error?.kind == .damaged)
  }

  @Test("what a killed process committed is there; what it did not is not")
  func killed() async throws {
    // The child ends in the middle of a turn, as a kill would end it.
    await #expect(processExitsWith: .exitCode(7)) {
      unlink("/tmp/belfry-killed/belfry.db")
      unlink("/tmp/belfry-killed/belfry.db-wal")
      mkdir("/tmp/belfry-killed", 0o700)
      let options = StoreOptions(
        directory: "/tmp/belfry-killed", at: Instant(milliseconds: 1), build: "test")
      let store = try Store.open(options, hashing: TestHashing())
      try store.turn { try $0.setFact("committed", "yes") }
      try store.turn { store in
        try store.setFact("uncommitted", "yes")
        _exit(7)
      }
    }
    let store = try Store.open(
      StoreOptions(directory: "/tmp/belfry-killed", at: Instant(milliseconds: 2), build: "test"),
      hashing: TestHashing())
    #expect(store.boot.wasUnclean && store.boot.epoch == BootEpoch(2))
    #expect(try store.fact("committed") == "yes")
    #expect(try store.fact("uncommitted") == nil)
  }

  @Test("a turn that throws leaves nothing behind")
  func rolledBack() throws {
    struct Stop: Error {}
    let fixture = try Fixture()
    let lines = try fixture.number("SELECT count(*) FROM audit")
    #expect(throws: Stop.self) {
      try fixture.store.turn { store in
        try store.setFact("a", "b")
        _ = try store.carryOut(
          [.audit(AuditEntry(actor: "a", action: "b", subject: "c"))], at: fixture.now)
        throw Stop()
      }
    }
    #expect(try fixture.store.fact("a") == nil)
    #expect(try fixture.number("SELECT count(*) FROM audit") == lines)
    try fixture.carryOut([.audit(AuditEntry(actor: "a", action: "b", subject: "c"))])
    #expect(try fixture.store.verifyAudit().broken == nil)
  }
}
