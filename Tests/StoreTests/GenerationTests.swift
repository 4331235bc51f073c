import Domain
import Testing

@testable import Store

@Suite("Generations of the files")
struct GenerationTests {
  private let due = Instant(milliseconds: 1_800_000_600_000)

  private func change(
    _ kind: PostChange.Kind, _ post: DeclaredPost?, uid: String = "a",
    _ deliveries: [PostChange.DeliveryPlan]
  ) -> Plan {
    Plan(
      posts: [
        PostChange(
          uid: PostUID(.yaml, uid), declared: post, kind: kind, deliveries: deliveries)
      ], accounts: [])
  }

  private func stored(_ fixture: Fixture, _ uid: String = "a") throws -> StoredPost {
    try #require(
      try fixture.store.storedPosts(origins: [.yaml]).first { $0.uid == PostUID(.yaml, uid) })
  }

  @Test("what was declared comes back for the next plan")
  func storedPosts() throws {
    let fixture = try Fixture()
    var slotted = post("b", to: ["sky", "fedi"], text: "Two")
    slotted.due.slot = "working-day"
    slotted.project = "p"
    slotted.seriesItem = "tip-1"
    let summary = try fixture.apply([post("a"), slotted])
    #expect(summary.added == 2 && summary.id == GenerationID(1) && summary.source == "test")
    let posts = try fixture.store.storedPosts(origins: [.yaml, .series])
    #expect(posts.map(\.uid.text) == ["yaml:a", "yaml:b"])
    let second = try #require(posts.last)
    #expect(second.due == slotted.due && second.project == "p" && second.seriesItem == "tip-1")
    #expect(second.needsApproval == false && second.onEdit == .report && second.attempts == 5)
    #expect(second.deliveries.map(\.account.text) == ["sky", "fedi"])
    #expect(
      second.deliveries[0].contentHash
        == TestHashing().sha256(CanonicalContent.encode(Content(text: "Two"))))
    #expect(try fixture.store.storedPosts(origins: [.csv, .api]).isEmpty)
    #expect(try fixture.store.declaredPost(slotted.uid) == slotted)
  }

  @Test("equal contents are stored once")
  func deduplication() throws {
    let fixture = try Fixture()
    try fixture.apply([post("a", to: ["fedi", "sky"]), post("b"), post("c", text: "Other")])
    #expect(try fixture.number("SELECT count(*) FROM content") == 2)
    #expect(try fixture.number("SELECT count(*) FROM revision") == 4)
  }

  @Test("a revision starts a new run from the beginning")
  func revise() throws {
    let fixture = try Stage.scheduled.prepare()
    var flow = try fixture.situation().flow
    (flow.tries, flow.negatives, flow.startedAt, flow.entropy) = (3, 1, fixture.now, [1])
    try fixture.carryOut([
      .flow(flow),
      .delivery(DeliveryID(1), DeliveryChange(.armed, reason: ErrorObject(.rateLimited, "x"))),
    ])
    let new = post("a", due: due.milliseconds + 1000, text: "New")
    let summary = try fixture.apply(change(.revise, new, [.revise(DeliveryID(1), new.targets[0])]))
    #expect(summary.revised == 1)
    let situation = try fixture.situation()
    #expect(situation.content == Content(text: "New"))
    #expect(situation.delivery?.state == .scheduled && situation.delivery?.revision == 2)
    #expect(situation.delivery?.due == due + .seconds(1) && situation.delivery?.reason == nil)
    #expect(situation.flow.run == 2 && situation.flow.tries == 0 && situation.flow.negatives == 0)
    #expect(situation.flow.startedAt == nil && situation.flow.entropy.isEmpty)
    #expect(situation.flow.notBefore == due + .seconds(1) - .seconds(60))
    #expect(try stored(fixture).due == new.due)
  }

  @Test("a new time moves the delivery and keeps its content")
  func reschedule() throws {
    let fixture = try Stage.scheduled.prepare()
    let later = post("a", due: due.milliseconds + 5000)
    let summary = try fixture.apply(
      change(.reschedule, later, [.reschedule(DeliveryID(1), account: AccountName("fedi")!)]))
    #expect(summary.rescheduled == 1)
    let situation = try fixture.situation()
    #expect(situation.delivery?.due == due + .seconds(5) && situation.delivery?.revision == 1)
    #expect(situation.flow.run == 2)
    #expect(situation.flow.notBefore == due + .seconds(5) - .seconds(60))
  }

  @Test("a cancelled delivery stays as a row, and may come back")
  func cancelAndRevive() throws {
    let fixture = try Stage.scheduled.prepare()
    let name = AccountName("fedi")!
    var summary = try fixture.apply(
      change(.cancel, nil, [.cancel(DeliveryID(1), account: name)]))
    #expect(summary.cancelled == 1)
    #expect(try fixture.situation().delivery?.state == .cancelled)
    #expect(try fixture.situation().flow.isDone)
    #expect(try stored(fixture).deliveries.map(\.cancelledByFiles) == [true])
    let back = post("a", text: "Back")
    summary = try fixture.apply(change(.revive, back, [.revive(DeliveryID(1), back.targets[0])]))
    #expect(summary.revived == 1)
    let situation = try fixture.situation()
    #expect(situation.delivery?.state == .scheduled && !situation.flow.isDone)
    #expect(situation.content == Content(text: "Back") && situation.flow.run == 3)
    #expect(try stored(fixture).deliveries.map(\.cancelledByFiles) == [false])
    // A person's cancellation is no matter of the files.
    try fixture.carryOut([.delivery(DeliveryID(1), DeliveryChange(.cancelled))])
    #expect(try stored(fixture).deliveries.map(\.cancelledByFiles) == [false])
  }

  @Test("a failed post takes new words, and begins anew only when its time is to come")
  func failed() throws {
    let fixture = try Stage.scheduled.prepare()
    try fixture.carryOut([
      .delivery(DeliveryID(1), DeliveryChange(.refused, settledAt: fixture.now))
    ])
    let new = post("a", due: due.milliseconds, text: "New")
    try fixture.apply(change(.revise, new, [.amend(DeliveryID(1), new.targets[0])]))
    #expect(try fixture.situation().delivery?.state == .refused)
    #expect(try fixture.situation().content == Content(text: "New"))
    let newer = post("a", due: due.milliseconds, text: "Newer")
    try fixture.apply(change(.revise, newer, [.revise(DeliveryID(1), newer.targets[0])]))
    #expect(try fixture.situation().delivery?.state == .scheduled)
    #expect(try fixture.situation().content == Content(text: "Newer"))
    #expect(
      try fixture.apply(change(.revise, new, [.amend(DeliveryID(1), new.targets[0])])).tooLate == 1)
  }

  @Test(
    "what is out or on its way is left alone, whatever the plan says",
    arguments: [Stage.flying, .published, .doubtful, .partial])
  func tooLate(_ stage: Stage) throws {
    let fixture = try stage.prepare()
    let before = try fixture.situation()
    let new = post("a", due: due.milliseconds + 5000, text: "New")
    let name = AccountName("fedi")!
    for plan in [
      change(.revise, new, [.revise(DeliveryID(1), new.targets[0])]),
      change(.reschedule, new, [.reschedule(DeliveryID(1), account: name)]),
      change(.revise, new, [.amend(DeliveryID(1), new.targets[0])]),
      change(.cancel, nil, [.cancel(DeliveryID(1), account: name)]),
      change(.revive, new, [.revive(DeliveryID(1), new.targets[0])]),
      change(.tooLate, new, [.tooLate(DeliveryID(1), account: name, state: .published)]),
    ] {
      let summary = try fixture.apply(plan)
      #expect(summary.tooLate == 1 && summary.revised + summary.cancelled + summary.revived == 0)
    }
    #expect(try fixture.situation() == before)
    #expect(try stored(fixture).deliveries.map(\.hasPartsOut) == [true])
    #expect(try stored(fixture).due.instant == due)
  }

  @Test("a post that needs approval waits for it, and again after a revision")
  func approval() throws {
    let fixture = try Fixture()
    try fixture.apply([post("a", needsApproval: true)])
    #expect(try fixture.situation().delivery?.state == .awaitingApproval)
    #expect(try fixture.situation().flow.notBefore == .never)
    let id = PostID(1)
    let approval = Approval(
      post: id, revisionHash: try fixture.store.revisionHash(of: id), by: "uid:1",
      isApproved: true, comment: "fine", until: fixture.now + .seconds(10), at: fixture.now)
    try fixture.store.turn { try $0.insert(approval) }
    #expect(try fixture.store.approvals(of: id) == [approval])
    #expect(try fixture.store.isApproved(id, at: fixture.now))
    #expect(try !fixture.store.isApproved(id, at: fixture.now + .seconds(10)))
    try fixture.carryOut([.delivery(DeliveryID(1), DeliveryChange(.scheduled))])
    let later = post("a", due: due.milliseconds + 5000, needsApproval: true)
    try fixture.apply(
      change(.reschedule, later, [.reschedule(DeliveryID(1), account: AccountName("fedi")!)]))
    #expect(try fixture.situation().delivery?.state == .scheduled)
    #expect(try fixture.store.isApproved(id, at: fixture.now))
    let new = post("a", text: "New", needsApproval: true)
    try fixture.apply(change(.revise, new, [.revise(DeliveryID(1), new.targets[0])]))
    #expect(try fixture.situation().delivery?.state == .awaitingApproval)
    #expect(try !fixture.store.isApproved(id, at: fixture.now))
  }

  @Test("a plan with an unknown account changes nothing at all")
  func wholeOrNothing() throws {
    let fixture = try Stage.scheduled.prepare()
    let error = #expect(throws: StoreError.self) {
      try fixture.apply([post("x"), post("y", to: ["nobody"])], accounts: ["late"])
    }
    #expect(error?.kind == .refused && error?.message.contains("nobody") == true)
    #expect(try fixture.store.storedPosts(origins: [.yaml]).count == 3)
    #expect(try fixture.store.accounts().count == 2)
    #expect(try fixture.store.activeGeneration()?.record.summary.id == GenerationID(1))
  }

  @Test("refused generations are remembered with their reason and do not become the one in force")
  func refused() throws {
    let fixture = try Stage.scheduled.prepare()
    try fixture.store.turn { store in
      _ = try store.refuseGeneration(
        source: "3f2a9c1", treeHash: [2], at: fixture.now, actor: "git:3f2a9c1", why: "3 errors")
    }
    let latest = try fixture.store.generations(limit: 5)
    #expect(latest.map(\.refused) == ["3 errors", nil])
    #expect(try fixture.store.activeGeneration()?.treeHash == [1])
  }

  @Test("an account that left the files is disabled and comes back as it was")
  func accounts() throws {
    let fixture = try Stage.scheduled.prepare()
    let states = { try fixture.store.accounts().map(\.state) }
    try fixture.carryOut([
      .account(AccountID(1), AccountChange(state: .ok, connectedAt: fixture.now))
    ])
    try fixture.apply(Plan(posts: [], accounts: [.disable(AccountName("fedi")!)]))
    #expect(try states() == [.disabled, .notConnected])
    try fixture.apply(Plan(posts: [], accounts: [.declare(account("fedi"))]))
    #expect(try states() == [.ok, .notConnected])
    var off = account("sky")
    off.enabled = false
    try fixture.apply(Plan(posts: [], accounts: [.declare(off)]))
    #expect(try states() == [.ok, .disabled])
    try fixture.apply(Plan(posts: [], accounts: [.declare(account("sky"))]))
    #expect(try states() == [.ok, .notConnected])
  }

  @Test("accepting twice gives the first answer; another body is a conflict and changes nothing")
  func accepting() throws {
    let fixture = try Stage.scheduled.prepare()
    func accept(_ posts: [DeclaredPost]) throws -> [AcceptedPost] {
      try fixture.store.turn { store in
        try store.accept(posts, at: fixture.now, actor: "uid:1000", start: Fixture.start)
      }
    }
    let new = post("n1", origin: .api, to: ["fedi", "sky"])
    let first = try accept([new])
    #expect(first.map(\.wasKnown) == [false] && first[0].deliveries.count == 2)
    let again = try accept([new, post("n2", origin: .api)])
    #expect(again.map(\.wasKnown) == [true, false])
    #expect(again[0].deliveries == first[0].deliveries && again[0].post == first[0].post)
    let other = post("n1", origin: .api, to: ["fedi", "sky"], text: "Other")
    let error = #expect(throws: PostConflicts.self) {
      try accept([post("n3", origin: .api), other])
    }
    #expect(error?.uids == [new.uid])
    #expect(try fixture.store.deliveries(of: PostUID(.api, "n3")).isEmpty)
    #expect(try fixture.store.deliveries(of: new.uid).map(\.id) == first[0].deliveries)
  }

  @Test("posts of the store can be changed and cancelled like those of the files")
  func changing() throws {
    let fixture = try Stage.scheduled.prepare()
    let own = post("n1", origin: .api)
    let id = try fixture.store.turn { store in
      try store.accept([own], at: fixture.now, actor: "uid:1", start: Fixture.start)[0].deliveries[
        0]
    }
    let name = AccountName("fedi")!
    let kinds = try fixture.store.turn { store in
      try store.change(
        [
          PostChange(
            uid: own.uid, declared: nil, kind: .cancel, deliveries: [.cancel(id, account: name)])
        ], at: fixture.now, actor: "uid:1", start: Fixture.start)
    }
    #expect(kinds == [.cancel])
    #expect(try fixture.store.delivery(id)?.state == .cancelled)
    let stored = try #require(try fixture.store.storedPosts(origins: [.api]).first)
    #expect(stored.deliveries.map(\.cancelledByFiles) == [false])
  }

  @Test("an import is remembered by the hash of its file")
  func imports() throws {
    let fixture = try Fixture()
    let batch = ImportBatch(
      fileHash: [1, 2], name: "posts.csv", at: fixture.now, rows: 3, actor: "uid:1")
    #expect(try fixture.store.importBatch([1, 2]) == nil)
    try fixture.store.turn { try $0.insert(batch) }
    #expect(try fixture.store.importBatch([1, 2]) == batch)
  }

  @Test("secrets are sealed anew in slices, and the old key goes when it seals nothing")
  func rewrap() throws {
    let fixture = try Stage.scheduled.prepare()
    func key(_ id: Int64) -> DataKeyRow {
      DataKeyRow(id: id, masterKey: "m", wrapped: [UInt8(id)], uses: 0, isPrimary: true)
    }
    try fixture.store.turn { try $0.insert(key(1), at: fixture.now) }
    let secrets = (0..<5).map {
      SealedSecret(key: SecretKey("vault:\($0)"), dataKey: 1, sealed: [1])
    }
    try fixture.carryOut([.secrets(secrets, AccountID(2))])
    try fixture.store.turn { try $0.insert(key(2), at: fixture.now) }
    #expect(try fixture.store.dataKeys().map(\.isPrimary) == [false, true])
    #expect(throws: StoreError.self) { try fixture.store.turn { try $0.removeDataKey(1) } }
    var rounds = 0
    while case let slice = try fixture.store.secrets(sealedWith: 1, limit: 2), !slice.isEmpty {
      #expect(slice.allSatisfy { $0.account == AccountID(2) })
      let anew = slice.map { SealedSecret(key: $0.secret.key, dataKey: 2, sealed: [2]) }
      let replaced = try fixture.store.turn { try $0.rewrap(anew, from: 1) }
      #expect(replaced == slice.count)
      rounds += 1
    }
    #expect(rounds == 3)
    try fixture.store.turn { try $0.removeDataKey(1) }
    #expect(try fixture.store.secret(SecretKey("vault:4"))?.dataKey == 2)
  }
}
