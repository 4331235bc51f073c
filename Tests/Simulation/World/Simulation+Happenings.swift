import Daemon
import Domain
import Scheduler

/// What comes from outside the process.
enum Happening {
  /// The process is started.
  case start
  /// What a call came to, for the process that made it.
  case letter(Event, process: Int)
  case outage(SimulatedDisk.Outage)
  /// SIGTERM; a new start follows.
  case stop
  /// The process dies during a disk operation that is so many away.
  case deathAtDisk(operations: Int, SimulatedDisk.Outage)
  case diskError(operations: Int)
  case fullDisk(Bool)
  case clockJump(Duration)
  case serverOutage(server: Int, isOver: Bool)
  /// A server acts on a request whose client gave up.
  case lateEffect(server: Int)
  case reload
  /// The owner writes a post into the files, and reloads.
  case newPost
  /// Somebody copies the store's files, or asks the daemon for a backup.
  case copy
  /// The daemon copies some pages more.
  case backUpPages(process: Int)
  /// Somebody puts the copy or the backup back.
  case restore
  case person
  case command
}

extension Simulation {
  func happen(_ happening: Happening) {
    switch happening {
    case .start: start()
    case .letter(let event, let number):
      guard process?.number == number else { return }
      guard case .report(let report) = event,
        let account = visibleCalls.first(where: { $0.value == report.flow })?.key
      else { return turn([.event(event)]) }
      visibleCalls[account] = nil
      turn([.event(event)])
      noteTurnedAway(report)
      if process?.number == number { noteRest(report, of: account) }
    case .outage(let outage): end(by: outage)
    case .stop: stop()
    case .deathAtDisk(let operations, let outage):
      disk.diesAt = disk.operations + operations
      nextOutage = outage
    case .diskError(let operations):
      note("a disk error is near")
      disk.errors[disk.operations + operations] =
        luck.process.chance(0.5) ? DiskError.sync : DiskError.write
      // A disk that fails may soon take the machine with it.
      if scenario.mix[.powerLosses] > 0, luck.process.chance(0.5) {
        agenda.plan(
          .outage(.powerLoss), at: now + luck.process.duration(.seconds(1) ... .seconds(3600)))
      }
    case .fullDisk(let isFull):
      note(isFull ? "the disk is full" : "the disk has room again")
      // Mostly somebody watches the free space; sometimes it is gone at once.
      if !isFull { disk.fill(false) }
      if !isFull || luck.process.chance(0.7) { turn([.event(.disk(isLow: isFull))]) }
      if isFull { disk.fill(true) }
    case .clockJump(let jump):
      // What was to be put right is right by now.
      guard !isCalm || !scenario.hasChanges else { return }
      skew += jump
      note("the wall clock is set by \(jump.wholeMilliseconds) ms")
      if process != nil { turn([.event(.clockStep)]) }
    case .serverOutage(let server, let isOver):
      note("server \(server) is \(isOver ? "back" : "away")")
      if isOver { serversAway.remove(server) } else { serversAway.insert(server) }
    case .lateEffect(let server):
      servers[server].advance(to: now)
      fetchMedia(for: server)
      checkLedger(of: server)
    case .reload: editAndReload()
    case .newPost: if !isCalm { reload() }
    case .copy: makeCopy()
    case .backUpPages(let number): if process?.number == number { backUpPages() }
    case .restore: restoreCopy()
    case .person: visitOfPerson()
    case .command: commandOfPerson()
    }
  }

  /// Plans what happens by the day.
  func planTrouble() {
    agenda.plan(.person, at: now + .seconds(1))
    plan(.kills) { [self] in
      luck.process.chance(0.5)
        ? .outage(.kill) : .deathAtDisk(operations: luck.process.number(1...8), .kill)
    }
    plan(.powerLosses) { [self] in
      luck.process.chance(0.3)
        ? .outage(.powerLoss) : .deathAtDisk(operations: luck.process.number(1...8), .powerLoss)
    }
    plan(.stops) { .stop }
    plan(.diskErrors) { [self] in .diskError(operations: luck.process.number(1...8)) }
    plan(.fullDisks, lasting: .seconds(30)...scenario.day / 12) { .fullDisk($0) }
    planClock()
    for server in servers.indices {
      plan(.serverOutages, lasting: .seconds(60)...scenario.day / 4) {
        .serverOutage(server: server, isOver: !$0)
      }
    }
    plan(.restores, lasting: .seconds(60)...scenario.day) { $0 ? .copy : .restore }
    plan(.commands) { .command }
    plan(.reloads) { .reload }
    for post in posts where post.appears > .zero { agenda.plan(.newPost, at: now + post.appears) }
  }

  /// In the latest cast a clock that is wrong is put right within the day; one that stays wrong
  /// makes everything wait, which older casts show.
  private func planClock() {
    let isMended = scenario.hasChanges
    func plan(_ jump: Duration, at moment: Instant) {
      agenda.plan(.clockJump(jump), at: moment)
    }
    func mend(_ error: Duration, after moment: Instant) {
      guard isMended else { return }
      plan(.zero - error, at: moment + luck.process.duration(.seconds(60)...scenario.day / 4))
    }
    if skew != .zero { mend(skew, after: now) }
    for moment in moments(of: .clockJumps) {
      let reach = [60, 3600, 86_400][luck.process.number(0...2)]
      let jump = luck.process.duration(.seconds(-reach) ... .seconds(reach))
      plan(jump, at: moment)
      mend(jump, after: moment)
    }
  }

  private func plan(_ hardship: Hardship, _ happening: () -> Happening) {
    for moment in moments(of: hardship) { agenda.plan(happening(), at: moment) }
  }

  private func plan(
    _ hardship: Hardship, lasting: ClosedRange<Duration>, _ happening: (Bool) -> Happening
  ) {
    for moment in moments(of: hardship) {
      agenda.plan(happening(true), at: moment)
      agenda.plan(happening(false), at: moment + luck.process.duration(lasting))
    }
  }

  private func moments(of hardship: Hardship) -> [Instant] {
    let days = scenario.trouble / scenario.day
    let expected = days * scenario.mix[hardship]
    let number = Int(expected) + (luck.process.chance(expected - Double(Int(expected))) ? 1 : 0)
    guard number > 0 else { return [] }
    return (0..<number).map { _ in now + luck.process.duration(.zero...scenario.trouble) }
  }

  /// From now on nothing goes wrong any more, and people have time.
  func calmDown() {
    guard violation == nil else { return }
    note("calm")
    isCalm = true
    disk.fill(false)
    disk.errors = [:]
    disk.diesAt = nil
    serversAway = []
    if skew != .zero {
      skew = .zero
      if process != nil { turn([.event(.clockStep)]) }
    }
    if process != nil { turn([.event(.disk(isLow: false))]) }
  }
}
