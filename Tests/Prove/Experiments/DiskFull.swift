import Domain
import Glibc
import PlatformModels

/// A small file system is filled and freed while posts go out, or has no inodes left.
struct DiskFull: Experiment {
  let number = 5
  let title = "full disk, no inodes left"
  let share = 1.0

  func run(_ lab: Lab, _ tally: inout Tally) throws {
    guard getuid() == 0 else { throw Skipped("only root can mount a small file system") }
    while !lab.isOver {
      let disk = try SmallDisk(lab.newRoom())
      defer { disk.end() }
      try DiskRound(lab, disk).run(&tally)
    }
    tally.limit(DiskRound.again, longest: 10)
  }
}

/// A small tmpfs.
final class SmallDisk {
  let folder: String
  private var ballast: String { folder + "/ballast" }

  init(_ folder: String, megabytes: Int = 32) throws {
    self.folder = folder
    try command(
      "/bin/mount", "-t", "tmpfs", "-o", "size=\(megabytes)m,nr_inodes=400,mode=700", "none", folder
    )
  }

  func end() { try? command("/bin/umount", "-l", folder) }

  /// Takes all space but so many bytes.
  func fill(but bytes: Int) throws {
    let file = open(ballast, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return }
    var rest = Int(status.f_bavail) * Int(status.f_frsize) - bytes
    let block = [UInt8](repeating: 7, count: 1 << 16)
    while rest > 0, case let count = Glibc.write(file, block, min(rest, block.count)), count > 0 {
      rest -= count
    }
  }

  func takeInodes() {
    for number in 0..<400 {
      let file = open("\(folder)/inode\(number)", O_WRONLY | O_CREAT, 0o600)
      guard file >= 0 else { return }
      close(file)
    }
  }

  /// Gives everything back.
  func free() {
    for name in Files.names(in: folder) where name == "ballast" || name.hasPrefix("inode") {
      unlink(folder + "/" + name)
    }
  }

  private func command(_ words: String...) throws {
    let log = Files.prefix + "mount.log"
    let code = try Child(words[0], Array(words.dropFirst()), log: log).end()
    unlink(log)
    guard code == 0 else { throw Skipped("\(words.joined(separator: " ")) is not permitted here") }
  }
}

/// A household whose store lies on the small disk.
final class DiskRound {
  static let again = "sending again after space returned"

  private let lab: Lab
  private let disk: SmallDisk
  private let household: Household
  private var dice: Dice
  private var number = 0

  private enum Trouble: CaseIterable {
    case low, full, inodes
  }

  init(_ lab: Lab, _ disk: SmallDisk) throws {
    self.lab = lab
    self.disk = disk
    dice = lab.newDice()
    household = try Household(
      lab, try Town(each: 2), settings: "daemon: { free_disk: 4MB }\n", state: disk.folder)
  }

  func run(_ tally: inout Tally) throws {
    try household.start()
    try household.connect()
    for _ in 0..<20 where !lab.isOver { try hit(&tally) }
    _ = try household.settle(seconds: 90)
    try Judgement(household).countQuestions(into: &tally)
    try household.resolve()
    _ = try household.settle(seconds: 60)
    try Judgement(household).count(into: &tally)
    try household.stop()
  }

  private func post() {
    number += 1
    household.post("Post \(number) on a small disk.")
  }

  private func hit(_ tally: inout Tally) throws {
    let trouble = dice.pick(DiskRound.Trouble.allCases)
    if dice.chance(0.5) { post() }
    pause(milliseconds: dice.number(0...30))
    switch trouble {
    case .low: try disk.fill(but: 2 << 20)
    case .full: try disk.fill(but: 0)
    case .inodes: disk.takeInodes()
    }
    for _ in 0..<dice.number(1...3) {
      post()
      pause(milliseconds: dice.number(0...300))
    }
    disk.free()
    tally.trials += 1
    tally.count("\(trouble)")
    try recover(&tally)
  }

  /// Starts the daemon anew if it gave up, as systemd does, and waits until a post goes out.
  private func recover(_ tally: inout Tally) throws {
    let begun = Moment.now
    pause(milliseconds: 20)
    if let code = household.daemon?.ended {
      tally.count("ended with \(code) and was started again")
      household.record.kills += 1
      try household.start()
    }
    number += 1
    let probe = "Post \(number) after the trouble."
    let isOut = wait(seconds: 70, every: 50) {
      if household.daemon?.ended != nil {
        tally.count("ended late and was started again")
        household.record.kills += 1
        _ = try? household.start()
      }
      if !household.record.posts.contains(where: { $0.texts[0] == probe && $0.isAccepted }) {
        household.post(probe)
      }
      return household.town.sites.allSatisfy { site in
        site.ledger.effects.contains { $0.text == probe }
      }
    }
    tally.note(DiskRound.again, seconds: Moment.now.seconds(since: begun))
    if isOut == nil { tally.fail("no post goes out a minute after space returned") }
  }
}
