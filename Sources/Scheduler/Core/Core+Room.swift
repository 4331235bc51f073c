import Domain

/// Room for calls: overall, per server, per account; and circuits and witnesses.
extension Core {
  mutating func hasRoom(for kind: CallKind, _ scene: Scene) -> Bool {
    guard let index = index(scene.account.id) else { return false }
    switch kind {
    case .visible, .edit:
      // A reading that overlaps a visible call settles nothing, so they take turns.
      guard heads[index].visible == nil, heads[index].questions.isEmpty else { return false }
    case .question, .confirmation:
      guard heads[index].visible == nil else { return false }
    case .harmless:
      guard heads[index].harmless.count < settings.harmlessPerAccountMax else { return false }
    case .secret:
      guard heads[index].harmless.isEmpty else { return false }
    }
    let isSettling = [.question, .confirmation, .secret].contains(kind)
    let reserved = isSettling ? 0 : settings.inFlightReservedForSettling
    guard underway.count < settings.inFlightMax - reserved else {
      isStarved = true
      return false
    }
    return isSettling || !load.isFull(heads[index].server)
  }

  mutating func begin(_ call: Underway, of flow: FlowID) {
    underway[flow] = Shared(call)
    load.begin(call.server)
  }

  /// The call that was under way for `flow`; its room is free from now on.
  mutating func endCall(of flow: FlowID) -> Underway? {
    guard let call = underway.removeValue(forKey: flow)?.value else { return nil }
    load.end(call.server)
    return call
  }

  /// Until when the circuit of the account or its host holds calls back.
  func closedCircuit(_ scene: Scene, _ turn: Turn) -> Instant? {
    heldBack(scene.account.id, at: turn.clocks.uptime).map { until in
      turn.now + (until - turn.clocks.uptime)
    }
  }

  func isHalfOpen(_ scene: Scene, _ clocks: Clocks) -> Bool {
    guard let index = index(scene.account.id) else { return false }
    return heads[index].circuit.state(at: clocks.uptime) == .halfOpen
      || hosts[heads[index].host]?.state(at: clocks.uptime) == .halfOpen
  }

  /// The first visible call after a while waits for somebody else's word on the time.
  func needsWitness(_ pending: PendingCall, _ scene: Scene, _ clocks: Clocks) -> Bool {
    guard case .visible = pending.kind else { return false }
    return needsWitness(scene, clocks)
  }

  /// Whether nobody has told the time for a while, and the account's host can be asked.
  func needsWitness(_ scene: Scene, _ clocks: Clocks) -> Bool {
    guard !witness.hasRecent(at: clocks.uptime) else { return false }
    guard let host = head(scene.account.id, { $0.host }), let asked = pings[host] else {
      return true
    }
    // A host that does not tell the time is not asked again at once.
    return asked.isOpen || clocks.uptime - asked.at > ClockWitness.memory
  }

  /// Asks the account's host whether it is there; the flow waits for its answer.
  mutating func ask(_ account: AccountRow, for flow: FlowID, _ turn: inout Turn) -> [Write] {
    let origin = origin(of: account)
    let host = host(ofURL: origin) ?? origin
    change(account.id) { $0.waiting.append(flow) }
    guard pings[host]?.isOpen != true else { return [] }
    pings[host] = Ping(at: turn.clocks.uptime, isOpen: true)
    turn.effects.append(.ping(host: host, url: origin + "/"))
    return []
  }
}
