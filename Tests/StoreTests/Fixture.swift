import CSQLite
import Domain
import Glibc
import Testing

@testable import Store

/// A store in a folder of its own, which is removed at the end.
final class Fixture {
  let directory: String
  private var opened: Store?
  var now = Instant(milliseconds: 1_800_000_000_000)

  init() throws {
    var template = Array("/tmp/belfry-store-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw StoreError(.unusable, "mkdtemp", "failed") }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try open()
  }

  deinit {
    opened = nil
    for name in StoreFiles.names(in: directory) { unlink(directory + "/" + name) }
    rmdir(directory)
  }

  /// The open store.
  var store: Store {
    guard let opened else { preconditionFailure("the fixture's store is closed") }
    return opened
  }

  /// Drops the store without the mark of a clean end.
  func dropStore() throws { opened = nil }

  var path: String { directory + "/belfry.db" }

  func options(kernel: String = "boot-1") -> StoreOptions {
    StoreOptions(directory: directory, at: now, build: "test", kernelBoot: kernel)
  }

  func open(kernel: String = "boot-1") throws {
    opened = nil
    opened = try Store.open(options(kernel: kernel), hashing: TestHashing())
  }

  /// Drops the store as a crash would: without the mark of a clean end.
  func crash(kernel: String = "boot-1") throws {
    now = now + .seconds(60)
    try open(kernel: kernel)
  }

  func closeCleanly() throws {
    try store.close()
    opened = nil
  }

  /// Declares the accounts and posts, and returns the deliveries in the order of the targets.
  @discardableResult
  func apply(
    _ posts: [DeclaredPost], accounts: [String] = ["fedi", "sky"]
  ) throws -> GenerationSummary {
    let plan = Plan(
      posts: posts.map { post in
        PostChange(
          uid: post.uid, declared: post, kind: .add, deliveries: post.targets.map { .add($0) })
      },
      accounts: accounts.map { .declare(account($0)) })
    return try apply(plan)
  }

  @discardableResult
  func apply(_ plan: Plan) throws -> GenerationSummary {
    try store.turn { store in
      try store.apply(
        plan, source: "test", treeHash: [1], at: now, actor: "git:test", start: Fixture.start)
    }
  }

  static func start(_ post: DeclaredPost, _ target: DeclaredPost.Target) -> FlowStart {
    FlowStart(version: 1, notBefore: post.due.instant - .seconds(60), lane: .prepare)
  }

  @discardableResult
  func carryOut(_ writes: [Write]) throws -> Written {
    try store.turn { try $0.carryOut(writes, at: now) }
  }

  /// Runs SQL around everything that the program checks; only the file's own rules are left.
  func raw(_ sql: String) throws {
    try store.connection.execute(sql)
  }

  func number(_ sql: String) throws -> Int64 {
    try store.connection.first(SQL(sql)) { $0.integer(0) } ?? -1
  }

  func text(_ sql: String) throws -> String {
    try store.connection.first(SQL(sql)) { $0.text(0) } ?? ""
  }

  func situation(_ flow: Int64 = 1) throws -> Situation {
    try #require(try store.situation(of: FlowID(flow)))
  }
}

func account(_ name: String) -> DeclaredAccount {
  DeclaredAccount(
    name: AccountName(name)!, platform: name == "sky" ? .bluesky : .mastodon,
    settings: ["server": "https://\(name).example"],
    app: DeclaredApp(name: "app", clientID: "id-1", clientSecret: SecretKey("env:X")),
    project: nil)
}

func post(
  _ name: String, origin: PostOrigin = .yaml, due: Int64 = 1_800_000_600_000,
  to accounts: [String] = ["fedi"], text: String = "Hello", needsApproval: Bool = false
) -> DeclaredPost {
  DeclaredPost(
    uid: PostUID(origin, name),
    due: .init(instant: Instant(milliseconds: due), zone: "Europe/Berlin"), latePolicy: .ask,
    grace: .seconds(7200), needsApproval: needsApproval, onEdit: .report, attempts: 5,
    project: nil,
    targets: accounts.map {
      .init(account: AccountName($0)!, content: Content(text: text))
    }, place: "schedule.yaml:1:1")
}

func intent(
  _ step: String = "status", flow: Int64 = 1, delivery: Int64? = 1, account: Int64 = 1,
  run: Int = 1, attempt: Int = 1, _ kind: CallClass = .visible, part: Int = 0,
  key: String = "key", at: Instant = Instant(milliseconds: 1_800_000_000_000)
) -> Intent {
  Intent(
    flow: FlowID(flow), delivery: delivery.map { DeliveryID($0) }, account: AccountID(account),
    run: run, step: step, attempt: attempt, kind: kind, part: part,
    matchKey: kind == .visible ? key : "",
    call: Call(
      .post, "https://fedi.example/api/v1/statuses?x=1", headers: [.init("Accept", "*/*")],
      body: [.text("status=Hello"), .secret(SecretKey("vault:1"), .form)],
      authorization: .bearer(SecretKey("vault:1/1/token/access"))),
    callHash: [1, 2, 3], at: at, platformDate: nil)
}

func settlement(
  _ intent: Intent, _ state: JournalEntry.State, _ meaning: StepMeaning = .done
) -> Settlement {
  Settlement(
    intent: intent, state: state, meaning: meaning, at: intent.at + .seconds(1),
    took: .milliseconds(42))
}

func answer(_ status: Int = 200, _ body: String = "{\"id\":\"1\"}") -> Answer {
  Answer(
    status: status, headers: [.init("content-type", "application/json")],
    body: .bytes(Array(body.utf8)), at: Instant(milliseconds: 1_800_000_000_500))
}
