import Domain
import Store

/// Stands between the core and the store, and lies to one of them.
final class MutantLedger: Ledger {
  private let mutant: Mutant
  private let store: Store
  /// When the process began, on the wall clock.
  private let startedAt: Instant
  /// Writes that the mutant carries out a turn late.
  private var later: [Write] = []
  /// The network's id of the post that was recorded last.
  private var latestID: String?
  /// The wrong id of each post, by its own: a turn may be played twice.
  private var wrongIDs: [String: String] = [:]

  init(_ mutant: Mutant, before store: Store, startedAt: Instant) {
    self.mutant = mutant
    self.store = store
    self.startedAt = startedAt
  }

  func ready(
    account: AccountID, now: Instant, lanes: [Lane], excluding: [FlowID], limit: Int
  ) throws -> [ReadyFlow] {
    try store.ready(account: account, now: now, lanes: lanes, excluding: excluding, limit: limit)
  }

  func nextReady(account: AccountID, after now: Instant, posts: Bool) throws -> Instant? {
    try store.nextReady(account: account, after: now, posts: posts)
  }

  func keysInDoubt(account: AccountID) throws -> [String] {
    try store.keysInDoubt(account: account)
  }

  var changeCount: Int64 { store.changeCount }

  func situation(of flow: FlowID) throws -> Situation? {
    guard var situation = try store.situation(of: flow) else { return nil }
    falsify(&situation)
    return situation
  }

  func carryOut(_ writes: [Write], at now: Instant) throws -> Written {
    try store.carryOut(try falsified(writes), at: now)
  }

  /// Carries out what the turn before left, in a transaction of its own.
  func catchUp(at now: Instant) throws {
    guard !later.isEmpty else { return }
    let late = later
    later = []
    try store.turn { _ = try $0.carryOut(late, at: now) }
  }
}

// MARK: - What the core reads

extension MutantLedger {
  private func falsify(_ situation: inout Situation) {
    switch mutant {
    case .ignoresGrace: situation.delivery?.latePolicy = .publish
    case .believesOneReading: situation.flow.negatives = max(1, situation.flow.negatives)
    case .forgetsPartsAtRestart where situation.delivery?.state.isSettled == false:
      let old = situation.journal.filter { $0.callClass == .visible && $0.at < startedAt }
      let parts = old.filter { if case .answered = $0.state { true } else { false } }.map(\.part)
      situation.journal.removeAll { entry in
        entry.callClass == .visible && parts.contains(entry.part)
      }
      situation.published.removeAll { parts.contains($0.part) }
    case .drawsKeysAnew where situation.journal.contains(where: { $0.callClass == .visible }):
      situation.flow.entropy = situation.flow.entropy.suffix(1) + situation.flow.entropy.dropLast()
    case .reversesThreads where situation.flow.kind == .publish:
      situation.content?.parts.reverse()
    case .preparesAnew where isInDoubt(situation):
      situation.flow.run += 1
      situation.flow.entropy.reverse()
      situation.journal = []
    default: break
    }
  }

  private func isInDoubt(_ situation: Situation) -> Bool {
    situation.journal.contains(where: \.isInDoubt)
  }
}

extension JournalEntry {
  fileprivate var isInDoubt: Bool {
    guard case .unknown = state else { return false }
    return callClass == .visible
  }
}

// MARK: - What the core writes

extension MutantLedger {
  private func falsified(_ writes: [Write]) throws -> [Write] {
    switch mutant {
    case .forgetsQuestions: return writes.filter { $0.state != .attention }
    case .writesNoIntentOfRenewal: return writes.filter { !$0.isOfSecretCall }
    case .storesTokensLater: return postpone(writes) { if case .token = $0 { true } else { false } }
    case .paysAfterSending:
      return postpone(writes) { if case .bucket = $0 { true } else { false } }
    case .skipsAuditLines: return writes.filter { !$0.isAudit(of: "delivery.published") }
    case .forgetsDeletedParts where !writes.contains { $0.isAudit(of: "delivery.deleted") }:
      return writes.filter { if case .deleted = $0 { false } else { true } }
    case .approvesRestored where writes.contains { $0.state == .awaitingApproval }:
      return writes.map(approved)
    case .forgetsAttempts: return writes.map(uncounted)
    case .recordsAnotherID: return writes.map(misnamed)
    case .ignoresLateCancels:
      return try cancelsLate(writes) ? writes.filter { !$0.isOfQueue } : writes
    default: return writes
    }
  }

  private func approved(_ write: Write) -> Write {
    switch write {
    case .delivery(let id, var change):
      change.state = .scheduled
      return .delivery(id, change)
    case .flow(var flow):
      flow.notBefore = startedAt
      return .flow(flow)
    default: return write
    }
  }

  private func uncounted(_ write: Write) -> Write {
    guard case .flow(let row) = write else { return write }
    var flow = row
    flow.tries = 0
    return .flow(flow)
  }

  private func misnamed(_ write: Write) -> Write {
    guard case .published(let delivery, let part) = write else { return write }
    let own = part.remote.id
    let wrong = wrongIDs[own] ?? latestID ?? own
    wrongIDs[own] = wrong
    latestID = own
    var other = part
    other.remote.id = wrong
    return .published(delivery, other)
  }

  private func postpone(_ writes: [Write], where isLate: (Write) -> Bool) -> [Write] {
    later += writes.filter(isLate)
    return writes.filter { !isLate($0) }
  }

  private func cancelsLate(_ writes: [Write]) throws -> Bool {
    try writes.contains { write in
      guard case .delivery(let id, let change) = write, change.state == .cancelled else {
        return false
      }
      let state = try store.delivery(id)?.state
      return state == .armed || state == .preparing
    }
  }
}

extension Write {
  fileprivate var state: DeliveryState? {
    if case .delivery(_, let change) = self { change.state } else { nil }
  }

  fileprivate func isAudit(of action: String) -> Bool {
    if case .audit(let entry) = self { entry.action == action } else { false }
  }

  fileprivate var isOfSecretCall: Bool {
    switch self {
    case .intend(let intent): intent.kind == .secret
    case .settle(let settlement): settlement.intent.kind == .secret
    default: false
    }
  }

  fileprivate var isOfQueue: Bool {
    switch self {
    case .delivery, .flow: true
    default: false
    }
  }
}
