import Config
import Daemon
import Domain
import PlatformModels
import Store
import Synchronization

/// The owner edits the files, and the daemon reads them.
extension Simulation {
  /// Somebody changes something, or nothing, or makes a mistake, and reloads.
  func editAndReload() {
    guard !isCalm else { return }
    if !series.isEmpty, luck.files.chance(0.3) {
      editSeries()
      return reload()
    }
    var isBroken = false
    switch luck.files.number(0...9) {
    case 0, 1: edit { $0.version += 1 }
    case 2: for _ in 0..<luck.files.number(3...12) { edit { $0.version += 1 } }
    case 3: edit { [self] in $0.due += luck.files.duration(.seconds(-3600) ... .seconds(7200)) }
    case 4:
      edit { [self] in
        $0.isThere = false
        witness.takenBack.insert($0.name)
      }
    case 5: isBroken = true
    default: break
    }
    reload(isBroken: isBroken)
  }

  /// Other words for one of a series' texts; or it goes, or comes back.
  private func editSeries() {
    let index = luck.files.number(0...series.count - 1)
    if !series[index].isThere || luck.files.chance(0.2) {
      series[index].isThere.toggle()
      if !series[index].isThere { witness.takenBack.insert(series[index].name) }
    } else {
      series[index].versions[luck.files.number(0...series[index].versions.count - 1)] += 1
    }
    note("edited \(series[index].name): \(series[index].versions)")
  }

  /// Changes one post; one that the owner removed comes back with the next change.
  private func edit(_ change: (inout SimulatedPost) -> Void) {
    guard !posts.isEmpty else { return }
    let index = luck.files.number(0...posts.count - 1)
    guard posts[index].appears <= now - Simulation.beginning else { return }
    let wasThere = posts[index].isThere
    // A store from before knows nothing of what is out and was taken out of the files.
    guard wasThere || figures.restores == 0 || !isOut(posts[index]) else { return }
    posts[index].isThere = true
    if wasThere { change(&posts[index]) }
    // The next plan has it again, whatever became of the reload before.
    witness.reload.remove(posts[index].uid)
    note(
      "edited \(posts[index].name): version \(posts[index].version), due after "
        + "\(posts[index].due.wholeMilliseconds / 60_000) min")
  }

  private func isOut(_ post: SimulatedPost) -> Bool {
    witness.parts.keys.contains { $0.post == post.name }
  }

  /// Reads the files, plans and applies, as `Reloader` does.
  func reload(isBroken: Bool = false) {
    let passed = now - Simulation.beginning
    for index in posts.indices where posts[index].appears <= passed {
      if appeared.insert(index).inserted { posts[index].isThere = true }
    }
    files.write(posts, series, isBroken: isBroken)
    guard process != nil else { return }
    // Files that are in force are not compared with the store.
    if scenario.hasChanges, filesInForce == files.text { return }
    filesInForce = nil
    do {
      guard let (plan, treeHash, snapshot) = try prepare(isBroken: isBroken) else { return }
      checkLatestReload(against: plan)
      dieSoon()
      apply(plan, treeHash, snapshot)
    } catch {
      note("the reload failed: \(error)")
      ended()
    }
  }

  /// Reloads are the largest turns.
  private func dieSoon() {
    guard !isCalm, scenario.mix[.kills] > 0, luck.process.chance(0.1) else { return }
    disk.diesAt = disk.operations + luck.process.number(1...8)
    nextOutage = .kill
  }

  /// What the files would change; `nil` when they must not be taken over.
  private func prepare(isBroken: Bool) throws -> (Plan, [UInt8], Snapshot)? {
    guard let store = process?.runner.store else { return nil }
    let accounts = try store.accounts()
    let stored = StoredState(
      posts: falsified(try store.storedPosts(origins: PostOrigin.allCases)),
      accounts: accounts.map(\.name))
    let facts = KnownFacts(
      servers: Dictionary(
        accounts.map { ($0.name, $0.server) }, uniquingKeysWith: { first, _ in first }),
      posts: Set(stored.posts.map(\.uid)))
    let loaded = files.load(ports, now: clocks.wall, facts: facts)
    guard let snapshot = loaded.snapshot else {
      note("the files were refused: \(loaded.diagnostics.first?.message ?? "")")
      if !isBroken { fail("I3", "good files were refused: \(loaded.diagnostics)") }
      return nil
    }
    let planner = Planner(
      zones: ports.zones, recurrences: ports.recurrences, hashing: ports.hashing)
    let result = planner.plan(snapshot, stored: stored, now: clocks.wall)
    guard result.plan.massRemoval == nil else {
      note("a mass removal was refused")
      return nil
    }
    let plan = SyncedEdits(snapshot, recipes).applied(to: result.plan)
    return (falsified(plan), loaded.treeHash, snapshot)
  }

  private func apply(_ plan: Plan, _ treeHash: [UInt8], _ snapshot: Snapshot) {
    var profiles: [AccountName: PlatformProfile] = [:]
    for account in snapshot.accounts {
      profiles[account.name] = ports.recipes.first { $0.profile.name == account.platform }?.profile
    }
    let parts = mutant == .appliesHalfReloads ? halves(of: plan) : [plan]
    // Whose turn it is in a series changes with the time.
    let lasting = plan.posts.filter { $0.kind != .tooLate && $0.uid.origin != .series }
    witness.reload = Set(lasting.map(\.uid))
    let number = process?.number
    var areDone = true
    for part in parts where process?.number == number && process != nil {
      let change = GenerationChange(
        plan: part, source: "simulation", treeHash: treeHash, profiles: profiles)
      areDone = carryOut(change, number) && areDone
    }
    if areDone, process?.number == number, process != nil {
      witness.reload = []
      filesInForce = files.text
    }
  }

  private func halves(of plan: Plan) -> [Plan] {
    let half = plan.posts.count / 2
    return [plan.posts[..<half], plan.posts[half...]].map { posts in
      Plan(posts: Array(posts), accounts: plan.accounts)
    }
  }

  /// - Returns: whether it is known to be carried out.
  private func carryOut(_ change: GenerationChange, _ number: Int?) -> Bool {
    let box = Box()
    let job = Letter.Job(
      run: { context in
        let result = Result { try context.store.part { try change.apply(context, actor: "git") } }
        box.mutex.withLock { $0 = result }
      }, refuse: { error in box.mutex.withLock { $0 = .failure(error) } })
    turn([.task(job)])
    switch box.mutex.withLock(\.self) {
    case .success(let summary)? where process?.number == number && process != nil:
      note(
        "generation \(summary.id.number): \(summary.added) added, \(summary.revised) revised, "
          + "\(summary.cancelled) cancelled, \(summary.tooLate) too late")
      for post in change.plan.posts { noteAccepted(post) }
      if !change.plan.posts.isEmpty { witness.attempts = [:] }
      return true
    case .failure(let error)?: note("the generation failed: \(error)")
    default: break
    }
    return false
  }
}

/// Brings the result of a task out of its turn.
private final class Box: Sendable {
  let mutex = Mutex<Result<GenerationSummary, any Error>?>(nil)
}
