import Domain

/// The wall clock can be set at any moment; the monotonic one tells.
extension Core {
  /// The clocks of two turns may differ by this much: clocks are steered, and not set, by less.
  private static let driftMax = Duration.seconds(5)

  mutating func compareClocks(_ turn: inout Turn) throws {
    let clocks = turn.clocks
    witness.look(at: clocks.wall)
    defer { lastClocks = clocks }
    guard let last = lastClocks else { return gate.rewind(to: clocks.wall) }
    let jump = (clocks.wall - last.wall) - (clocks.uptime - last.uptime)
    guard jump > Core.driftMax || jump < .zero - Core.driftMax else { return }
    try noteClockStep(&turn)
  }

  /// What was learnt about the wall clock is void, and so are waits that were counted on it.
  mutating func noteClockStep(_ turn: inout Turn) throws {
    witness.forget()
    gate.rewind(to: turn.now)
    // Each host may be asked again at once: what it said before is about another clock.
    pings = pings.filter(\.value.isOpen)
    let entry = AuditEntry(actor: "system:core", action: "clock.set", subject: "machine:clock")
    try carryOut([.capWaits(until: turn.now), .audit(entry)], turn)
    lookEverywhere()
  }
}
