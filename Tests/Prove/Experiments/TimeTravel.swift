import Control
import Domain
import Glibc
import PlatformModels

/// The store is put back to an earlier moment, by `belfry restore` or by copying its files, while
/// posts went out in between; and a store of a later version is opened.
struct TimeTravel: Experiment {
  let number = 9
  let title = "restored backups"
  let share = 1.0

  func run(_ lab: Lab, _ tally: inout Tally) throws {
    lab.onLanes(&tally) { _, tally in
      while !lab.isOver { try TravelRound(lab).run(&tally) }
    }
  }
}

/// A household that is put back a few times.
final class TravelRound {
  static let quiet = "from the start until every network had been asked"
  private static let trips = 4

  private let lab: Lab
  private let household: Household
  private var dice: Dice
  private var number = 0

  /// How the copy is made that is put back later.
  private enum Copy: String, CaseIterable {
    case backup = "belfry backup and restore"
    case stopped = "files copied after a stop"
    case killed = "files copied after a crash"
  }

  init(_ lab: Lab) throws {
    self.lab = lab
    dice = lab.newDice()
    household = try Household(lab, try Town([(.mastodon, 2), (.bluesky, 2), (.x, 1)]))
  }

  private var copied: String { household.folder + "/copied.db" }
  private var database: String { household.state + "/belfry.db" }

  func run(_ tally: inout Tally) throws {
    try household.start()
    try household.connect()
    for _ in 0..<TravelRound.trips where !lab.isOver { try travel(&tally) }
    _ = try household.settle(seconds: 60)
    try Judgement(household).count(into: &tally)
    try household.stop()
    try refuseLater(&tally)
  }

  private func post(after seconds: Double = 0) {
    number += 1
    let due = Instant(milliseconds: Wall.milliseconds) + .milliseconds(Int64(seconds * 1000))
    household.post("Post \(number) of another time.", at: seconds > 0 ? due : nil)
  }

  private func travel(_ tally: inout Tally) throws {
    tally.trials += 1
    for _ in 0..<2 { post() }
    // They are accepted before the copy, and go out after it.
    for _ in 0..<dice.number(1...4) { post(after: Double(dice.number(500...3000)) / 1000) }
    pause(milliseconds: dice.number(0...300))
    let copy = dice.pick(Copy.allCases)
    tally.count(copy.rawValue)
    try make(copy)
    let known = household.record.posts.count
    for _ in 0..<dice.number(1...3) { post() }
    pause(milliseconds: dice.number(0...4000))
    if dice.chance(0.5) { try household.stop() } else { crash() }
    try putBack(copy)
    household.record.forget(after: known)
    let before = visible
    try household.start()
    post()
    try ask(&tally)
    if visible != before {
      tally.fail("\(visible - before) posts became visible during the quarantine")
    }
    try release()
    guard try household.settle(seconds: 60) else {
      return tally.fail("posts are open a minute after the end of the quarantine")
    }
    try household.resolve()
  }

  /// How many posts all servers have made visible.
  private var visible: Int {
    household.town.sites.map { $0.ledger.effects.count { $0.kind == .created } }.reduce(0, +)
  }

  private func crash() {
    household.kill()
    household.record.kills += 1
  }

  private func make(_ copy: Copy) throws {
    for ending in ["", "-wal"] { unlink(copied + ending) }
    switch copy {
    case .backup:
      let report = try household.call(StartBackup(path: copied, waitS: 60))
      guard report.state == .done else { throw Trouble("no backup: \(report)") }
    case .stopped, .killed:
      if copy == .stopped { try household.stop() } else { crash() }
      for ending in ["", "-wal"] where access(database + ending, R_OK) == 0 {
        try Files.copy(database + ending, to: copied + ending)
      }
      try household.start()
    }
  }

  private func putBack(_ copy: Copy) throws {
    guard copy != .backup else {
      let restored = try household.run("restore", "--yes", copied)
      guard restored.code == 0 else { throw Trouble("no restore: \(restored.output)") }
      // The name of what is kept aside has a resolution of a second.
      for name in Files.names(in: household.state) where name.contains("before-restore") {
        unlink(household.state + "/" + name)
      }
      return
    }
    for ending in ["", "-wal"] {
      unlink(database + ending)
      if access(copied + ending, R_OK) == 0 {
        try Files.copy(copied + ending, to: database + ending)
      }
    }
  }

  /// Waits until every network has been asked what it knows.
  private func ask(_ tally: inout Tally) throws {
    guard try household.call(GetQuarantine()).isInForce else {
      return tally.fail("a store that was put back is not in quarantine")
    }
    let took = try wait(seconds: 60, every: 50) {
      try household.call(GetQuarantine()).unasked == 0
    }
    guard let took else {
      return tally.fail("networks were not asked within a minute of the quarantine")
    }
    tally.note(TravelRound.quiet, seconds: took)
    for delivery in try household.deliveries([.attention]) {
      let site = household.town.site(delivery.account.text)
      // Mastodon finds a post by its words. Bluesky is asked for a key, and the run that was lost
      // chose another one; X may not show what it has.
      if household.seen(delivery) != nil, site?.platform == .mastodon {
        tally.askedInVain += 1
        tally.fail("\(delivery.uid.text) is on \(delivery.account.text), which was not found")
      } else {
        tally.asked[delivery.question ?? "?", default: 0] += 1
      }
    }
  }

  /// A person answers what is left and ends the quarantine.
  private func release() throws {
    _ = try wait(seconds: 30, every: 100) {
      // What was a question before the copy already is asked about once more.
      try household.resolve()
      let quarantine = try household.call(GetQuarantine())
      return quarantine.unasked + quarantine.unanswered == 0
    }
    _ = try household.call(EndQuarantine())
  }

  /// A store that a later version wrote is left alone.
  private func refuseLater(_ tally: inout Tally) throws {
    let file = try Database(database)
    let version = try file.run("PRAGMA user_version").first?.first ?? "0"
    try file.run("PRAGMA user_version = 9999")
    tally.count("stores of a later version")
    do {
      try household.start()
      tally.fail("a store of a later version was opened")
      try household.stop()
    } catch {
      let code = household.daemon?.end() ?? -1
      if code != 5 { tally.fail("a store of a later version: exit code \(code), not 5") }
    }
    try file.run("PRAGMA user_version = \(version)")
  }
}
