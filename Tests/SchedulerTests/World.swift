import Crypto
import Domain
import Glibc
import Testing

@testable import Scheduler
@testable import Store

/// The real core over the real store, with simulated time and a scripted platform.
final class World {
  static let noon = Instant(milliseconds: 1_800_000_000_000)

  /// Empty only while the process is dead.
  private var opened: Store?
  var store: Store { opened! }
  var core: Core
  var wall = World.noon
  var uptime = Uptime(milliseconds: 5_000_000)
  /// What the next start publishes with.
  var recipe: TestRecipe
  /// Every call that left, in order.
  private(set) var sent: [SendOrder] = []
  private(set) var effects: [Effect] = []
  /// The hosts that were asked whether they are there, in order.
  var pings: [String] {
    effects.compactMap { if case .ping(let host, _) = $0 { host } else { nil } }
  }
  /// What the platform does with a call; `nil` leaves it hanging.
  var platform: (SendOrder) -> Outcome? = { _ in nil }
  /// What here keeps a call from leaving.
  var obstacle: (SendOrder) -> ErrorObject? = { _ in nil }
  private var pending: [SendOrder] = []
  private let folder: String
  private var turns: UInt8 = 0
  var settings = CoreSettings()
  /// After each turn the rows that the core keeps are compared with the store's.
  var comparesKeptRows = true

  init(recipe: TestRecipe = TestRecipe(), accounts: [DeclaredAccount] = [World.account("one")])
    throws
  {
    var template = Array("/tmp/belfry-world-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) }
    folder = String(cString: try #require(made, "no temporary folder"))
    self.recipe = recipe
    opened = try World.open(folder, at: wall)
    core = Core(recipes: [recipe], buckets: [], settings: settings, hashing: SHA256())
    try apply(Plan(posts: [], accounts: accounts.map { .declare($0) }))
    for row in try store.accounts() {
      try connect(row.id)
    }
    try boot()
  }

  deinit {
    opened = nil
    for name in StoreFiles.names(in: folder) { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  static func account(
    _ name: String, server: String? = nil, onDoubt: DoubtPolicy = .ask,
    limits: AccountLimits = .init()
  ) -> DeclaredAccount {
    DeclaredAccount(
      name: AccountName(name)!, platform: PlatformName("test"),
      settings: server.map { ["server": $0] } ?? [:], onDoubt: onDoubt, limits: limits)
  }

  private static func open(_ folder: String, at wall: Instant) throws -> Store {
    try Store.open(
      StoreOptions(directory: folder, at: wall, build: "test", kernelBoot: "k1"),
      hashing: SHA256())
  }

  /// Signs the account in without a dialogue.
  func connect(_ id: AccountID, accessFor seconds: Int? = nil) throws {
    let known = try store.accounts().first { $0.id == id }?.token?.version ?? 0
    let token = TokenRow(
      version: known + 1, keys: ["access": SecretKey("vault:a"), "refresh": SecretKey("vault:r")],
      obtainedAt: wall, accessExpires: seconds.map { wall + .seconds($0) })
    _ = try store.turn { store in
      try store.carryOut(
        [.token(id, token), .account(id, AccountChange(state: .ok, connectedAt: wall))], at: wall)
    }
  }

  /// The core of a new start over the store as it is.
  func boot() throws {
    core = Core(
      recipes: [recipe], buckets: try store.buckets(), spendings: try store.spendings(),
      settings: settings, hashing: SHA256(),
      quarantine: store.boot.quarantine, latest: store.boot.latest)
    pending = []
    vouch()
    try turn([.accounts(try store.accounts())])
  }

  /// Somebody says that the wall clock is right, so that no call waits for a witness.
  func vouch() {
    core.witness.observe(
      host: "witness", date: wall, clocks: Clocks(wall: wall, uptime: uptime))
  }

  /// Ends the process without a word and starts it again.
  func crash() throws {
    opened = nil
    opened = try World.open(folder, at: wall)
    try boot()
  }

  /// Copies the store as it is into a file of that name.
  func backUp(_ name: String) throws {
    let path = "\(folder)/\(name)"
    try store.beginCopy(to: path + ".unfinished")
    while try !store.copySlice(pages: 8).isDone {}
    store.endCopy()
    _ = try BackupFile.finish(path + ".unfinished", as: path, at: wall, hashing: SHA256())
  }

  /// Ends the process and starts it again over the backup of that name.
  func restore(_ name: String) throws {
    opened = nil
    let options = StoreOptions(directory: folder, at: wall, build: "test", kernelBoot: "k1")
    _ = try Restore(options, hashing: SHA256()).run("\(folder)/\(name)")
    opened = try World.open(folder, at: wall)
    try boot()
  }

  /// As a person does who answers `belfry quarantine`.
  func release() throws {
    try store.turn { try $0.endQuarantine(at: wall, actor: "uid:0") }
    try turn([.quarantine(nil)])
  }

  func apply(_ plan: Plan) throws {
    let recipe = recipe
    _ = try store.turn { store in
      try store.apply(
        plan, source: "test", treeHash: [1], at: wall, actor: "test",
        start: { post, target in FlowStart(post, target, recipe.profile) })
    }
  }

  /// Declares a post to every named account.
  @discardableResult
  func add(
    _ name: String, origin: PostOrigin = .yaml, due: Instant? = nil,
    to accounts: [String] = ["one"], texts: [String]? = nil,
    late: LatePolicy = .ask, grace: Duration = .seconds(7200), attempts: Int = 5,
    withMedia: Bool = false, needsApproval: Bool = false
  ) throws -> PostUID {
    let parts = (texts ?? [name]).map { text in
      Content.Part(text: text, media: withMedia ? [World.picture] : [])
    }
    let post = DeclaredPost(
      uid: PostUID(origin, name), due: .init(instant: due ?? wall, zone: "UTC"), latePolicy: late,
      grace: grace, needsApproval: needsApproval, onEdit: .report, attempts: attempts, project: nil,
      targets: accounts.map { .init(account: AccountName($0)!, content: Content(parts: parts)) },
      place: "test")
    try apply(
      Plan(
        posts: [
          PostChange(
            uid: post.uid, declared: post, kind: .add, deliveries: post.targets.map { .add($0) })
        ], accounts: []))
    try turn([.wake])
    return post.uid
  }

  private static let picture = MediaItem(
    alt: "a bell",
    file: MediaFile(hash: String(repeating: "a", count: 64), bytes: 9, mime: "image/png", name: "b")
  )

  /// One turn; the effects are taken up, and the platform's answers come with the next one.
  func turn(_ events: [Event] = []) throws {
    turns &+= 1
    let before = core
    let new: [Effect]
    do {
      new = try turn(events, isWhole: true)
    } catch is NeedsSavepoints {
      core = before
      new = try turn(events, isWhole: false)
    }
    if comparesKeptRows { try compareKeptRows() }
    effects += new
    for case .send(let order) in new {
      sent.append(order)
      pending.append(order)
    }
  }

  /// What is kept of a flow must be what the store would answer, but for the call under way, whose
  /// outcome takes the place of its intent.
  private func compareKeptRows() throws {
    for var kept in core.kept.values.map(\.value) {
      var stored = try #require(try store.situation(of: kept.flow.id))
      let step = core.underway[kept.flow.id]?.value.intent.step
      kept.journal.removeAll { $0.step == step }
      stored.journal.removeAll { $0.step == step }
      #expect(stored == kept)
    }
  }

  private func turn(_ events: [Event], isWhole: Bool) throws -> [Effect] {
    let clocks = Clocks(wall: wall, uptime: uptime)
    let entropy = Entropy(seed: [UInt8](repeating: turns, count: 32), hashing: SHA256())
    return try store.turn { store in
      try store.withSavepoints(!isWhole) {
        try core.turn(events, clocks: clocks, entropy: entropy, ledger: store)
      }
    }
  }

  /// Lets time pass for `duration`: answers arrive at once, and the core is woken when it asks.
  func run(for duration: Duration = .zero) throws {
    let end = wall + duration
    var rounds = 0
    while rounds < 5_000 {
      rounds += 1
      if let reports = try answer(), !reports.isEmpty {
        try turn(reports)
      } else if core.wantsAnotherTurn {
        try turn()
      } else if let wake = core.nextWake, wake <= end {
        let step = max(.zero, wake - wall)
        wall = wall + step
        uptime = uptime + step
        try turn([.wake])
      } else {
        break
      }
    }
    #expect(rounds < 5_000, "the core does not come to rest")
    let rest = end - wall
    wall = wall + rest
    uptime = uptime + rest
  }

  private func answer() throws -> [Event]? {
    var events: [Event] = []
    pending = pending.filter { order in
      if let obstacle = obstacle(order) {
        events.append(
          .report(
            CallReport(
              flow: order.flow, outcome: .notSent(obstacle.message), took: .zero,
              obstacle: obstacle)))
        return false
      }
      guard var outcome = platform(order) else { return true }
      if case .answered(var answer) = outcome {
        answer.at = wall
        outcome = .answered(answer)
      }
      events.append(.report(CallReport(flow: order.flow, outcome: outcome, took: .milliseconds(1))))
      return false
    }
    return events
  }

  /// Everything about the post's delivery on an account.
  func situation(
    _ name: String, origin: PostOrigin = .yaml, on account: String = "one"
  ) throws -> Situation {
    let flow = try store.connection.first(
      World.findFlow, PostUID(origin, name).text, account
    ) { FlowID($0.integer(0)) }
    let situation = try store.situation(of: try #require(flow))
    return try #require(situation)
  }

  private static let findFlow = SQL(
    """
    SELECT flow.id FROM flow JOIN delivery ON delivery.id = flow.delivery
      JOIN post ON post.id = delivery.post JOIN account ON account.id = delivery.account
      WHERE post.uid = ? AND account.name = ? AND flow.kind = 0
    """)

  /// Changes the schema, to see what follows from rules that break.
  func alterStore(_ sql: String) throws { try store.connection.execute(sql) }

  /// The journal of the latest edit or delete of a post's delivery.
  func journal(of kind: FlowKind, _ name: String) throws -> [JournalEntry] {
    let delivery = try #require(try situation(name).delivery)
    let flow = try store.connection.first(World.findChange, delivery.id.number, kind.rawValue) {
      FlowID($0.integer(0))
    }
    return try store.situation(of: try #require(flow))?.journal ?? []
  }

  private static let findChange = SQL(
    "SELECT id FROM flow WHERE delivery = ? AND kind = ? ORDER BY id DESC LIMIT 1")

  /// The files have new words for a post that is out.
  func edit(_ name: String, to text: String) throws {
    let post = try #require(try store.declaredPost(PostUID(.yaml, name)))
    let delivery = try #require(try situation(name).delivery)
    var target = post.targets[0]
    target.content.parts[0].text = text
    let change = PostChange(
      uid: post.uid, declared: post, kind: .revise, deliveries: [.edit(delivery.id, target)])
    try apply(Plan(posts: [change], accounts: []))
    try turn([.wake])
  }

  func state(_ name: String, on account: String = "one") throws -> DeliveryState? {
    try situation(name, on: account).delivery?.state
  }

  func command(_ command: Command, _ name: String) throws -> ErrorObject? {
    let flow = try situation(name).flow.id
    try turn([.command(command, flow: flow, actor: "uid:1000", answer: AnswerID(7))])
    for case .answer(AnswerID(7), let error) in effects.reversed() { return error }
    Issue.record("the command got no answer")
    return nil
  }
}

/// An answer that arrives at once.
func ok(_ text: String, status: Int = 200, headers: [Call.Header] = []) -> Outcome {
  .answered(
    Answer(status: status, headers: headers, body: .bytes(Array(text.utf8)), at: World.noon))
}
