package import Config
package import Control
package import Domain
import HTTP
package import Media
import Scheduler
import Store
import Synchronization

/// Reads the files and makes them the daemon's state: parse, validate everything, compare, apply as
/// one generation, or refuse the whole and leave the old one in force.
package actor Reloader: Reloading {
  /// Brings media from elsewhere, and says which of them could not be had and why.
  package typealias Bringing =
    @Sendable (AbsentMedia) async -> [DistantMedium: MediaProblem]

  let comparison: FileComparison
  let engine: Engine
  let present: Present
  private let spool: Spool
  private let bring: Bringing
  private let acceptedFiles: AcceptedFiles
  private var running: Task<Void, Never>?
  /// What the snapshot in force was read from; `nil` before the first reload.
  private var accepted: AcceptedReading?
  /// The accounts as a start found them whose files had not changed.
  private var accountsOfStart: [AccountRow]?

  /// - Parameters:
  ///   - folder: where both files are.
  ///   - version: the program's; another one looks at unchanged files anew.
  ///   - rules: which networks this database may speak to.
  ///   - bring: where media come from that lie elsewhere.
  ///   - acceptedFiles: where a copy of the files in force is kept.
  package init(
    folder: String, version: String, engine: Engine, ports: ConfigurationPorts, spool: Spool,
    present: Present, rules: NetworkRules, acceptedFiles: AcceptedFiles,
    bring: @escaping Bringing
  ) {
    comparison = FileComparison(folder: folder, version: version, ports: ports, rules: rules)
    self.engine = engine
    self.spool = spool
    self.present = present
    self.bring = bring
    self.acceptedFiles = acceptedFiles
  }

  package func plan() async throws(ErrorObject) -> PlanView {
    do {
      return try await compared().view
    } catch {
      throw ErrorObject.from(error)
    }
  }

  package func reload(force: Bool, actor: String) async throws(ErrorObject) -> ReloadReport {
    do throws(ErrorObject) {
      return try await afterOthers { try await self.apply(force: force, actor: actor) }
    } catch {
      noteRefusal(error.message, [])
      throw error
    }
  }

  /// Adds the occurrences of series that came near as time passed; does not look at the files.
  package func extendSeries() async throws(ErrorObject) {
    try await afterOthers {
      guard let snapshot = self.present.snapshot else { return }
      try await self.extend(snapshot)
    }
  }

  /// The accounts as the start read them, once; `nil` when they have to be read from the store.
  package func takeAccountsOfStart() -> [AccountRow]? {
    defer { accountsOfStart = nil }
    return accountsOfStart
  }

  /// One after the other: each reload sees what the one before it made.
  private func afterOthers<Value: Sendable>(
    _ body: @escaping @Sendable () async throws -> Value
  ) async throws(ErrorObject) -> Value {
    let previous = running
    let task = Task { () async -> Result<Value, ErrorObject> in
      await previous?.value
      do {
        return .success(try await body())
      } catch {
        return .failure(ErrorObject.from(error))
      }
    }
    running = Task { _ = await task.value }
    return try await task.value.get()
  }

  private func apply(force: Bool, actor: String) async throws -> ReloadReport {
    if let unchanged = try await unchanged() { return unchanged }
    let prepared = try await compared()
    guard prepared.absent.media.isEmpty else {
      throw ErrorObject(
        .conflict, "the files name other media each time they are read", retryable: true,
        retryAfterS: 5)
    }
    guard let snapshot = prepared.snapshot, !prepared.hasErrors else {
      try await refuse(prepared, actor, why: "the files have errors")
      return ReloadReport(state: .refused, generation: present.generation, plan: prepared.view)
    }
    if prepared.plan.massRemoval != nil, !force {
      try await refuse(prepared, actor, why: "it would remove too many posts")
      return ReloadReport(state: .refused, generation: present.generation, plan: prepared.view)
    }
    if prepared.plan.posts.isEmpty, prepared.treeHash == prepared.active?.treeHash {
      accept(snapshot, prepared.reading, prepared.activeGeneration)
      return ReloadReport(state: .unchanged, generation: present.generation, plan: prepared.view)
    }
    do {
      try await engine.perform { try $0.requireRoom() }
    } catch  where present.snapshot == nil {
      // At a start the files are known all the same; the generation follows when there is room.
      present.snapshot = snapshot
      present.media = prepared.reading.hashes
      return ReloadReport(state: .refused, generation: present.generation, plan: prepared.view)
    }
    try adoptMedia(of: prepared)
    let writing = GenerationWriting(
      engine: engine, recipes: comparison.ports.recipes, snapshot: snapshot,
      source: prepared.source, treeHash: prepared.treeHash, actor: actor)
    let summary = try await writing.write(prepared.plan)
    accept(snapshot, prepared.reading, GenerationView(summary, prepared.checkout))
    keepCopy(prepared.copy, prepared.treeHash)
    return ReloadReport(state: .applied, generation: present.generation, plan: prepared.view)
  }

  private func accept(
    _ snapshot: Snapshot, _ reading: AcceptedReading, _ generation: GenerationView?
  ) {
    present.snapshot = snapshot
    present.media = reading.hashes
    present.generation = generation ?? present.generation
    present.refusal = nil
    accepted = reading
  }

  private func noteRefusal(_ why: String, _ findings: [Diagnostic]) {
    present.refusal = FilesRefusal(
      since: present.refusal?.since ?? SystemClocks.wall(), why: why, findings)
  }

  /// On a full disk there is none: the files are in force all the same, and only a start with wrong
  /// files lacks it.
  private func keepCopy(_ copy: FileCopy, _ treeHash: [UInt8]) {
    try? acceptedFiles.save(copy, treeHash: treeHash)
  }

  private func refuse(_ prepared: PreparedReload, _ actor: String, why: String) async throws {
    noteRefusal(why, prepared.diagnostics)
    let (source, hash) = (prepared.source, prepared.treeHash)
    try await engine.perform { context in
      _ = try context.store.refuseGeneration(
        source: source, treeHash: hash, at: context.now, actor: actor, why: why)
    }
  }

  /// The daemon keeps its own copies, so that the next checkout cannot change what was accepted.
  private func adoptMedia(of prepared: PreparedReload) throws {
    for (path, file) in prepared.reading.media {
      try spool.adopt(path, as: file, prepared.reading.metadata)
    }
  }
}

// MARK: - Files that did not change

extension Reloader {
  /// The answer when the files are those in force, read by this program: the store's posts are not
  /// even looked at. `nil` when everything must be compared.
  private func unchanged() async throws -> ReloadReport? {
    let basis = try await basis()
    guard let active = basis.active else { return nil }
    // In force until the files are compared, which may take long.
    present.generation = present.generation ?? GenerationView(active.summary, nil)
    let snapshot: Snapshot
    let reading: AcceptedReading
    if let accepted, let known = present.snapshot {
      guard accepted.servers == basis.servers, try comparison.isCurrent(accepted) else {
        return nil
      }
      (snapshot, reading) = (known, accepted)
    } else {
      // A start: whether the files are those in force is known once they were read.
      let facts = KnownFacts(servers: basis.servers, knowsEveryPost: true)
      let loaded = try await OwnThread.result(on: "belfry-files") { [comparison] in
        Result { try comparison.load(facts) }
      }.get()
      guard loaded.configuration.absent.media.isEmpty,
        let read = loaded.configuration.snapshot, loaded.treeHash == active.treeHash
      else {
        return nil
      }
      (snapshot, reading) = (read, loaded.reading)
      accountsOfStart = basis.accounts
      keepCopy(loaded.configuration.copy, loaded.treeHash)
    }
    guard comparison.rules.problems(with: snapshot).isEmpty else { return nil }
    let checkout = GitCheckout.read(folder: comparison.folder)
    accept(snapshot, reading, GenerationView(active.summary, checkout))
    try await extend(snapshot)
    let warnings = AccountFindings.warnings(
      snapshot, basis.accounts.map(AccountStanding.init), comparison.ports.recipes)
    let versions = VersionFindings.warnings(
      snapshot, comparison.ports.recipes, at: SystemClocks.wall())
    return ReloadReport(
      state: .unchanged, generation: present.generation,
      plan: PlanView(
        timezone: snapshot.timezone, changes: [],
        diagnostics: (reading.diagnostics + warnings + versions).withoutEchoes.map(
          DiagnosticView.init),
        quotas: [],
        commit: checkout?.commit, uncommitted: checkout?.uncommitted ?? []))
  }

  private func extend(_ snapshot: Snapshot) async throws {
    guard !snapshot.series.isEmpty else { return }
    let (active, stored) = try await engine.perform { context in
      (try context.store.active(), try context.store.storedPosts(origins: [.series]))
    }
    let changes = comparison.planner.extend(
      snapshot.series, stored: stored, now: SystemClocks.wall())
    guard !changes.isEmpty, let active else { return }
    let writing = GenerationWriting(
      engine: engine, recipes: comparison.ports.recipes, snapshot: snapshot,
      source: active.summary.source, treeHash: active.treeHash, actor: "system:series")
    let summary = try await writing.write(Plan(posts: changes, accounts: []))
    present.generation = GenerationView(
      id: summary.id, at: summary.at.rfc3339, commit: present.generation?.commit,
      uncommitted: present.generation?.uncommitted ?? [])
  }
}

// MARK: - Comparing

extension Reloader {
  /// After so long the store may hold something else than was compared with.
  private static let comparingMax = Duration.seconds(20)

  /// The files against the store. Media may be brought and other forms made meanwhile, which takes
  /// minutes; then all is compared once more, with everything at hand.
  private func compared() async throws -> PreparedReload {
    var failures: [DistantMedium: MediaProblem] = [:]
    for _ in 0..<3 {
      let begun = SystemClocks.read().uptime
      let prepared = try await compared(failures)
      guard prepared.absent.media.isEmpty else {
        failures.merge(await bring(prepared.absent)) { $1 }
        continue
      }
      if SystemClocks.read().uptime - begun < Reloader.comparingMax { return prepared }
    }
    return try await compared(failures)
  }

  private func compared(
    _ failures: [DistantMedium: MediaProblem]
  ) async throws -> PreparedReload {
    let known = try await knownState()
    return try await OwnThread.result(on: "belfry-files") { [comparison] in
      Result { try comparison.compare(known, failures: failures) }
    }.get()
  }

  private func basis() async throws -> KnownState {
    try await engine.perform { context in
      KnownState(accounts: try context.store.accounts(), active: try context.store.active())
    }
  }

  private func knownState() async throws -> KnownState {
    try await engine.perform { context in
      let accounts = try context.store.accounts()
      let sharers = max(1, accounts.count)
      return KnownState(
        accounts: accounts,
        stored: StoredState(
          posts: try context.store.storedPosts(origins: [.yaml, .series]),
          accounts: accounts.map(\.name),
          taken: try context.store.takenSlots(after: context.now)),
        active: try context.store.active(), gate: context.core.gate,
        spending: context.core.spending,
        waitingElsewhere: try accounts.flatMap { account in
          try context.store.waitingFromElsewhere(
            on: account.id, most: max(1, WaitingPost.countMax / sharers),
            contents: max(1, WaitingPost.contentsMax / sharers)
          ).map {
            WaitingPost(post: $0.post, account: account.name, due: $0.due, content: $0.content)
          }
        })
    }
  }
}

extension Store {
  /// The generation in force with what identifies its files.
  fileprivate func active() throws -> ActiveGeneration? {
    try activeGeneration().map {
      ActiveGeneration(summary: $0.record.summary, treeHash: $0.treeHash)
    }
  }
}

extension ErrorObject {
  /// The error object that a failure inside the daemon is told as.
  static func from(_ error: any Error) -> ErrorObject {
    if let object = error as? ErrorObject { return object }
    return ErrorObject(.internalError, "\(error)")
  }
}
