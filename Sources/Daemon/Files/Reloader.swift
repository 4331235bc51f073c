package import Config
package import Control
package import Domain
package import Media
import Scheduler
import Store
import Synchronization

/// Reads the files and makes them the daemon's state: parse, validate everything, compare, apply as
/// one generation, or refuse the whole and leave the old one in force.
package actor Reloader: Reloading {
  /// Reading again when the files change while they are read; a checkout takes no longer.
  private static let attemptsMax = 5

  private let folder: String
  private let engine: Engine
  private let ports: ConfigurationPorts
  private let spool: Spool
  private let present: Present
  private let rules: NetworkRules
  private var running: Task<Void, Never>?

  /// - Parameters:
  ///   - folder: where both files are.
  ///   - rules: which networks this database may speak to.
  package init(
    folder: String, engine: Engine, ports: ConfigurationPorts, spool: Spool, present: Present,
    rules: NetworkRules
  ) {
    self.folder = folder
    self.engine = engine
    self.ports = ports
    self.spool = spool
    self.present = present
    self.rules = rules
  }

  package func plan() async throws(ErrorObject) -> PlanView {
    do {
      return try await prepare().view
    } catch {
      throw ErrorObject.from(error)
    }
  }

  package func reload(force: Bool, actor: String) async throws(ErrorObject) -> ReloadReport {
    // One after the other: each reload sees what the one before it made.
    let previous = running
    let task = Task { () async -> Result<ReloadReport, ErrorObject> in
      await previous?.value
      do {
        return .success(try await self.apply(force: force, actor: actor))
      } catch {
        return .failure(ErrorObject.from(error))
      }
    }
    running = Task { _ = await task.value }
    return try await task.value.get()
  }

  private func apply(force: Bool, actor: String) async throws -> ReloadReport {
    let prepared = try await prepare()
    guard let snapshot = prepared.snapshot, !prepared.hasErrors else {
      try await refuse(prepared, actor, why: "the files have errors")
      return ReloadReport(state: .refused, generation: present.generation, plan: prepared.view)
    }
    if prepared.plan.massRemoval != nil, !force {
      try await refuse(prepared, actor, why: "it would remove too many posts")
      return ReloadReport(state: .refused, generation: present.generation, plan: prepared.view)
    }
    if prepared.plan.posts.isEmpty, prepared.treeHash == prepared.active?.treeHash {
      present.snapshot = snapshot
      present.generation = present.generation ?? prepared.activeGeneration
      return ReloadReport(state: .unchanged, generation: present.generation, plan: prepared.view)
    }
    do {
      try await engine.perform { try $0.requireRoom() }
    } catch  where present.snapshot == nil {
      // At a start the files are known all the same; the generation follows when there is room.
      present.snapshot = snapshot
      return ReloadReport(state: .refused, generation: present.generation, plan: prepared.view)
    }
    try adoptMedia(of: prepared)
    let generation = try await commit(prepared, actor)
    present.snapshot = snapshot
    present.generation = generation
    return ReloadReport(state: .applied, generation: generation, plan: prepared.view)
  }

  private func refuse(_ prepared: PreparedReload, _ actor: String, why: String) async throws {
    let (source, hash) = (prepared.source, prepared.treeHash)
    try await engine.perform { context in
      _ = try context.store.refuseGeneration(
        source: source, treeHash: hash, at: context.now, actor: actor, why: why)
    }
  }

  private func commit(_ prepared: PreparedReload, _ actor: String) async throws -> GenerationView {
    let change = GenerationChange(
      plan: prepared.plan, source: prepared.source, treeHash: prepared.treeHash,
      profiles: profilesByAccount(prepared.snapshot))
    let summary = try await engine.perform { try change.apply($0, actor: actor) }
    return GenerationView(summary, prepared.checkout)
  }

  private func profilesByAccount(_ snapshot: Snapshot?) -> [AccountName: PlatformProfile] {
    var profiles: [AccountName: PlatformProfile] = [:]
    for account in snapshot?.accounts ?? [] {
      profiles[account.name] =
        ports.recipes.first { $0.profile.name == account.platform }?.profile
    }
    return profiles
  }

  /// The daemon keeps its own copies, so that the next checkout cannot change what was accepted.
  private func adoptMedia(of prepared: PreparedReload) throws {
    for (path, file) in prepared.media where !spool.contains(file.hash) {
      try spool.adopt(path, as: file)
    }
  }
}

// MARK: - Preparing

extension Reloader {
  /// Reads the files and compares them with the store.
  private func prepare() async throws -> PreparedReload {
    let known = try await knownState()
    let media = MediaWitness(library: ports.media)
    let loaded = try load(known, media)
    let checkout = GitCheckout.read(folder: folder)
    var diagnostics = loaded.diagnostics
    var result: PlanResult?
    if let snapshot = loaded.snapshot {
      diagnostics += rules.problems(with: snapshot)
      let planner = Planner(
        zones: ports.zones, recurrences: ports.recurrences, hashing: ports.hashing)
      var planned = planner.plan(snapshot, stored: known.stored, now: SystemClocks.wall())
      diagnostics += planned.diagnostics
      diagnostics += AccountFindings.warnings(
        snapshot, known.accounts.map(AccountStanding.init), ports.recipes)
      diagnostics += VersionFindings.warnings(snapshot, ports.recipes, at: SystemClocks.wall())
      planned.plan = SyncedEdits(snapshot, ports.recipes).applied(to: planned.plan)
      result = planned
    }
    return PreparedReload(
      snapshot: loaded.snapshot, diagnostics: diagnostics, result: result,
      treeHash: loaded.treeHash, active: known.active,
      checkout: checkout, media: media.seen, stored: known.stored)
  }

  /// Two equal readings: files that change while they are read are not an accepted state.
  private func load(_ known: KnownState, _ media: MediaWitness) throws -> LoadedConfiguration {
    let files = try FolderFiles(folder: folder)
    var ports = self.ports
    ports.media = media
    let loader = ConfigurationLoader(accounts: files, schedule: files, ports: ports)
    let now = SystemClocks.wall()
    var loaded = loader.load(now: now, facts: known.facts)
    for _ in 1..<Reloader.attemptsMax {
      if loaded.sources.allSatisfy({ (try? files.read($0.key, limitBytes: 64 << 20)) == $0.value })
      {
        return loaded
      }
      loaded = loader.load(now: now, facts: known.facts)
    }
    throw ErrorObject(
      .conflict, "the files keep changing while they are read", retryable: true, retryAfterS: 5)
  }

  private func knownState() async throws -> KnownState {
    try await engine.perform { context in
      let accounts = try context.store.accounts()
      let posts = try context.store.storedPosts(origins: PostOrigin.allCases)
      return KnownState(
        accounts: accounts,
        stored: StoredState(posts: posts, accounts: accounts.map(\.name)),
        active: try context.store.activeGeneration().map {
          ActiveGeneration(summary: $0.record.summary, treeHash: $0.treeHash)
        })
    }
  }
}

/// The generation in force, as the store has it.
struct ActiveGeneration: Sendable {
  var summary: GenerationSummary
  var treeHash: [UInt8]
}

/// What the store holds before a reload.
struct KnownState: Sendable {
  var accounts: [AccountRow]
  var stored: StoredState
  /// `nil` before the first.
  var active: ActiveGeneration?

  var facts: KnownFacts {
    KnownFacts(
      servers: Dictionary(
        accounts.map { ($0.name, $0.server) }, uniquingKeysWith: { first, _ in first }),
      posts: Set(stored.posts.map(\.uid)))
  }
}

extension ErrorObject {
  /// The error object that a failure inside the daemon is told as.
  static func from(_ error: any Error) -> ErrorObject {
    if let object = error as? ErrorObject { return object }
    return ErrorObject(.internalError, "\(error)")
  }
}
