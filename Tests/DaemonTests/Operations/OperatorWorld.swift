import Calendar
import Config
import Control
import Crypto
import Domain
import FoundationEssentials
import HTTP
import Media
import Scheduler
import Store
import Synchronization

@testable import Daemon

/// A daemon without a network: real files, store, engine, vault and operations over a platform
/// whose answers are scripted.
final class OperatorWorld: Sendable {
  static let admin = Caller(actor: "uid:1000", role: .admin)

  let folder: String
  let engine: Engine
  let `operator`: Operator
  let media: MediaStore
  let vault: Vault
  let present = Present()
  let logBook = LogBook { _ in }
  let disk: DiskWatch
  private let switchboard: Switchboard

  /// - Parameters:
  ///   - folder: an earlier world's, to start again over its store.
  ///   - root: where a new folder is made.
  ///   - free: the bytes that are free on the disk.
  ///   - now: the clock of the media.
  ///   - links: signs addresses of media.
  ///   - schedule: the body of `schedule.yaml` after its head.
  init(
    folder: String? = nil, accounts: [String] = ["one", "two"], connected: Bool = true,
    root: String = "/tmp", free: @escaping @Sendable (String) -> Int64? = DiskWatch.freeBytes,
    schedule: String = "", listen: String = "", links: MediaLinks? = nil,
    now: @escaping @Sendable () -> Instant = SystemClocks.wall
  ) async throws {
    let isNew = folder == nil
    let folder = folder ?? OperatorWorld.temporaryFolder(in: root)
    self.folder = folder
    if isNew { try OperatorWorld.writeFiles(folder, accounts, schedule, listen) }
    let switchboard = Switchboard()
    self.switchboard = switchboard
    let disk = DiskWatch(
      folder: folder + "/state", needed: 4 << 20, free: free)
    self.disk = disk
    let recipe = ScriptedRecipe()
    let keys = Board<Int, [WrappedDataKey]>()
    engine = Engine(
      hashing: SHA256(), seed: { RandomBytes.make(32) },
      open: {
        let store = try Store.open(
          StoreOptions(directory: folder + "/state", at: SystemClocks.wall(), build: "test"),
          hashing: SHA256())
        keys.post(try store.dataKeys().map(WrappedDataKey.init), for: 0)
        let core = Core(
          recipes: [recipe], buckets: try store.buckets(), settings: CoreSettings(),
          hashing: SHA256(), quarantine: store.boot.quarantine, latest: store.boot.latest)
        return (store, core)
      }, perform: { effects, _ in switchboard.carryOut(effects) },
      recorded: { switchboard.recorded($0) }, diskFull: disk.full,
      ended: { switchboard.ended.post("\($0 as Any)", for: 0) })
    let rows = await keys.wait(for: 0) ?? []
    vault = try Vault(master: try MasterKey(file: folder + "/key"), rows: rows)
    let spool = try Spool(directory: folder + "/spool")
    let ports = ConfigurationPorts(
      zones: SystemTimeZones(), recurrences: ICalRecurrences(),
      media: MediaFiles(workshop: Workshop(spool: spool), arrivals: Arrivals(spool: spool)),
      hashing: SHA256(), recipes: [recipe])
    var settings = CurlTransport.Settings(userAgent: "Tests")
    settings.addressRule = AddressRule(allowsLoopback: true)
    settings.allowsPlainOutside = true
    let transport = try CurlTransport(settings, wallClock: SystemClocks.wall)
    media = MediaStore(
      MediaStore.Parts(
        engine: engine, transport: transport,
        references: SecretReferences(credentials: nil, environment: { _ in nil }),
        present: present, spool: spool, links: links,
        uploads: UploadLinks(
          publicURL: "https://belfry.example.org", key: Secret("a key of this test"),
          now: SystemClocks.wall), now: now))
    let reloader = Reloader(
      folder: folder, version: "1.0.0", engine: engine, ports: ports, spool: spool,
      present: present, rules: NetworkRules(isSandbox: false),
      acceptedFiles: AcceptedFiles(folder: folder + "/state"),
      bring: { [media] in await media.bring($0) })
    `operator` = Operator(
      Operator.Parts(
        engine: engine, vault: vault, ports: ports, spool: spool, media: media,
        present: present, reloader: reloader, logBook: logBook, folder: folder,
        stateFolder: folder + "/state",
        version: "1.0.0", startedAt: SystemClocks.wall()))
    switchboard.connect(engine, `operator`)
    if isNew { try await makeKey() }
    _ = try await reloader.reload(force: false, actor: "system:start")
    present.state = .ready
    if connected { try await connectAll() }
    try await engine.perform { $0.events = [.accounts(try $0.store.accounts())] }
  }

  /// What the platform does with a call; `nil` leaves it hanging.
  func setPlatform(_ answer: @escaping @Sendable (SendOrder) -> Outcome?) {
    switchboard.platform.withLock { $0 = answer }
  }

  /// Called after each turn that added to the audit log.
  func whenRecorded(_ body: @escaping @Sendable () -> Void) {
    switchboard.listener.withLock { $0 = body }
  }

  func perform(_ request: ControlRequest) async throws -> ControlReply {
    try await `operator`.perform(request, as: OperatorWorld.admin)
  }

  /// Ends the daemon and leaves its files.
  func stop() async {
    engine.stop()
    _ = await switchboard.ended.wait(for: 0)
  }

  /// Ends the daemon and removes its files.
  func end() async throws {
    await stop()
    try FileManager.default.removeItem(atPath: folder)
  }

  private func makeKey() async throws {
    let rows = vault.rowsForNewPrimary()
    try await engine.perform { context in
      for row in rows { try context.store.insert(DataKeyRow(row), at: context.now) }
    }
    try vault.adopt(rows)
  }

  private func connectAll() async throws {
    let vault = vault
    try await engine.perform { context in
      for row in try context.store.accounts() {
        let key = SecretKey("vault:\(row.name)/access")
        let sealed = try vault.seal(Secret("token of \(row.name)"), as: key, account: row.id)
        let token = TokenRow(
          version: (row.token?.version ?? 0) + 1, keys: ["access": key], obtainedAt: context.now)
        _ = try context.store.carryOut(
          [
            .secrets([sealed], row.id), .token(row.id, token),
            .account(row.id, AccountChange(state: .ok, connectedAt: context.now)),
          ], at: context.now)
      }
    }
  }

  private static func temporaryFolder(in root: String) -> String {
    let name = "\(root)/belfry-operator-\(RandomBytes.make(8).hexadecimal)"
    precondition(mkdirPrivate(name), "no temporary folder")
    return name
  }

  private static func mkdirPrivate(_ path: String) -> Bool {
    (try? FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false)) != nil
  }

  private static func writeFiles(
    _ folder: String, _ accounts: [String], _ schedule: String, _ listen: String
  ) throws {
    let list = accounts.map { name in
      "  - { id: \(name), platform: test, fit: \(name.hasPrefix("fit")) }\n"
    }.joined()
    let all = accounts.joined(separator: ", ")
    let files = [
      "accounts.yaml":
        "version: 1\nmaster_key: file:key\n\(listen)accounts:\n\(list)"
        + "groups: { everywhere: [\(all)] }\n",
      "schedule.yaml":
        "version: 1\ntimezone: Europe/Berlin\nhorizon: 20y\n"
        + "defaults: { to: everywhere }\n\(schedule)",
    ]
    for (name, text) in files {
      try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }
    try MasterKey.generate().write(toNewFile: folder + "/key")
  }
}

/// The wiring: effects to the platform and the operations, answers back to the engine.
final class Switchboard: Sendable {
  let platform = Mutex<@Sendable (SendOrder) -> Outcome?>({ Switchboard.usual($0) })
  let ended = Board<Int, String>()
  let listener = Mutex<@Sendable () -> Void>({})
  private let ends = Mutex<(Engine, Operator)?>(nil)

  func connect(_ engine: Engine, _ `operator`: Operator) {
    ends.withLock { $0 = (engine, `operator`) }
  }

  func recorded(_ line: Int64) {
    ends.withLock(\.self)?.1.recorded(upTo: line)
    listener.withLock(\.self)()
  }

  func carryOut(_ effects: [Effect]) {
    guard let (engine, taker) = ends.withLock(\.self) else { return }
    for effect in effects where !taker.take(effect) {
      switch effect {
      case .send(let order):
        guard let outcome = platform.withLock({ $0 })(order) else { continue }
        engine.post(
          .report(CallReport(flow: order.flow, outcome: outcome, took: .milliseconds(5))))
      case .ping(let host, _):
        engine.post(.ping(host: host, answered: true, date: SystemClocks.wall()))
      default: preconditionFailure("an effect that nobody takes: \(effect)")
      }
    }
  }

  /// Texts say what becomes of them.
  static func usual(_ order: SendOrder) -> Outcome? {
    let text = order.call.body.map { if case .text(let text) = $0 { text } else { "" } }.joined()
    if text.contains("lost") { return .unknown("the connection broke") }
    if text.contains("hang") { return nil }
    let status = text.contains("rude") ? 422 : 200
    let id = "\(order.flow.number)-\(order.step)"
    return .answered(Answer(status: status, body: .bytes(Array(id.utf8)), at: SystemClocks.wall()))
  }
}

/// A request was answered with a document of another kind, or a row that must be there is not.
struct OtherReply: Error {}
