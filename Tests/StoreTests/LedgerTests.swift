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
    let first = try #require(
      try fixture.store.ready(account: account, now: due, excluding: [], limit: 9).first)
    let flow = try fixture.situation(first.id.number).flow
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
      .published(DeliveryID(1), PublishedPart(part: 0, remote: remote, evidence: .answer)),
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

  @Test("what refers to a row that is not there is refused at once, and the turn goes on")
  func brokenReference() throws {
    let fixture = try Stage.scheduled.prepare()
    try fixture.store.turn { store in
      let error = #expect(throws: StoreError.self) {
        try store.carryOut(
          [.intend(intent(flow: 77, delivery: nil, .harmless))], at: fixture.now)
      }
      #expect(error?.isRuleOfSchema == true)
      _ = try store.carryOut([.intend(intent())], at: fixture.now)
    }
    #expect(try fixture.situation().journal.count == 1)
    #expect(try fixture.number("SELECT count(*) FROM step") == 1)
    #expect(throws: NeedsSavepoints.self) {
      try fixture.store.turn { store in
        try store.withSavepoints(false) {
          try store.carryOut(
            [.intend(intent(flow: 77, delivery: nil, .harmless))], at: fixture.now)
        }
      }
    }
  }

  @Test("after a refusal or a call that never left, the same part may be sent again")
  func sendsAgain() throws {
    for (state, meaning) in [
      (JournalEntry.State.answered(answer(429)), StepMeaning.refused),
      (.notSent("connection refused"), .notSent),
    ] {
      let fixture = try Stage.flying.prepare()
      try fixture.carryOut([
        .settle(settlement(intent(), state, meaning)),
        .delivery(DeliveryID(1), DeliveryChange(.armed)),
      ])
      #expect(try fixture.store.keysInDoubt(account: AccountID(1)).isEmpty)
      try fixture.carryOut([.intend(intent(attempt: 2))])
      let journal = try fixture.situation().journal
      #expect(journal.map(\.attempt) == [2])
      #expect(journal.map(\.state) == [.intent])
    }
  }

  @Test("a doubt ends with a verdict: absent lets it be sent again, present makes it public")
  func verdicts() throws {
    let fixture = try Stage.doubtful.prepare()
    #expect(try fixture.store.keysInDoubt(account: AccountID(1)) == ["key"])
    #expect(try fixture.store.keysInDoubt(account: AccountID(2)).isEmpty)
    let resolve = { (attempt: Int, state: StepResolution.State) in
      Write.resolve(
        StepResolution(flow: FlowID(1), run: 1, step: "status", attempt: attempt, state: state))
    }
    try fixture.carryOut([
      resolve(1, .absent(.read)), .delivery(DeliveryID(1), DeliveryChange(.armed)),
    ])
    #expect(try fixture.situation().journal.map(\.state) == [.absent(.read)])
    #expect(try fixture.store.keysInDoubt(account: AccountID(1)).isEmpty)

    let second = intent(attempt: 2)
    let remote = Remote(id: "7", url: nil, extra: ["cid": "c"])
    try fixture.carryOut([
      .intend(second), .delivery(DeliveryID(1), DeliveryChange(.publishing)),
    ])
    try fixture.carryOut([
      .settle(settlement(second, .answered(answer(502, "bad gateway")), .unknown)),
      .delivery(DeliveryID(1), DeliveryChange(.doubtful)),
    ])
    #expect(try fixture.situation().journal.map(\.state) == [.answered(answer(502, "bad gateway"))])
    // The core writes the part first and its resolution after it.
    try fixture.carryOut([
      .published(DeliveryID(1), PublishedPart(part: 0, remote: remote, evidence: .read)),
      resolve(2, .present(remote, .read)),
      .delivery(DeliveryID(1), DeliveryChange(.published, evidence: .read)),
    ])
    #expect(try fixture.situation().journal.map(\.state) == [.present(remote, .read)])
    #expect(try fixture.store.keysInDoubt(account: AccountID(1)).isEmpty)
    #expect(throws: StoreError.self) { try fixture.carryOut([resolve(2, .absent(.person))]) }
  }

  @Test("a call under way is not in doubt; a dropped delivery no longer is")
  func doubtEnds() throws {
    let fixture = try Stage.flying.prepare()
    #expect(try fixture.store.keysInDoubt(account: AccountID(1)).isEmpty)
    try fixture.carryOut([
      .settle(settlement(intent(), .unknown("cut"), .unknown)),
      .delivery(DeliveryID(1), DeliveryChange(.attention, question: .mayBePublished)),
    ])
    #expect(try fixture.store.keysInDoubt(account: AccountID(1)) == ["key"])
    try fixture.carryOut([.delivery(DeliveryID(1), DeliveryChange(.cancelled))])
    #expect(try fixture.store.keysInDoubt(account: AccountID(1)).isEmpty)
  }

  @Test("parking a delivery whose outcome could not be written frees its account")
  func parking() throws {
    let fixture = try Stage.flying.prepare()
    try fixture.carryOut([
      .delivery(DeliveryID(1), DeliveryChange(.attention, question: .brokenJournal))
    ])
    #expect(try fixture.number("SELECT count(*) FROM flight") == 0)
    #expect(try fixture.store.keysInDoubt(account: AccountID(1)) == ["key"])
    try fixture.carryOut([
      .intend(intent(flow: 2, delivery: 2)),
      .delivery(DeliveryID(2), DeliveryChange(.publishing)),
    ])
  }

  @Test("a harmless call is stored when it is settled; of a long poll the ends are kept")
  func harmless() throws {
    let fixture = try Stage.scheduled.prepare()
    #expect(throws: StoreError.self) {
      try fixture.carryOut([.settle(settlement(intent(), .answered(answer())))])
    }
    for attempt in 1...40 {
      let poll = intent("media-0-ready", attempt: attempt, .harmless)
      try fixture.carryOut([.settle(settlement(poll, .answered(answer(206, "\(attempt)"))))])
    }
    #expect(try fixture.number("SELECT count(*) FROM step") == 11)
    #expect(try fixture.number("SELECT count(*) FROM outcome") == 11)
    let entry = try #require(try fixture.situation().journal.first)
    #expect(entry.attempt == 40 && entry.state == .answered(answer(206, "40")))
  }

  @Test("a new run reads its own journal only; parts and doubts of the earlier run stay")
  func runs() throws {
    let fixture = try Stage.partial.prepare()
    var flow = try fixture.situation().flow
    flow.run = 2
    try fixture.carryOut([.flow(flow)])
    let situation = try fixture.situation()
    #expect(situation.journal.isEmpty)
    #expect(situation.published.map(\.remote.id) == ["99"])
    #expect(throws: StoreError.self) { try fixture.carryOut([.intend(intent(run: 2))]) }
    try fixture.carryOut([.intend(intent(run: 2, part: 1))])
    #expect(try fixture.number("SELECT count(*) FROM step") == 2)
  }

  @Test("the journal keeps every form of an answer")
  func answers() throws {
    let fixture = try Stage.scheduled.prepare()
    let file = MediaFile(
      hash: "ab", bytes: 5_000_000_000, mime: "video/mp4", width: nil, height: 720,
      milliseconds: 61_500, codec: "avc1", name: "a b.mp4")
    let bodies: [Answer.Body] = [.bytes([0, 255, 10]), .spooled(file), .tooLarge, .bytes([])]
    for (index, body) in bodies.enumerated() {
      var expected = answer()
      expected.body = body
      let call = intent("s\(index)", .harmless)
      try fixture.carryOut([.settle(settlement(call, .answered(expected)))])
      #expect(try fixture.situation().journal.last?.state == .answered(expected))
    }
  }

  @Test("one open flow of a kind: a second one moves the first forward; a sign-in replaces it")
  func oneOpenFlow() throws {
    let fixture = try Stage.scheduled.prepare()
    func start(_ kind: FlowKind, _ seconds: Int64, _ inputs: [String: FlowInput] = [:]) throws
      -> FlowRow
    {
      let flow = NewFlow(
        kind: kind, account: AccountID(1), version: 1, lane: .settle,
        notBefore: fixture.now + .seconds(seconds), inputs: inputs)
      let written = try fixture.carryOut([.startFlow(flow)])
      return try fixture.situation(try #require(written.flows.first).number).flow
    }
    let first = try start(.refresh, 100)
    #expect(try start(.refresh, 500) == first)
    let moved = try start(.refresh, 10)
    #expect(moved.id == first.id && moved.notBefore == fixture.now + .seconds(10))
    let asking = try start(.connect, 0)
    let given = try start(.connect, 0, ["code": .text("x")])
    #expect(given.id != asking.id && given.inputs == ["code": .text("x")])
    #expect(try fixture.situation(asking.id.number).flow.isDone)
    #expect(try start(.probe, 0).id != first.id)
  }

  @Test("releasing wakes what is blocked for these causes on this account, and nothing else")
  func release() throws {
    let fixture = try Stage.scheduled.prepare()
    try fixture.carryOut([
      .delivery(DeliveryID(1), DeliveryChange(.blocked, cause: .signIn)),
      .delivery(DeliveryID(2), DeliveryChange(.blocked, cause: .disk)),
      .delivery(DeliveryID(3), DeliveryChange(.blocked, cause: .signIn)),
      .release(AccountID(1), causes: [.notConnected, .signIn], at: fixture.now),
    ])
    #expect(try fixture.situation(1).flow.notBefore == fixture.now)
    #expect(try fixture.situation(2).flow.notBefore > fixture.now)
    #expect(try fixture.situation(3).flow.notBefore > fixture.now)
  }

  @Test("a change replaces cause, question and reason, and keeps what it does not name")
  func changes() throws {
    let fixture = try Stage.scheduled.prepare()
    let reason = ErrorObject(.expired, "x")
    let due = fixture.now + .seconds(5)
    try fixture.carryOut([
      .delivery(
        DeliveryID(1), DeliveryChange(.attention, question: .late, reason: reason, due: due))
    ])
    var row = try #require(try fixture.store.delivery(DeliveryID(1)))
    #expect(row.question == .late && row.reason == reason && row.due == due)
    try fixture.carryOut([.delivery(DeliveryID(1), DeliveryChange(.scheduled))])
    row = try #require(try fixture.store.delivery(DeliveryID(1)))
    #expect(row.question == nil && row.reason == nil && row.due == due)
  }

  @Test("accounts, tokens, secrets and limits come back as they were written")
  func accountRows() throws {
    let fixture = try Stage.scheduled.prepare()
    let identity = Identity(id: "1", handle: "@a@b", url: nil)
    let key = SecretKey("vault:1/1/token/access")
    let token = TokenRow(
      version: 1, keys: ["access": key], obtainedAt: fixture.now,
      accessExpires: fixture.now + .seconds(60), scopes: ["read", "write"])
    let sealed = SealedSecret(key: key, dataKey: 1, sealed: [9, 9])
    let bucket = BucketRow(
      scope: "account:fedi", name: "posts",
      bucket: TokenBucket(
        capacity: 10, refillPerSecond: 0.5, level: -1.5, at: fixture.now,
        closedUntil: fixture.now + .seconds(9), spent: [.init(at: fixture.now, amount: 1.5)]))
    try fixture.store.turn { store in
      try store.insert(
        DataKeyRow(id: 1, masterKey: "m", wrapped: [1], uses: 0, isPrimary: true), at: fixture.now)
    }
    var newer = token
    newer.version = 2
    try fixture.carryOut([
      .secrets([sealed], AccountID(1)), .token(AccountID(1), token), .token(AccountID(1), newer),
      .account(
        AccountID(1),
        AccountChange(
          state: .ok, identity: identity, server: ["max": 500], connectedAt: fixture.now)),
      .bucket(bucket), .bucket(bucket),
    ])
    let row = try #require(try fixture.store.accounts().first)
    #expect(row.token == newer && row.identity == identity && row.state == .ok)
    #expect(row.declared == account("fedi") && row.server == ["max": 500])
    #expect(row.connectedAt == fixture.now && row.reason == nil)
    #expect(try fixture.store.secrets([key, SecretKey("vault:none")]) == [key: sealed])
    #expect(try fixture.store.buckets() == [bucket])
    try fixture.carryOut([
      .account(AccountID(1), AccountChange(state: .signIn, reason: "revoked"))
    ])
    #expect(try fixture.store.accounts().first?.reason == "revoked")
    try fixture.carryOut([.account(AccountID(1), AccountChange(state: .ok))])
    #expect(try fixture.store.accounts().first?.reason == nil)
  }

  @Test("lanes go first, then age; what is excluded or later is left out")
  func order() throws {
    let fixture = try Fixture()
    try fixture.apply((0..<4).map { post("p\($0)") })
    for (number, lane, wait) in [(1, Lane.catchUp, -90), (2, .due, -10), (3, .due, -20)] {
      var flow = try fixture.situation(Int64(number)).flow
      flow.lane = lane
      flow.notBefore = fixture.now + .seconds(wait)
      try fixture.carryOut([.flow(flow)])
    }
    func ready(_ excluded: [Int64] = [], limit: Int = 9) throws -> [Int64] {
      try fixture.store.ready(
        account: AccountID(1), now: fixture.now, excluding: excluded.map { FlowID($0) },
        limit: limit
      ).map(\.id.number)
    }
    #expect(try ready() == [3, 2, 1])
    #expect(try ready([3]) == [2, 1])
    #expect(try ready(limit: 2) == [3, 2])
    #expect(
      try fixture.store.nextReady(account: AccountID(1), after: fixture.now)
        == Instant(milliseconds: 1_800_000_540_000))
  }

  @Test("remote ids of other deliveries are told while a delivery is doubtful")
  func claimed() throws {
    let fixture = try Stage.doubtful.prepare()
    try fixture.carryOut([.published(remote("55", delivery: 2))])
    #expect(try fixture.situation().claimed == ["55"])
    #expect(try fixture.situation(2).claimed.isEmpty)
  }
}
