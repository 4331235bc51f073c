import Domain
import Testing

@testable import Store

@Suite("Posts that are staged")
struct StagingTests {
  /// What a reader can find out, one line a question.
  private func seen(_ fixture: Fixture) throws -> [String] {
    let store = fixture.store
    let day = fixture.now..<(fixture.now + .seconds(86_400))
    let accounts = try store.accounts().map(\.id)
    let ready = try accounts.map { account in
      try store.ready(account: account, now: .never, excluding: [], limit: 9)
    }
    return [
      "\(try store.queue(DeliveryFilter(), limit: 500))",
      "\(try store.queue(DeliveryFilter(accounts: [AccountName("fedi")!]), limit: 500))",
      "\(try store.queue(DeliveryFilter(deliveries: (1...9).map { DeliveryID($0) }), limit: 9))",
      "\(try store.counts(today: day).states.sorted { $0.key < $1.key })",
      "\(try store.accountSummaries(today: day))",
      "\(try store.storedPosts(origins: PostOrigin.allCases))", "\(try store.accounts())",
      "\(try (1...9).map { try store.delivery(DeliveryID($0)) as Any })",
      "\(try (1...9).map { try store.show(DeliveryID($0)) as Any })",
      "\(try (1...9).map { try store.content(of: DeliveryID($0)) as Any })",
      "\(try ["a", "d", "e"].map { try store.declaredPost(PostUID(.yaml, $0)) as Any })",
      "\(try ["a", "d", "e"].map { try store.deliveries(of: PostUID(.yaml, $0)) as Any })",
      "\(try store.earliestFlows())", "\(try store.activeGeneration() as Any)",
      "\(try accounts.map { try store.nextReady(account: $0, after: fixture.now) as Any })",
      "\(ready)",
    ]
  }

  private func stage(
    _ posts: [DeclaredPost], accounts: [String] = ["fedi", "sky"], _ fixture: Fixture
  ) throws -> StagedGeneration {
    var staged = try fixture.store.turn { store in
      try store.beginGeneration(
        accounts: accounts.map { .declare(account($0)) }, source: "test", treeHash: [2],
        at: fixture.now, actor: "git:test")
    }
    for post in posts {
      try fixture.store.turn { store in
        try store.stage(
          [post], in: &staged, at: fixture.now, actor: "git:test", start: Fixture.start)
      }
    }
    return staged
  }

  private func apply(
    _ staged: StagedGeneration, accounts: [String] = ["fedi", "sky"], _ fixture: Fixture
  ) throws -> GenerationSummary {
    try fixture.store.turn(isWhole: true) { store in
      try store.apply(
        Plan(posts: [], accounts: accounts.map { .declare(account($0)) }), staged: staged,
        source: "test", treeHash: [2], at: fixture.now, actor: "git:test", start: Fixture.start)
    }
  }

  private let new = [
    post("d", due: 1_800_000_100_000, to: ["fedi", "sky"], text: "New"),
    post("e", due: 1_800_000_000_001, to: ["third"], text: "Newer"),
  ]
  private let accounts = ["fedi", "sky", "third"]

  @Test("nobody sees them, their account or their generation before they are in force")
  func unseen() throws {
    let fixture = try Stage.scheduled.prepare()
    let before = try seen(fixture)
    let staged = try stage(new, accounts: accounts, fixture)
    #expect(try fixture.number("SELECT count(*) FROM delivery") == 6)
    for (before, after) in zip(before, try seen(fixture)) { #expect(before == after) }
    #expect(try fixture.store.generations(limit: 1).first?.refused != nil)
    _ = try apply(staged, accounts: accounts, fixture)
    #expect(try seen(fixture) != before)
  }

  @Test("in force, they are as if they had been put in at once")
  func inForce() throws {
    let (slow, quick) = (try Stage.scheduled.prepare(), try Stage.scheduled.prepare())
    let summary = try apply(stage(new, accounts: accounts, slow), accounts: accounts, slow)
    #expect(summary.added == 2 && summary.id == GenerationID(2))
    try quick.store.turn { store in
      let changes = new.map { post in
        PostChange(
          uid: post.uid, declared: post, kind: .add, deliveries: post.targets.map { .add($0) })
      }
      _ = try store.apply(
        Plan(posts: changes, accounts: accounts.map { .declare(account($0)) }), source: "test",
        treeHash: [2], at: quick.now, actor: "git:test", start: Fixture.start)
    }
    for (left, right) in zip(try seen(slow), try seen(quick)) { #expect(left == right) }
  }

  @Test("a crash in between forgets all of them, and their names are free")
  func crash() throws {
    let fixture = try Stage.scheduled.prepare()
    let before = try seen(fixture)
    _ = try stage(new, accounts: accounts, fixture)
    let now = fixture.now
    try fixture.crash()
    fixture.now = now
    for (before, after) in zip(before, try seen(fixture)) { #expect(before == after) }
    #expect(try fixture.store.stagings().isEmpty)
    for table in ["delivery", "post", "flow", "revision", "account", "tally"] {
      #expect(try fixture.number("SELECT count(*) FROM \(table) WHERE \(limit[table]!)") == 0)
    }
    #expect(try fixture.store.generations(limit: 1).first?.refused != nil)
    _ = try apply(stage(new, accounts: accounts, fixture), accounts: accounts, fixture)
    #expect(try fixture.store.show(PostUID(.yaml, "e")) != nil)
  }

  /// What of each table came with the staged posts.
  private let limit = [
    "delivery": "id > 3", "post": "id > 3", "flow": "id > 3", "revision": "delivery > 3",
    "account": "id > 2", "tally": "staged <> 0",
  ]

  @Test("they are dropped slice by slice")
  func drop() throws {
    let fixture = try Stage.scheduled.prepare()
    let before = try seen(fixture)
    let staged = try stage(new, accounts: accounts, fixture)
    var turns = 1
    while try fixture.store.turn({ try $0.drop(staged.staging, postsMax: 1, at: fixture.now) }) {
      turns += 1
    }
    #expect(turns == 3)
    #expect(try seen(fixture) == before)
    #expect(throws: StoreError.self) { try apply(staged, accounts: accounts, fixture) }
  }

  @Test("an import is staged with what it knows from before")
  func imports() throws {
    let fixture = try Stage.scheduled.prepare()
    let rows = ["x", "y"].map { post($0, origin: .csv) }
    func accept(_ posts: [DeclaredPost], in staging: StagingID?) throws -> [AcceptedPost] {
      try fixture.store.turn { store in
        try store.accept(
          posts, in: staging, at: fixture.now, actor: "uid:1", start: Fixture.start)
      }
    }
    _ = try accept([rows[0]], in: nil)
    let staging = try fixture.store.turn { try $0.beginStaging() }
    #expect(try accept(rows, in: staging).map(\.wasKnown) == [true, false])
    #expect(try fixture.store.show(rows[1].uid) == nil)
    try fixture.store.turn { try $0.finish(staging) }
    #expect(try fixture.store.show(rows[1].uid) != nil)
    #expect(try accept(rows, in: nil).allSatisfy(\.wasKnown))
  }
}
