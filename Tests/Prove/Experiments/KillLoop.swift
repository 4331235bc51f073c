import Domain
import Glibc
import Synchronization

/// kill -9 at random moments, and aimed: on the first byte of a publish, in the middle of its
/// answer, and right after it.
struct KillLoop: Experiment {
  let number = 1
  let title = "kill -9, random and aimed"
  let share = 3.0

  func run(_ lab: Lab, _ tally: inout Tally) throws {
    lab.onLanes(&tally) { _, tally in
      var dice = lab.newDice()
      while !lab.isOver { try KillRound(lab, dice.next()).run(&tally) }
    }
    tally.limit(KillRound.ready, p99: 2)
    tally.limit(KillRound.present, p99: 2)
    tally.limit(KillRound.absent, longest: 10)
  }
}

/// A household of its own and some dozens of kills.
final class KillRound {
  static let ready = "ready again"
  static let present = "from ready to settled, in flight and out"
  /// Two readings after the quiet time, which is 3 s in the sandbox and 12 min outside.
  static let absent = "from ready to settled, in flight and not out"
  private static let trials = 40

  private let lab: Lab
  private let household: Household
  private var dice: Dice

  /// Where the kill falls.
  private enum Aim: String, CaseIterable {
    case random
    case firstByte = "first byte of a publish"
    case firstBytePassed = "first byte of a publish, passed on"
    case midAnswer = "in the middle of the answer"
    case afterAnswer = "after the answer"
  }

  init(_ lab: Lab, _ seed: UInt64) throws {
    self.lab = lab
    dice = Dice(seed: seed)
    household = try Household(lab, try Town(each: 2))
  }

  func run(_ tally: inout Tally) throws {
    try household.start()
    try household.connect()
    for _ in 0..<KillRound.trials where !lab.isOver { try hit(&tally) }
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
    let aim = dice.chance(0.5) ? Aim.random : dice.pick(Array(Aim.allCases.dropFirst()))
    if aim != .random { arm(aim) }
    for _ in 0..<dice.number(1...3) {
      household.post("Post \(household.record.posts.count + 1) of a hard day.")
    }
    if aim == .random {
      // Most of a post's life is over within the first few milliseconds.
      let root = dice.number(0...28)
      pause(milliseconds: root * root)
    } else if wait(seconds: 5, every: 2, { household.daemon?.ended != nil }) == nil {
      tally.count("aims that missed")
    }
    try restart(&tally)
    tally.count(aim.rawValue)
    if dice.chance(0.2) {
      pause(milliseconds: dice.number(0...200))
      try restart(&tally)
      tally.count("again during recovery")
    }
    try household.waitUntilSettled(&tally)
  }

  private func restart(_ tally: inout Tally) throws {
    household.kill()
    household.town.use(nil)
    household.record.kills += 1
    tally.trials += 1
    tally.note(KillRound.ready, seconds: try household.start())
  }

  /// The next publish of any account ends the daemon.
  private func arm(_ aim: Aim) {
    guard let daemon = household.daemon?.id else { return }
    let shot = Shot(daemon)
    household.town.use { exchange in
      guard exchange.isPublish, shot.isFirst() else { return nil }
      return switch aim {
      case .random: nil
      case .firstByte: .onFirstByte(passing: false, shot.fire)
      case .firstBytePassed: .onFirstByte(passing: true, shot.fire)
      case .midAnswer: .midAnswer(shot.fire)
      case .afterAnswer: .afterAnswer(shot.fire)
      }
    }
  }
}

/// One kill, for whichever connection comes first.
final class Shot: Sendable {
  private let target: pid_t
  private let isTaken = Mutex(false)

  init(_ target: pid_t) { self.target = target }

  func isFirst() -> Bool {
    isTaken.withLock { taken in
      defer { taken = true }
      return !taken
    }
  }

  @Sendable func fire() { kill(target, SIGKILL) }
}
