import Domain
import Glibc

/// The power fails: what was not synced is lost, in part or as a whole.
struct PowerLoss: Experiment {
  let number = 2
  let title = "power loss"
  let share = 2.0

  func run(_ lab: Lab, _ tally: inout Tally) throws {
    let library = try lab.preload("power")
    lab.onLanes(&tally) { _, tally in
      while !lab.isOver { try PowerRound(lab, library).run(&tally) }
    }
    tally.limit(KillRound.ready, p99: 2)
    tally.limit(KillRound.present, p99: 2)
    tally.limit(KillRound.absent, longest: 10)
  }
}

/// A household whose machine goes down again and again.
final class PowerRound {
  private static let trials = 30
  /// Mastodon takes 30 files in half an hour, and an upload that the power cut counts, too.
  private static let picturesMax = 10

  private let lab: Lab
  private let household: Household
  private let library: String
  private let picture: String
  private var disk: PowerDisk
  private var dice: Dice
  private var number = 0
  private var pictures = 0
  private var journal: String { household.folder + "/power.journal" }
  private var boot: String { household.folder + "/boot_id" }

  init(_ lab: Lab, _ library: String) throws {
    self.lab = lab
    self.library = library
    dice = lab.newDice()
    household = try Household(lab, try Town(each: 2))
    picture = household.folder + "/dot.png"
    try Pictures.writeDot(to: picture)
    disk = PowerDisk(household.state)
  }

  func run(_ tally: inout Tally) throws {
    // The store itself is made under the knife.
    for _ in 0..<3 { try flicker(at: dice.number(1...25), &tally) }
    try up(&tally)
    try household.connect()
    for _ in 0..<PowerRound.trials where !lab.isOver { try hit(&tally) }
    guard try household.settle(seconds: 60) else {
      return try Judgement(household).count(into: &tally)
    }
    try Judgement(household).countQuestions(into: &tally)
    try household.resolve()
    _ = try household.settle(seconds: 60)
    try Judgement(household).count(into: &tally)
    try household.stop()
  }

  private func hit(_ tally: inout Tally) throws {
    let isAimed = dice.chance(0.4)
    if isAimed { aim() }
    for _ in 0..<dice.number(1...3) {
      number += 1
      // The same picture would be in the spool already.
      try Pictures.writeDot(to: picture, number: number)
      let hasPicture = dice.chance(0.3) && pictures < PowerRound.picturesMax
      if hasPicture { pictures += 1 }
      household.post("Post \(number) before dark.", picture: hasPicture ? picture : nil)
    }
    if isAimed {
      _ = wait(seconds: 5, every: 2) { household.daemon?.ended != nil }
    } else {
      let root = dice.number(0...25)
      pause(milliseconds: root * root)
    }
    try cut(&tally)
    if dice.chance(0.3) { try flicker(at: dice.number(1...12), &tally) }
    if dice.chance(0.4) {
      try flicker(at: dice.number(10...60), &tally) {
        for _ in 0..<3 {
          number += 1
          household.post("Post \(number) before dark.")
        }
        pause(milliseconds: dice.number(0...300))
      }
    }
    try up(&tally)
    try household.waitUntilSettled(&tally)
  }

  /// The next publish of any account cuts the power.
  private func aim() {
    guard let daemon = household.daemon?.id else { return }
    let shot = Shot(daemon)
    let tamper = dice.pick([
      Tamper.onFirstByte(passing: true, shot.fire), .midAnswer(shot.fire), .afterAnswer(shot.fire),
    ])
    household.town.use { $0.isPublish && shot.isFirst() ? tamper : nil }
  }

  /// Starts the daemon on what is left.
  private func up(_ tally: inout Tally) throws {
    prepare(cutAt: 0)
    tally.note(KillRound.ready, seconds: try household.start())
  }

  /// The power comes back and fails at an operation on the disk, or a little later.
  private func flicker(
    at operation: Int, _ tally: inout Tally, meanwhile work: () -> Void = {}
  ) throws {
    prepare(cutAt: operation)
    _ = try? household.start()
    if household.daemon?.ended == nil { work() }
    tally.count(household.daemon?.ended == nil ? "cut by time" : "cut at an operation on the disk")
    try cut(&tally)
  }

  private func prepare(cutAt operation: Int) {
    unlink(journal)
    // A machine that was down has a new boot id.
    try? Files.write("\(dice.next())\n", to: boot)
    household.environment = [
      "LD_PRELOAD=\(library)", "PROVE_POWER_FOLDER=\(household.state)",
      "PROVE_POWER_JOURNAL=\(journal)", "PROVE_POWER_CUT=\(operation)", "PROVE_BOOT=\(boot)",
    ]
  }

  private func cut(_ tally: inout Tally) throws {
    household.kill()
    household.town.use(nil)
    household.record.kills += 1
    tally.trials += 1
    try disk.cut(Files.bytes(of: journal), &dice)
    try check(&tally)
  }

  /// Looks at a copy of the database, so that the daemon finds the files as they are.
  private func check(_ tally: inout Tally) throws {
    let database = household.state + "/belfry.db"
    guard access(database, R_OK) == 0 else { return tally.count("cut before there was a store") }
    let copy = household.folder + "/copy.db"
    for ending in ["", "-wal"] {
      unlink(copy + ending)
      if access(database + ending, R_OK) == 0 {
        try Files.copy(database + ending, to: copy + ending)
      }
    }
    let verdict = try Database(copy).run("PRAGMA integrity_check(1)").first?.first ?? "nothing"
    tally.count("databases found whole", verdict == "ok" ? 1 : 0)
    if verdict != "ok" { tally.fail("the database is damaged: \(verdict)") }
  }
}
