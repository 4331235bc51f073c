import Domain
import Testing

@testable import Store

/// Work is counted in steps of SQLite's virtual machine: a figure that does not depend on how busy
/// the machine is.
@Suite("The cost of a query does not grow with the queue")
struct SpeedTests {
  struct Plan: CustomTestStringConvertible {
    var name: String
    var sql: SQL
    var index: String
    /// Walks that are bounded by what they walk along.
    var scans: [String]
    /// Rows that are equal in the index are put in order.
    var sorts: Bool

    init(
      _ name: String, _ sql: SQL, uses index: String, scans: [String] = [], sorts: Bool = false
    ) {
      self.name = name
      self.sql = sql
      self.index = index
      self.scans = scans
      self.sorts = sorts
    }

    var testDescription: String { name }
  }

  static let plans: [Plan] = [
    Plan("ready", Flows.ready, uses: "flow_ready (account=? AND lane=? AND not_before<?)"),
    Plan(
      "next ready", Flows.nextReady,
      uses: "flow_ready (account=? AND lane=? AND not_before>? AND not_before<?)"),
    Plan("a flow", Flows.byID, uses: "INTEGER PRIMARY KEY (rowid=?)"),
    Plan(
      "the flow of a delivery", Flows.ofDelivery, uses: "flow_by_delivery (delivery=? AND kind=?)"),
    Plan("an open flow of a kind", Flows.openOfKind, uses: "flow_one_open (account=? AND kind=?)"),
    Plan("release", Flows.release, uses: "delivery_unpublished (account=? AND state=?)"),
    Plan(
      "a delivery with its content", Deliveries.withContent,
      uses: "PRIMARY KEY (delivery=? AND n=?)"),
    Plan(
      "the journal of a run", Journal.ofRun, uses: "sqlite_autoindex_step_1 (flow=? AND run=?)"),
    Plan("a step", Journal.findStep, uses: "(flow=? AND run=? AND name=? AND attempt=?)"),
    Plan("parts", Journal.parts, uses: "sqlite_autoindex_remote_1 (delivery=?)"),
    Plan("claimed ids", Journal.claimed, uses: "remote_by_account (account=?)"),
    Plan("keys in doubt", Journal.keysInDoubt, uses: "unproven_account (account=?)", sorts: true),
    Plan("an open call", Journal.openCall, uses: "sqlite_autoindex_flight_1 (delivery=?)"),
    Plan("a post", Posts.find, uses: "sqlite_autoindex_post_1 (uid=?)"),
    Plan("a content", Posts.findContent, uses: "sqlite_autoindex_content_1 (hash=?)"),
    Plan(
      "the queue by state", QueueSearch.ofState.later,
      uses: "delivery_by_state (state=? AND due>? AND due<?)"),
    Plan(
      "the rest of a moment by state", QueueSearch.ofState.atMoment,
      uses: "delivery_by_state (state=? AND due=? AND id>?)"),
    Plan(
      "the queue by account", QueueSearch.ofAccount.later,
      uses: "delivery_by_account (account=? AND due>? AND due<?)"),
    Plan(
      "the rest of a moment by account", QueueSearch.ofAccount.atMoment,
      uses: "delivery_by_account (account=? AND due=? AND id>?)"),
    Plan(
      "the queue by account and state", QueueSearch.unpublished.later,
      uses: "delivery_unpublished (account=? AND state=? AND due>? AND due<?)"),
    Plan(
      "the rest of a moment by account and state", QueueSearch.unpublished.atMoment,
      uses: "delivery_unpublished (account=? AND state=? AND due=? AND id>?)"),
    Plan(
      "what waits from outside the files", StoredPosts.waiting,
      uses: "delivery_unpublished (account=? AND state=?)"),
    Plan(
      "its contents", StoredPosts.waitingContents,
      uses: "delivery_unpublished (account=? AND state=?)"),
    Plan(
      "waiting notices", Notices.waiting, uses: "notice_waiting",
      scans: ["SCAN notice USING INDEX notice_waiting"]),
    Plan("the head of the audit log", AuditLog.head, uses: "SCAN audit", scans: ["SCAN audit"]),
    Plan("secrets of a data key", DataKeys.sealedWith, uses: "secret_by_data_key (data_key=?)"),
  ]

  @Test("every hot query uses its index", arguments: plans)
  func usesIndex(_ plan: Plan) throws {
    let fixture = try Fixture()
    let lines = try fixture.store.connection.rows(SQL("EXPLAIN QUERY PLAN " + plan.sql.text)) {
      $0.text(3)
    }
    #expect(lines.contains { $0.contains(plan.index) }, "\(lines)")
    #expect(lines.filter { $0.hasPrefix("SCAN ") } == plan.scans)
    #expect(lines.contains { $0.contains("TEMP B-TREE") } == plan.sorts, "\(lines)")
  }

  @Test("claiming and finding the next time cost the same with 100,000 deliveries waiting")
  func flat() throws {
    let fixture = try Fixture()
    try fixture.apply([post("a"), post("b", to: ["sky"])])
    let few = try steps(fixture)
    try fill(fixture, 100_000)
    let many = try steps(fixture)
    #expect(try fixture.number("SELECT sum(n) FROM tally") == 100_002)
    // A few steps more, because there is a row to be found now.
    #expect(many.ready <= few.ready && many.next <= few.next + 10)
    // Due now, behind the backlog of the future: found without reading past it.
    var flow = try fixture.situation(1).flow
    (flow.lane, flow.notBefore) = (.due, fixture.now)
    try fixture.carryOut([.flow(flow)])
    let found = try fixture.store.ready(
      account: AccountID(1), now: fixture.now, excluding: [], limit: 4)
    #expect(found.map(\.id.number) == [1])
  }

  @Test("a page of the queue and the counts cost the same with 100,000 deliveries waiting")
  func pages() throws {
    let fixture = try Fixture()
    try fixture.apply([post("a"), post("b", to: ["sky"])])
    try fill(fixture, 100_000)
    let page = try fixture.store.queue(DeliveryFilter(), limit: 50)
    #expect(page.items.count == 50 && page.total == 100_002)
    let scanned = try fixture.store.connection.prepared(QueueSearch.ofState.later)
      .takeMachineSteps()
    #expect(scanned < 5000)
    let counts = try fixture.store.counts(today: fixture.now..<fixture.now + .seconds(86_400))
    #expect(counts.states["scheduled"] == 100_002)
  }

  @Test("posts that are all due at one moment are paged through, each page at the same cost")
  func oneMoment() throws {
    let fixture = try Fixture()
    try fixture.apply([post("a"), post("b", to: ["sky"])])
    try fill(fixture, 20_000, apart: 0)
    for filter in [DeliveryFilter(), DeliveryFilter(accounts: [AccountName("fedi")!])] {
      _ = fixture.store.connection.takeWork()
      var seen: Set<DeliveryID> = []
      var after: String?
      for _ in 0..<60 {
        let page = try fixture.store.queue(filter, after: after, limit: 500)
        #expect(seen.isDisjoint(with: page.items.map(\.id)))
        seen.formUnion(page.items.map(\.id))
        let steps = fixture.store.connection.takeWork().reduce(0) { $0 + $1.steps }
        #expect(steps < 200_000)
        after = page.next
        if after == nil { break }
      }
      #expect(after == nil)
      #expect(seen.count >= 20_000)
    }
  }

  @Test("a start costs the same with 100,000 deliveries waiting, after a crash too")
  func start() throws {
    let fixture = try Fixture()
    try fixture.apply([post("a"), post("b", to: ["sky"])])
    try fixture.crash()
    let few = fixture.store.connection.takeWork().reduce(0) { $0 + $1.steps }
    try fill(fixture, 100_000)
    try fixture.crash()
    let many = fixture.store.connection.takeWork().reduce(0) { $0 + $1.steps }
    #expect(few > 100 && many < few + 100)
  }

  private func steps(_ fixture: Fixture) throws -> (ready: Int, next: Int) {
    let ready = try fixture.store.connection.prepared(Flows.ready)
    let next = try fixture.store.connection.prepared(Flows.nextReady)
    _ = (ready.takeMachineSteps(), next.takeMachineSteps())
    _ = try fixture.store.ready(account: AccountID(1), now: fixture.now, excluding: [], limit: 4)
    _ = try fixture.store.nextReady(account: AccountID(1), after: fixture.now)
    return (ready.takeMachineSteps(), next.takeMachineSteps())
  }

  /// Deliveries of account 1 that are due in the future, so many milliseconds apart, written with
  /// plain SQL.
  private func fill(_ fixture: Fixture, _ count: Int, apart: Int = 1) throws {
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n LIMIT \(count))"
    try fixture.raw(
      """
      BEGIN;
      \(numbers) INSERT INTO post(id, uid, due, zone, late_policy, grace, needs_approval, on_edit,
        attempts, place, revision)
        SELECT i, 'yaml:f' || i, 1900000000000 + i * \(apart), 'UTC', 'ask', 0, 0, 'report', 5,
          '', 1 FROM n;
      \(numbers) INSERT INTO delivery(id, post, account, placement, revision, state, due)
        SELECT i, i, 1, 'feed', 1, 2, 1900000000000 + i * \(apart) FROM n;
      \(numbers) INSERT INTO revision SELECT i, 1, 1, 1 FROM n;
      \(numbers) INSERT INTO flow(id, kind, account, delivery, version, run, lane, not_before,
        tries, negatives, reading, crashes, entropy, done)
        SELECT i, 0, 1, i, 1, 1, 1, 1900000000000 + i * \(apart), 0, 0, 0, 0, x'', 0 FROM n;
      COMMIT;
      """)
  }
}
