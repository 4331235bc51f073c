import Control
import Domain
import Glibc
import PlatformModels

/// The wall clock is set wrong and right again, while running and before a start; the monotonic
/// clock goes on.
struct WrongClock: Experiment {
  let number = 4
  let title = "wall clock set wrong"
  let share = 1.0

  func run(_ lab: Lab, _ tally: inout Tally) throws {
    let library = try lab.preload("clock")
    lab.onLanes(&tally) { _, tally in
      while !lab.isOver { try ClockRound(lab, library).run(&tally) }
    }
    tally.limit(ClockRound.reported, longest: 10)
  }
}

/// A household whose clock is in the hands of the experiment.
final class ClockRound {
  static let reported = "a jump was reported"
  private static let trials = 8
  private static let shifts: [Int64] = [
    60_000, 3_600_000, 86_400_000, 315_576_000_000,
  ]

  private let lab: Lab
  private let household: Household
  private let clock: String
  private var dice: Dice
  /// When each post was due, by its text.
  private var dues: [String: Instant] = [:]

  init(_ lab: Lab, _ library: String) throws {
    self.lab = lab
    dice = lab.newDice()
    household = try Household(lab, try Town(each: 2), settings: "")
    clock = household.folder + "/clock"
    household.environment = ["LD_PRELOAD=\(library)", "PROVE_CLOCK=\(clock)"]
    try Files.write(String(repeating: "\0", count: 4096), to: clock)
    try set(0)
  }

  private var now: Instant { Instant(milliseconds: Wall.milliseconds) }

  private func set(_ milliseconds: Int64) throws {
    let file = open(clock, O_RDWR | O_CREAT, 0o600)
    guard file >= 0, ftruncate(file, 4096) == 0 else { throw Trouble("\(clock) cannot be written") }
    defer { close(file) }
    var value = milliseconds
    guard pwrite(file, &value, 8, 0) == 8 else { throw Trouble("\(clock) cannot be written") }
  }

  func run(_ tally: inout Tally) throws {
    try household.start()
    try household.connect()
    // A post that is out tells the daemon what time it is elsewhere.
    post(after: 0)
    _ = try household.settle(seconds: 20)
    for _ in 0..<ClockRound.trials where !lab.isOver { try hit(&tally) }
    pause(milliseconds: 3000)
    // What was blocked for its clock looks again within a minute.
    _ = try household.settle(seconds: 90)
    try Judgement(household).countQuestions(into: &tally)
    try Judgement(household).count(into: &tally)
    judgeTimes(&tally)
    try household.stop()
  }

  private func post(after seconds: Double) {
    let text = "Post \(dues.count + 1) at its time."
    let due = now + .milliseconds(Int64(seconds * 1000))
    dues[text] = due
    household.post(text, at: seconds > 0 ? due : nil)
  }

  private func hit(_ tally: inout Tally) throws {
    for _ in 0..<3 { post(after: Double(dice.number(1000...6000)) / 1000) }
    pause(milliseconds: dice.number(0...1500))
    let shift = dice.pick(ClockRound.shifts) * (dice.chance(0.5) ? 1 : -1)
    let isAtStart = dice.chance(0.3)
    if isAtStart { try household.stop() }
    let (begun, entries) = (Moment.now, steps)
    try set(shift)
    if isAtStart { try household.start() }
    tally.trials += 1
    tally.count(isAtStart ? "before a start" : "while running")
    if !isAtStart { look(for: entries, begun, &tally) }
    pause(milliseconds: dice.number(1000...4000))
    if dice.chance(0.2) {
      household.kill()
      household.record.kills += 1
      try household.start()
    }
    try set(0)
  }

  /// How often the log says that the clock was set.
  private var steps: Int { Files.read(household.log).split(separator: "clock.set").count }

  private func look(for entries: Int, _ begun: Moment, _ tally: inout Tally) {
    guard wait(seconds: 10, every: 20, { steps > entries }) != nil else {
      return tally.fail("the log does not say within 10 s that the clock was set")
    }
    tally.note(ClockRound.reported, seconds: Moment.now.seconds(since: begun))
  }

  /// Nothing was visible before its time by the servers' own clocks.
  private func judgeTimes(_ tally: inout Tally) {
    for site in household.town.sites {
      for effect in site.ledger.effects where effect.kind == .created {
        guard let due = dues[effect.text], effect.at < due else { continue }
        tally.count("early posts")
        tally.fail("\(effect.text) was due at \(due.rfc3339) and out at \(effect.at.rfc3339)")
      }
    }
  }
}
