import Domain

/// Troubles of the machine that hold every post back: the disk and the clock.
extension Core {
  /// A trouble that comes and goes is told again after this time at the earliest.
  static let noticePause = Duration.seconds(3600)

  /// The disk became too full, or has room again.
  mutating func noteDisk(isLow: Bool, _ turn: inout Turn) throws {
    let isNews = isLow != isDiskLow
    isDiskLow = isLow
    if isLow { lookEverywhere() } else { try release(.disk, &turn) }
    guard isNews else { return }
    try note(
      "disk", is: isLow, &turn,
      Notice(
        .disk, title: "the disk is nearly full",
        body: "Nothing is accepted or published until the disk of the state folder has room."))
  }

  /// What the turn's answers say about the wall clock.
  mutating func noteClock(_ turn: inout Turn) throws {
    let isInDoubt = witness.isInDoubt(at: turn.clocks.uptime)
    guard isInDoubt != wasClockInDoubt else { return }
    wasClockInDoubt = isInDoubt
    try note(
      "clock", is: isInDoubt, &turn,
      Notice(
        .clock, title: "the clock is wrong",
        body: "The networks have another time. Nothing is published until they agree; see "
          + "timedatectl."))
  }

  /// Writes down that the trouble began or ended; a beginning is told, but not over and over.
  private mutating func note(
    _ subject: String, is bad: Bool, _ turn: inout Turn, _ notice: Notice
  ) throws {
    let action = "\(subject).\(bad ? "trouble" : "well")"
    var writes: [Write] = [
      .audit(AuditEntry(actor: "system:core", action: action, subject: "machine:\(subject)"))
    ]
    let isFresh = told[notice.kind].map { turn.clocks.uptime - $0 < Core.noticePause } ?? false
    if bad && !isFresh {
      told[notice.kind] = turn.clocks.uptime
      writes.append(.notice(notice))
    }
    try carryOut(writes, turn)
  }
}
