import Crypto
import Daemon
import Domain
import Glibc
import Scheduler
import Store

/// The daemon's life: starts, turns, ends.
extension Simulation {
  func start() {
    guard process == nil else { return }
    guard opens(), !disk.isDead else { return ended() }
    reload()
    guard process != nil else { return }
    turn([.event(.accounts(accounts())), .event(.wake)])
  }

  /// - Returns: whether the store opens and the daemon is there.
  private func opens() -> Bool {
    let failuresBefore = disk.failures
    do {
      let store = try Store.open(
        StoreOptions(
          directory: folder, at: clocks.wall, build: "simulation",
          kernelBoot: "kernel-\(figures.powerLosses)", fileSystem: fileSystem.name),
        hashing: SHA256())
      try Household.fill(store, with: household.vault)
      var settings = CoreSettings()
      settings.blockedRecheck = scenario.blockedRecheck
      let core = Core(
        recipes: recipes,
        buckets: try falsified(store.buckets()),
        settings: settings,
        hashing: SHA256(),
        quarantine: mutant == .trustsRestoredFile ? nil : store.boot.quarantine,
        latest: store.boot.latest)
      if let quarantine = store.boot.quarantine, !isRestored {
        fail("I8", "the store believes that it was restored: \(quarantine)")
      }
      let ledger = mutant.map { MutantLedger($0, before: store, startedAt: clocks.wall) }
      process = Process(
        number: Int(nextCount()),
        runner: TurnRunner(store: store, core: core, hashing: SHA256(), ledger: ledger),
        mutant: ledger)
      if mutant == .leasesInsteadOfEpochs { try returnLeases(to: store) }
      note("started: \(store.boot.callsInDoubt) calls in doubt")
      try checkAfterStart(store)
      return true
    } catch {
      note("the start failed: \(error)")
      if disk.failures == failuresBefore { fail("I12", "the store does not open: \(error)") }
      return false
    }
  }

  /// One turn of the daemon's loop.
  func turn(_ letters: [Letter]) {
    guard process != nil, violation == nil else { return }
    figures.turns += 1
    if !survives(letters) { ended() }
  }

  /// - Returns: whether the process lives on.
  private func survives(_ letters: [Letter]) -> Bool {
    guard let current = process else { return false }
    var runner = current.runner
    if mutant == .sendsBeforeCommit { imageBeforeTurn = disk.image }
    for case .event(.report(let report)) in letters { checkKeptRows(of: report.flow, runner) }
    do {
      try current.mutant?.catchUp(at: clocks.wall)
      let ending = try runner.turn(
        letters, clocks: clocks, seed: luck.entropy.bytes(32),
        release: { effects, sealed in self.release(effects, sealed, current) })
      guard !disk.isDead else { return false }
      process?.runner = runner
      switch ending {
      case .committed(let turn):
        noteWitness(turn.latestEvent, runner.store)
        for case .event(.report(let report)) in letters { noteHeld(report) }
        for action in turn.afterCommit { action() }
      case .undone(let tell): for action in tell { action() }
      case .full(let error):
        note("the disk is full: the turn is held")
        for case .task(let job) in letters { job.refuse(error) }
        // The reserve makes room, once.
        if disk.useReserve() {
          agenda.plan(.letter(.disk(isLow: true), process: current.number), at: now)
        }
      }
      return true
    } catch {
      note("the turn failed: \(error)")
      if mutant == .survivesFailedCommit, !disk.isDead { return true }
      if !disk.isDead, disk.failures == 0 { fail("I9", "a turn failed for no reason: \(error)") }
      return false
    }
  }

  /// Lets the effects of a committed turn go. The process may die in between.
  private func release(
    _ effects: [Effect], _ sealed: [SecretKey: SealedSecret], _ process: Process
  ) {
    for effect in effects {
      guard !disk.isDead, violation == nil else { return }
      switch effect {
      case .send(let order):
        if diesBeforeCall() { return }
        send(order, sealed, process)
        if diesBeforeCall() { return loseTurn() }
      case .ping(let host, _): ping(host, process)
      case .prompt(let flow, let account, let request):
        answerPrompt(flow, account, request, process)
      case .signedIn(_, let account, let error):
        note("signed in to account \(account.number): \(error.map(\.message) ?? "yes")")
      case .signedOut(_, let account, let error):
        note("signed out of account \(account.number): \(error.map(\.message) ?? "yes")")
      case .answer(let id, let error): commandWasAnswered(id, error)
      }
    }
  }

  /// Calls are the moments at which a death hurts most.
  private func diesBeforeCall() -> Bool {
    guard !isCalm, scenario.mix[.kills] > 0,
      luck.process.chance(min(0.03, scenario.mix[.kills] / 100))
    else { return false }
    note("killed at a call")
    disk.die()
    return true
  }

  /// `kill -9`, or the machine goes down.
  func end(by outage: SimulatedDisk.Outage) {
    guard !isCalm, process != nil else { return }
    nextOutage = outage
    disk.die()
    ended()
  }

  /// SIGTERM: the daemon takes what comes, closes the store and is started again.
  func stop() {
    guard process != nil, !isCalm else { return }
    turn([.event(.drain)])
    do {
      try process?.runner.store.close()
      note("stopped")
    } catch {
      note("the stop failed: \(error)")
    }
    if process != nil { ended() }
  }

  /// The process is gone, whatever the reason; the next one follows.
  func ended() {
    let outage = disk.isDead ? nextOutage ?? scenario.outage : .kill
    nextOutage = nil
    // A daemon that gives up closes its store; one that was killed does not get to it.
    process = nil
    visibleCalls = [:]
    pendingGrants = [:]
    pendingDeletes = [:]
    note("ended: \(outage.rawValue)")
    disk.restart(after: outage)
    rebuildIfDemanded()
    if outage == .kill { figures.kills += 1 } else { figures.powerLosses += 1 }
    let wait: Duration =
      isCalm || luck.process.chance(0.8)
      ? .seconds(5) : luck.process.duration(.seconds(5)...scenario.day / 6)
    agenda.plan(.start, at: now + wait)
  }

  /// After a failed sync the store writes its file anew at the next start, with calls of the system
  /// that do not reach the simulated disk; this is what they come to.
  private func rebuildIfDemanded() {
    guard unlink("\(folder)/belfry.rebuild") == 0 else { return }
    note("the file is written anew")
    if mutant != .keepsDoubtfulFile { disk.syncEverything() }
  }

  /// The accounts as the core has them, which takes no reading of the store.
  func knownAccounts() -> [AccountRow] {
    guard let core = process?.runner.core else { return [] }
    if accountNames.isEmpty { _ = accountName(AccountID(1)) }
    return accountNames.keys.sorted().compactMap(core.account)
  }

  func accounts() -> [AccountRow] {
    guard let store = process?.runner.store else { return [] }
    do {
      return try store.accounts()
    } catch {
      note("the accounts cannot be read: \(error)")
      return []
    }
  }
}
