import Adapters
import Crypto
import Domain
import Glibc
import PlatformModels
import Scheduler
import Store
import Testing

/// The real recipes on the real core over the real store, against the platforms' models, in
/// simulated time.
final class World {
  static let noon = Instant(milliseconds: 1_800_000_000_000)

  /// When the process dies, counted in calls since the scene was set.
  enum Crash: Hashable, CaseIterable, Sendable {
    /// The call is committed; it never left.
    case beforeRequest
    /// The platform acted on it; its answer never came.
    case beforeAnswer
  }

  var bridge: Bridge
  /// What is still to happen, by the ordinal of the call.
  var crashes: [Int: Crash] = [:]
  private(set) var wall = World.noon
  /// Calls that left since `sent` was last cleared.
  var sent: [SendOrder] = []
  /// How sign-ins and sign-outs ended.
  var signIns: [ErrorObject?] = []
  private var commandAnswers: [ErrorObject?] = []
  /// Empty only while the process is dead.
  private var opened: Store?
  private var core: Core
  private var uptime = Uptime(milliseconds: 5_000_000)
  private var arrivals: [Arrival] = []
  private var folder: String
  private var turns: UInt64 = 0
  private let recipes = Platforms.all
  private let declared: [DeclaredAccount]

  private struct Arrival {
    var at: Instant
    var event: Event
  }

  var store: Store { opened! }

  init(
    _ networks: [Network] = Network.allCases, onDoubt: DoubtPolicy = .ask,
    mastodon: MastodonModel.Rules = .init(), bluesky: BlueskyModel.Rules = .init(),
    x: XModel.Rules = .init(), linkedInAs author: String = "organization"
  ) throws {
    folder = try World.newFolder()
    let store = try World.open(folder, at: wall)
    opened = store
    bridge = Bridge(
      vault: try World.vault(in: store), mastodon: mastodon, bluesky: bluesky, x: x)
    core = Core(recipes: recipes, buckets: [], settings: CoreSettings(), hashing: SHA256())
    declared = networks.map { network in
      var account = network.declared
      account.onDoubt = onDoubt
      if network == .linkedin { account.settings["as"] = author }
      return account
    }
    try apply(Plan(posts: [], accounts: declared.map { .declare($0) }))
    try boot()
  }

  deinit {
    opened = nil
    World.remove(folder)
  }

  /// A process over the store as it is, with nothing in memory.
  private func boot() throws {
    core = Core(
      recipes: recipes, buckets: try store.buckets(), settings: CoreSettings(),
      hashing: SHA256())
    arrivals = []
    try turn([.accounts(try store.accounts())])
  }

  /// Ends the process as `kill -9` does: what is on the disk is all that is left.
  private func crash() throws {
    let next = try World.newFolder()
    for name in ["belfry.db", "belfry.db-wal"] {
      try World.copy("\(folder)/\(name)", to: "\(next)/\(name)")
    }
    opened = nil
    World.remove(folder)
    folder = next
    opened = try World.open(folder, at: wall)
    try boot()
  }

  // MARK: - Time

  /// One turn and what follows from it: calls reach the platforms, prompts reach a person.
  func turn(_ events: [Event]) throws {
    turns += 1
    let clocks = Clocks(wall: wall, uptime: uptime)
    let seed = SHA256().sha256(Array("\(turns)".utf8))
    let effects = try store.turn { store in
      try core.turn(
        events, clocks: clocks, entropy: Entropy(seed: seed, hashing: SHA256()), ledger: store)
    }
    for effect in effects {
      if try carryOut(effect) { return }
    }
  }

  /// - Returns: whether the process died of it.
  private func carryOut(_ effect: Effect) throws -> Bool {
    switch effect {
    case .send(let order):
      sent.append(order)
      let crash = crashes.removeValue(forKey: sent.count)
      if crash != .beforeRequest {
        let sealed = try store.secrets(order.call.secretKeys)
        let reply = try bridge.send(order, sealed: sealed, at: wall)
        arrivals.append(Arrival(at: wall + reply.after, event: .report(reply.report)))
      }
      guard crash != nil else { return false }
      try self.crash()
      return true
    case .ping(let host, _):
      let answer = Event.ping(host: host, answered: true, date: wall)
      arrivals.append(Arrival(at: wall + Bridge.latency, event: answer))
    case .prompt(let flow, let account, let request):
      if let option = request.options.last {
        let supply = Event.supply(
          flow, name: request.name, .text(option.value), sealed: [])
        arrivals.append(Arrival(at: wall + .seconds(5), event: supply))
      } else {
        try answer(flow, account, request.name, request.prompt)
      }
    case .signedIn(_, _, let error), .signedOut(_, _, let error): signIns.append(error)
    case .answer(_, let error): commandAnswers.append(error)
    }
    return false
  }

  /// Lets time pass until nothing happens any more, or `duration` is over.
  func run(for duration: Duration) throws {
    let end = wall + duration
    var rounds = 0
    while rounds < 20_000 {
      rounds += 1
      if core.wantsAnotherTurn {
        try turn([])
        continue
      }
      let arrival = arrivals.map(\.at).min()
      guard let next = [arrival, core.nextWake].compactMap(\.self).min(), next <= end else { break }
      pass(until: next)
      let due = arrivals.filter { $0.at <= wall }
      arrivals.removeAll { $0.at <= wall }
      try turn(due.isEmpty ? [.wake] : due.map(\.event))
    }
    #expect(rounds < 20_000, "the core does not come to rest")
    pass(until: end)
    bridge.advance(to: wall)
  }

  private func pass(until instant: Instant) {
    let step = max(.zero, instant - wall)
    wall = wall + step
    uptime = uptime + step
  }
}

// MARK: - Signing in

extension World {
  /// Signs in to the network as a person does: through the dialogue.
  func connect(_ network: Network) throws {
    let id = try id(of: network)
    let pkce = PKCE(entropy: SHA256().sha256(Array("pkce".utf8)))
    let key = SecretKey("vault:verifier/\(network.rawValue)")
    let inputs: [String: FlowInput] = [
      "redirect_uri": .text("http://127.0.0.1:4711/"), "state": .text("s"),
      "code_challenge": .text(pkce.challenge), "code_verifier": .secret(key),
    ]
    signIns = []
    let sealed = try bridge.vault.seal(pkce.verifier, as: key, account: id)
    try turn([.connect(id, inputs: inputs, sealed: [sealed])])
    try run(for: .seconds(30))
    #expect(signIns == [nil])
  }

  private func answer(_ flow: FlowID, _ account: AccountID, _ name: String, _ text: String) throws {
    let value: Secret
    switch name {
    case "password": value = Secret("abcd-efgh-ijkl-mnop")
    case "token": value = Secret(Network.botToken)
    case "webhook": value = Secret(Network.webhook)
    case "code": value = Secret(try allow(text))
    default:
      Issue.record("an unexpected question: \(text)")
      return
    }
    let key = SecretKey("vault:input/\(flow.number)/\(name)")
    let sealed = try bridge.vault.seal(value, as: key, account: account)
    arrivals.append(
      Arrival(
        at: wall + .seconds(5),
        event: .supply(flow, name: name, .secret(key), sealed: [sealed])))
  }

  /// Presses "Allow" on the page that the prompt names, and answers with the code.
  private func allow(_ prompt: String) throws -> String {
    let address = try #require(prompt.split(separator: " ").first { $0.hasPrefix("https://") })
    let query = try #require(address.split(separator: "?").last)
    let network = try #require(Network.every.first { address.hasPrefix($0.origin + "/") })
    let path = address.dropFirst(network.origin.count).prefix { $0 != "?" }
    let page = bridge.handle(ModelRequest("GET", "\(path)?\(query)"), on: network, at: wall)
    #expect(page.status == 200)
    let allowed = bridge.handle(
      ModelRequest(
        "POST", String(path),
        headers: [NamedValue("content-type", "application/x-www-form-urlencoded")],
        body: Array(query.utf8)), on: network, at: wall)
    let location = try #require(allowed.header("location"))
    let code = location.split { "?&#".contains($0) }.first { $0.hasPrefix("code=") }
    return try #require(code.flatMap { PercentEncoding.decodeForm($0.dropFirst(5)) })
  }

  func id(of network: Network) throws -> AccountID {
    try #require(try store.accounts().first { $0.name == network.account }).id
  }
}

// MARK: - Posts

extension World {
  private func apply(_ plan: Plan) throws {
    let recipes = recipes
    let declared = declared
    _ = try store.turn { store in
      try store.apply(
        plan, source: "test", treeHash: [1], at: wall, actor: "test",
        start: { post, target in
          let platform = declared.first { $0.name == target.account }!.platform
          let recipe = recipes.first { $0.profile.name == platform }!
          return FlowStart(post, target, recipe.profile)
        })
    }
  }

  /// Declares a post that is due in `delay`, and clears the record of calls.
  func add(
    _ name: String, to networks: [Network], _ content: Content, in delay: Duration = .seconds(1)
  ) throws {
    let post = DeclaredPost(
      uid: PostUID(.yaml, name), due: .init(instant: wall + delay, zone: "UTC"), latePolicy: .ask,
      grace: .seconds(7200), needsApproval: false, onEdit: .report, attempts: 5, project: nil,
      targets: networks.map { network in
        .init(account: network.account, content: network.fitted(content))
      }, place: "test")
    try apply(
      Plan(
        posts: [
          PostChange(
            uid: post.uid, declared: post, kind: .add, deliveries: post.targets.map { .add($0) })
        ], accounts: []))
    sent = []
    try turn([.wake])
  }

  /// The files have other words for a post that is out.
  func edit(_ name: String, on network: Network, to content: Content) throws {
    let post = try #require(try store.declaredPost(PostUID(.yaml, name)))
    let delivery = try #require(try situation(name, on: network).delivery)
    let target = DeclaredPost.Target(account: network.account, content: content)
    try apply(
      Plan(
        posts: [
          PostChange(
            uid: post.uid, declared: post, kind: .revise, deliveries: [.edit(delivery.id, target)])
        ], accounts: []))
    try turn([.wake])
  }

  /// A picture that lies in the spool.
  func picture(_ alt: String) -> MediaItem {
    let head: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
    let size: [UInt8] = [0, 0, 0, 8, 0, 0, 0, 6]
    let bytes = head + Array("IHDR".utf8) + size + Array(alt.utf8)
    let hash = SHA256().sha256(bytes).hexadecimal
    bridge.files[hash] = bytes
    return MediaItem(
      alt: alt,
      file: MediaFile(
        hash: hash, bytes: Int64(bytes.count), mime: "image/png", width: 8, height: 6,
        name: "bell.png"))
  }

  /// A film that lies in the spool.
  ///
  /// - Parameter count: its bytes.
  func film(_ count: Int = 600_000) -> MediaItem {
    let head: [UInt8] = [0, 0, 0, 24] + Array("ftypisom".utf8)
    let bytes = head + [UInt8](repeating: 7, count: count - head.count)
    let hash = SHA256().sha256(bytes).hexadecimal
    bridge.files[hash] = bytes
    return MediaItem(
      alt: "",
      file: MediaFile(
        hash: hash, bytes: Int64(bytes.count), mime: "video/mp4", width: 1920, height: 1080,
        milliseconds: 61_000, codec: "avc1", name: "bells.mp4"))
  }

  /// A photograph that lies in the spool.
  func photograph(_ alt: String) -> MediaItem {
    let head: [UInt8] = [
      0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 2, 88, 3, 32, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1,
    ]
    let bytes = head + Array(alt.utf8)
    let hash = SHA256().sha256(bytes).hexadecimal
    bridge.files[hash] = bytes
    return MediaItem(
      alt: alt,
      file: MediaFile(
        hash: hash, bytes: Int64(bytes.count), mime: "image/jpeg", width: 800, height: 600,
        name: "bell.jpg"))
  }

  func situation(_ name: String, on network: Network) throws -> Situation {
    let account = try id(of: network)
    let delivery = try #require(
      try store.deliveries(of: PostUID(.yaml, name)).first { $0.account == account })
    let flow = try #require(try store.publishFlow(of: delivery.id))
    return try #require(try store.situation(of: flow.id))
  }

  /// A person's word about a delivery, and the answer to it.
  func command(_ command: Command, _ name: String, on network: Network) throws -> ErrorObject? {
    let flow = try situation(name, on: network).flow.id
    commandAnswers = []
    try turn([.command(command, flow: flow, actor: "uid:1000", answer: AnswerID(7))])
    return try #require(commandAnswers.first, "the command got no answer")
  }

  func state(_ name: String, on network: Network) throws -> DeliveryState? {
    try situation(name, on: network).delivery?.state
  }

  /// The ids under which people see the posts with these texts, and that nothing else was made.
  func visible(on network: Network) -> [OutsideLedger.Effect] {
    bridge.ledger(of: network).effects.filter { $0.kind == .created }
  }
}
