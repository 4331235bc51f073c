import Control
import Domain
import Glibc
import PlatformModels

/// One household under load for as long as there is time, with the faults of the other experiments
/// at random; then its audit log is tampered with, and everything it wrote is searched for secrets.
struct Soak: Experiment {
  let number = 10
  let title = "soak, audit and secrets"
  let share = 3.0

  func run(_ lab: Lab, _ tally: inout Tally) throws {
    let round = try SoakRound(lab)
    try round.run(&tally)
    try SecretSearch(lab, round.household).run(&tally)
    var tampering = AuditTampering(lab, round.household)
    try tampering.run(&tally)
    tally.limit(KillRound.ready, p99: 2)
  }
}

/// The load and its faults.
final class SoakRound {
  /// A busy account posts some dozens of times a day; here each does in a minute or two. More would
  /// be lost from sight on Mastodon, where a doubt is looked for among the latest 200 posts.
  private static let betweenPosts = 450
  private static let spareSeconds = 30.0

  let household: Household
  private let lab: Lab
  private let town: Town
  private let disk: SmallDisk?
  private var dice: Dice
  private var number = 0
  private var samples: [(seconds: Double, bytes: Int, files: Int)] = []

  private enum Fault: String, CaseIterable {
    case none, cut, badAnswer = "bad answer", reload, wrongFile = "wrong file", backup
    /// These end the process, whose memory is then no longer to be compared.
    case kill, disk
  }

  init(_ lab: Lab) throws {
    self.lab = lab
    dice = lab.newDice()
    var rules = Rules()
    rules.bluesky.accessLifetime = .seconds(90)
    town = try Town([(.mastodon, 3), (.bluesky, 3)], rules: rules)
    disk = getuid() == 0 ? try? SmallDisk(lab.newRoom(), megabytes: 192) : nil
    household = try Household(
      lab, town, settings: "daemon: { free_disk: 4MB }\n",
      state: disk.map { $0.folder + "/state" })
  }

  deinit { disk?.end() }

  func run(_ tally: inout Tally) throws {
    try household.start()
    try household.connect()
    let begun = Moment.now
    let end = lab.secondsLeft - SoakRound.spareSeconds
    // Half of the time one process lives, so that its memory and files can be compared.
    try stress(Array(Fault.allCases.dropLast(2)), seconds: end / 2, begun, &tally)
    measure(&tally)
    try stress(Fault.allCases, seconds: end / 2, begun, &tally)
    town.use(nil)
    disk?.free()
    guard try household.settle(seconds: 120) else {
      return try Judgement(household).count(into: &tally)
    }
    try Judgement(household).countQuestions(into: &tally)
    try household.resolve()
    _ = try household.settle(seconds: 60)
    try Judgement(household).count(into: &tally)
  }

  private func stress(
    _ faults: [Fault], seconds: Double, _ begun: Moment, _ tally: inout Tally
  ) throws {
    let until = Moment.now + seconds
    while Moment.now < until {
      let fault = dice.pick(faults)
      try strike(fault, &tally)
      let next = Moment.now + Double(dice.number(500...2500)) / 1000
      while Moment.now < next {
        number += 1
        household.post("Post \(number) of a long day.", to: dice.pick(town.sites).account)
        pause(milliseconds: SoakRound.betweenPosts)
      }
      town.use(nil)
      disk?.free()
      if household.daemon?.ended != nil { try comeBack(&tally) }
      sample(begun)
    }
  }

  private func comeBack(_ tally: inout Tally) throws {
    household.record.kills += 1
    tally.note(KillRound.ready, seconds: try household.start())
  }

  private func strike(_ fault: Fault, _ tally: inout Tally) throws {
    tally.trials += 1
    tally.count(fault.rawValue)
    let site = dice.pick(town.sites)
    let seen = Counter()
    let exchange = dice.number(0...5)
    let manner = Tamper.Manner.reset
    switch fault {
    case .none: break
    case .cut:
      let bytes = dice.number(0...700)
      let tamper =
        dice.chance(0.5)
        ? Tamper.request(bytes: bytes, manner) : .answer(bytes: bytes, manner)
      site.relay.use { _ in seen.next() == exchange ? tamper : nil }
    case .badAnswer:
      let bad = dice.pick(HostileAnswer.ofNetworks).answer
      site.relay.use { _ in seen.next() == exchange ? .instead(bad) : nil }
    case .reload: household.daemon?.signal(SIGHUP)
    case .wrongFile:
      let right = Files.read(household.schedule)
      try Files.write("posts: [{ id: x, to: nobody\n", to: household.schedule)
      household.daemon?.signal(SIGHUP)
      pause(milliseconds: 50)
      try Files.write(right, to: household.schedule)
      household.daemon?.signal(SIGHUP)
    case .backup:
      let path = household.folder + "/copy.db"
      unlink(path)
      let report = try household.call(StartBackup(path: path, waitS: 60))
      if report.state != .done { tally.fail("no backup: \(report.state)") }
    case .kill:
      let shot = Shot(household.daemon?.id ?? 0)
      town.use { $0.isPublish && shot.isFirst() ? .midAnswer(shot.fire) : nil }
    case .disk: try disk?.fill(but: dice.pick([0, 1 << 20, 3 << 20]))
    }
  }

  private func sample(_ begun: Moment) {
    let files = Files.names(in: "/proc/\(household.daemon?.id ?? 0)/fd").count
    samples.append((Moment.now.seconds(since: begun), household.presentMemory, files))
  }

  /// How memory and open files went while one process lived, its first third left out.
  private func measure(_ tally: inout Tally) {
    let late = Array(samples.dropFirst(samples.count / 3))
    guard let first = late.first, let last = late.last, late.count > 5 else { return }
    let count = Double(late.count)
    let middle = late.map(\.seconds).reduce(0, +) / count
    let mean = late.map { Double($0.bytes) }.reduce(0, +) / count
    let slope =
      late.map { ($0.seconds - middle) * (Double($0.bytes) - mean) }.reduce(0, +)
      / late.map { ($0.seconds - middle) * ($0.seconds - middle) }.reduce(0, +)
    let perHour = slope * 3600 / 1_048_576
    tally.largest("MiB of memory", household.peakMemory >> 20)
    tally.largest("open files", late.map(\.files).max() ?? 0)
    tally.measure("slope of memory, MiB an hour", perHour)
    tally.measure("over so many minutes", (last.seconds - first.seconds) / 60)
    let growth = (late.suffix(3).map(\.files).min() ?? 0) - (late.prefix(3).map(\.files).max() ?? 0)
    if growth > 8 { tally.fail("\(growth) more open files than at the beginning") }
    // Minutes say nothing about an hour: caches fill.
    if last.seconds - first.seconds > 3600, perHour > 1 {
      tally.fail("memory grows by \(perHour.short) MiB an hour")
    }
  }
}
