import Daemon
import Domain
import PlatformModels
import Scheduler
import Store

/// The promises that are checked while things happen; `docs/simulation.md` numbers them.
extension Simulation {
  /// Whole seconds in `Date` headers, and the time that they travel.
  private static let clockTolerance = Duration.seconds(3)

  // MARK: - Each call

  /// I4, I5, I6: a call that can be seen leaves once at a time, after its intent is on the platter,
  /// not early, and not after it was taken back.
  func check(_ order: SendOrder, _ kind: EndpointKind, _ process: Process) {
    guard !order.isRepeatable else { return }
    if disk.hasUnsynced("-wal") {
      fail("I5", "\(order.step) of flow \(order.flow) left before its intent was on the platter")
    }
    guard kind == .publish else { return }
    do {
      guard let situation = try process.runner.store.situation(of: order.flow),
        let delivery = situation.delivery
      else { return fail("I5", "\(order.step) of flow \(order.flow) has no delivery") }
      let entry = situation.journal.first { $0.step == order.step }
      if entry?.state != .intent { fail("I5", "\(order.step) of \(delivery.uid) has no intent") }
      if delivery.state != .publishing {
        fail("I6", "\(order.step) of \(delivery.uid) left in state \(delivery.state.word)")
      }
      if witness.cancelled.contains(order.flow) {
        fail("I6", "\(order.step) of \(delivery.uid) left after it was cancelled")
      }
      if now + Simulation.clockTolerance < delivery.due, clockHasWitness {
        fail("I6", "\(order.step) of \(delivery.uid) left \(delivery.due - now) early")
      }
    } catch {
      fail("I5", "the journal of \(order.step) cannot be read: \(error)")
    }
    if let other = visibleCalls.updateValue(order.flow, forKey: order.account) {
      fail("I4", "\(order.step) of flow \(order.flow) left while flow \(other) was under way")
    }
  }

  /// Whether every server that could tell the time was there to tell it.
  private var clockHasWitness: Bool { serversAway.isEmpty }

  /// I1: nothing became visible twice.
  func checkLedger(of server: Int) {
    let effects = servers[server].ledger.effects
    let account = scenario.accounts[server].name
    for effect in effects[witness.seen[server, default: 0]...] where effect.kind == .created {
      guard let name = PartName(account: account, text: effect.text) else {
        return fail("I1", "an unknown post appeared: \(effect.text)")
      }
      note("\(name.post) part \(name.part) is out on \(account): \(effect.post)")
      if let earlier = witness.parts.updateValue(effect.post, forKey: name) {
        fail(
          "I1",
          "\(name.post) part \(name.part) is out twice on \(account): "
            + "\(earlier) and \(effect.post)")
      }
    }
    witness.seen[server] = effects.count
  }

  /// I11: a refresh token is not used again once its successor is held.
  func checkRenewals(of server: Int, _ order: SendOrder) {
    guard let strict = servers[server] as? ModelServer<ArchetypeModel>, strict.faulty.model.isStrict
    else { return }
    if let reused = strict.faulty.model.reused.first(where: witness.renewed.contains) {
      fail("I11", "a refresh token was used again although its successor is held: \(reused)")
    }
    if order.step == "token" { renewals[order.flow] = strict.faulty.model.latestSpent }
  }

  /// A report was committed: what it brought is held.
  func noteHeld(_ report: CallReport) {
    guard let spent = renewals.removeValue(forKey: report.flow), !report.sealed.isEmpty else {
      return
    }
    witness.renewed.insert(spent)
  }

  // MARK: - Each turn and start

  /// I8: what was committed stays committed.
  func noteWitness(_ line: Int64, _ store: Store) {
    guard line != witness.audit?.line, line > 0 else { return }
    do {
      let check = try store.verifyAudit(from: line, limit: 1)
      if let broken = check.broken { fail("I8", "audit line \(broken.seq): \(broken.reason)") }
      witness.audit = (line, check.lastHash)
    } catch {
      fail("I8", "the audit log cannot be read: \(error)")
    }
  }

  func checkAfterStart(_ store: Store) throws {
    guard let (line, hash) = witness.audit else { return }
    let check = try store.verifyAudit(from: line, limit: 1)
    if check.lastSeq != line || check.lastHash != hash {
      fail("I8", "audit line \(line) was committed and is gone")
    }
  }

  /// I3: a post of an accepted generation is never lost.
  func noteAccepted(_ change: PostChange) {
    guard let declared = change.declared else { return }
    let accounts = Set(declared.targets.map(\.account.text))
    witness.accepted[change.uid.text, default: []].formUnion(accounts)
  }
}
