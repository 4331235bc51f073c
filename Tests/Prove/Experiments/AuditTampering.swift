import Control
import Domain
import Glibc

/// Changes and removes lines of the audit log behind the daemon's back, each in a fresh copy of the
/// store. A line at the end can only be missed by who kept the head of the chain elsewhere.
struct AuditTampering {
  private static let attempts = 60

  private let lab: Lab
  private let household: Household
  private var dice: Dice

  init(_ lab: Lab, _ household: Household) {
    self.lab = lab
    self.household = household
    dice = lab.newDice()
  }

  mutating func run(_ tally: inout Tally) throws {
    let head = try household.call(VerifyAudit())
    if !head.isWhole { tally.fail("the audit log is broken: \(head.message ?? "")") }
    try household.stop()
    let folder = try lab.newRoom()
    chmod(folder, 0o700)
    let copy = folder + "/belfry.db"
    try Files.copy(household.state + "/belfry.key", to: folder + "/belfry.key")
    for number in 0...AuditTampering.attempts {
      // A high-water mark from before would say that the file was put back.
      for name in Files.names(in: folder) where name != "belfry.key" {
        unlink(folder + "/" + name)
      }
      try Files.copy(household.state + "/belfry.db", to: copy)
      let what = number == 0 ? "nothing" : try tamper(copy, lines: head.lines)
      let verdict = try household.verifyAudit(in: folder)
      // The untouched log gets a line more when it is opened; what was there is what is compared.
      let isFound = !verdict.isWhole || verdict.lines < head.lines
      tally.trials += number == 0 ? 0 : 1
      tally.count(number == 0 ? "untouched logs" : "tampered logs")
      if isFound != (number > 0) {
        tally.fail("audit verify after \(what): \(verdict)")
      }
    }
  }

  /// - Returns: what was done.
  private mutating func tamper(_ path: String, lines: Int64) throws -> String {
    let file = try Database(path)
    for trigger in ["audit_no_update", "audit_no_delete"] {
      try file.run("DROP TRIGGER \(trigger)")
    }
    let line = dice.number(1...Int(lines))
    let change = dice.pick([
      "SET at = at + 1", "SET boot = boot + 1", "SET actor = 'uid:0 '",
      "SET action = action || '.'",
      "SET subject = 'delivery:0'", "SET detail = detail || ' '", "SET hash = zeroblob(32)",
      "delete",
      "cut",
    ])
    switch change {
    case "delete": try file.run("DELETE FROM audit WHERE seq = \(line)")
    // The line that the next opening writes must not make up for what is missing.
    case "cut": try file.run("DELETE FROM audit WHERE seq >= \(max(1, line - 5))")
    default: try file.run("UPDATE audit \(change) WHERE seq = \(line)")
    }
    return "\(change) at line \(line) of \(lines)"
  }
}
