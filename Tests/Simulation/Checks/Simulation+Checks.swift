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

  /// I4, I5, I6, I7: a call that can be seen leaves once at a time, after its intent is on the
  /// platter, not early, not after its grace, not after it was taken back, and not too soon after
  /// another.
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
      guard let entry = situation.journal.first(where: { $0.step == order.step }),
        entry.state == .intent
      else { return fail("I5", "\(order.step) of \(delivery.uid) has no intent") }
      if let quarantine = try process.runner.store.quarantine() {
        fail("I14", "\(order.step) of \(delivery.uid) left in quarantine: \(quarantine.reason)")
      }
      checkMoment(of: order, delivery)
      checkAttempts(of: order, delivery)
      if entry.part == 0 {
        checkGrace(of: situation, delivery)
        checkSpacing(of: order)
        checkRest(of: order)
      }
    } catch {
      fail("I5", "the journal of \(order.step) cannot be read: \(error)")
    }
    if let other = visibleCalls.updateValue(order.flow, forKey: order.account) {
      fail("I4", "\(order.step) of flow \(order.flow) left while flow \(other) was under way")
    }
  }

  /// I10: a tiny network is shown its own tokens, and nobody else's.
  func checkOwner(of request: ModelRequest, _ server: Int) {
    guard let bearer = request.header("authorization"),
      bearer.hasPrefix("Bearer \(Simulation.canary)-")
    else { return }
    let own = "Bearer \(Simulation.canary)-\(scenario.accounts[server].name)-"
    if !bearer.hasPrefix(own) { fail("I10", "\(servers[server].origin) was shown: \(bearer)") }
    witness.bearers[server] = bearer
  }

  private func checkMoment(of order: SendOrder, _ delivery: DeliveryRow) {
    if delivery.state != .publishing {
      fail("I6", "\(order.step) of \(delivery.uid) left in state \(delivery.state.word)")
    }
    if witness.cancelled.contains(order.flow) {
      fail("I6", "\(order.step) of \(delivery.uid) left after it was cancelled")
    }
    if now + Simulation.clockTolerance < delivery.due, clockHasWitness {
      fail("I6", "\(order.step) of \(delivery.uid) left \(delivery.due - now) early")
    }
  }

  private func checkGrace(of situation: Situation, _ delivery: DeliveryRow) {
    guard delivery.latePolicy != .publish, !hasClockTrouble,
      !witness.onPersonsWord.contains(situation.flow.id)
    else { return }
    let end = delivery.due + delivery.grace + Simulation.clockTolerance
    if now > end { fail("I6", "\(delivery.uid) left \(now - end) after its grace") }
  }

  /// I7: the owner's own limit, counted by the platform's clock.
  private func checkSpacing(of order: SendOrder) {
    let name = accountName(order.account)
    guard !hasClockTrouble,
      let spacing = scenario.accounts.first(where: { $0.name == name })?.spacingSeconds
    else { return }
    let latest = witness.latestPost[order.account]
    if let latest, now - latest < .seconds(spacing) - Simulation.clockTolerance {
      fail("I7", "two posts left on \(name) within \(now - latest), with \(spacing) s asked for")
    }
    witness.postBefore = latest
    witness.latestPost[order.account] = now
  }

  /// I17: nothing is tried more often than its owner allows. Each part of a thread succeeds once.
  private func checkAttempts(of order: SendOrder, _ delivery: DeliveryRow) {
    let count = witness.attempts[order.flow, default: 0] + 1
    witness.attempts[order.flow] = count
    if count > delivery.attempts + 4 {
      fail("I17", "\(order.step) of \(delivery.uid) left \(count) times, not \(delivery.attempts)")
    }
  }

  /// What the network turned away is not counted, because it may end otherwise than by trying.
  func noteTurnedAway(_ report: CallReport) {
    guard case .answered(let answer) = report.outcome, (400...499).contains(answer.status) else {
      return
    }
    witness.attempts[report.flow, default: 1] -= 1
  }

  /// I7: a network that wants to be left alone is left alone, whatever happened meanwhile.
  private func checkRest(of order: SendOrder) {
    guard !hasClockTrouble, let until = witness.leftAlone[order.account],
      now + Simulation.clockTolerance < until
    else { return }
    fail("I7", "\(order.step) left \(until - now) before its network wanted to hear of the account")
  }

  /// A network's refusal is known to the store.
  func noteRest(_ report: CallReport, of account: AccountID) {
    guard case .answered(let answer) = report.outcome, answer.status == 429,
      let wait = answer.retryAfter, isTiny(accountName(account))
    else { return }
    witness.leftAlone[account] = now + wait
  }

  /// What the tiny networks' refusals say is all read; others have words of their own.
  private func isTiny(_ account: String) -> Bool {
    Archetype(rawValue: account) != nil
  }

  /// The call did not leave the machine, so it does not count.
  func noteNotSent(_ order: SendOrder) {
    guard witness.latestPost[order.account] == now else { return }
    witness.latestPost[order.account] = witness.postBefore
  }

  /// Whether every server that could tell the time was there to tell it.
  private var clockHasWitness: Bool { serversAway.isEmpty }

  /// I11: a refresh token that works once is not used again: never when its successor is held, and
  /// when nobody knows that, not while the access token serves.
  func checkRenewals(of server: Int, _ order: SendOrder) {
    guard let life = scenario.accounts[server].network.accessLife else { return }
    let renewals = servers[server].renewals
    defer { witness.renewals[server] = renewals.count }
    let seen = witness.renewals[server, default: 0]
    if order.step == "token" {
      pendingGrants[order.flow] = PendingGrant(
        server: server, spent: renewals.dropFirst(seen).last, life: life)
    }
    for index in renewals.indices.dropFirst(seen) {
      let token = renewals[index]
      guard renewals[..<index].contains(token) else { continue }
      if witness.renewed.contains(token) {
        fail("I11", "\(token) was used again although its successor is held")
      } else if !hasClockTrouble, now + Simulation.clockTolerance < accessServes(until: server) {
        fail("I11", "\(token) was used again while the access token serves")
      }
    }
  }

  /// Until when the access token that the store holds for a server is of use.
  private func accessServes(until server: Int) -> Instant {
    witness.accessServesUntil[server] ?? Simulation.beginning
  }

  /// Whether the wall clock is wrong, or was, or will be.
  var hasClockTrouble: Bool { scenario.mix[.clockJumps] > 0 || scenario.skew != .zero }

  /// A report was committed: what it brought is held.
  func noteHeld(_ report: CallReport) {
    if let gone = pendingDeletes.removeValue(forKey: report.flow) {
      witness.knownGone.formUnion(gone)
    }
    guard let grant = pendingGrants.removeValue(forKey: report.flow), !report.sealed.isEmpty
    else { return }
    if let spent = grant.spent { witness.renewed.insert(spent) }
    // What a sign-in brought is of use when the sign-in is over.
    if grant.spent != nil || signedIn(grant.server) {
      witness.accessServesUntil[grant.server] = now + grant.life - CoreSettings().lastRenewal
    }
  }

  private func signedIn(_ server: Int) -> Bool {
    let name = scenario.accounts[server].name
    return knownAccounts().contains { $0.name.text == name && $0.state == .ok }
  }

  // MARK: - Each turn and start

  /// I19: what the core kept of a post while its call was under way is what the store says.
  func checkKeptRows(of flow: FlowID, _ runner: TurnRunner) {
    guard mutant == nil, let kept = runner.core.keptRows(of: flow, by: runner.store) else { return }
    do {
      guard var stored = try runner.store.situation(of: flow) else {
        return fail("I19", "flow \(flow) was kept and is gone")
      }
      let steps = Set(kept.journal.map(\.step))
      stored.journal.removeAll { !steps.contains($0.step) && $0.state == .intent }
      if stored != kept { fail("I19", "what was kept of flow \(flow) is not in the store") }
    } catch {
      // A disk that fails has its own end.
      note("the kept rows cannot be compared: \(error)")
    }
  }

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

  /// I3: a reload that did not end well has changed everything or nothing.
  func checkLatestReload(against plan: Plan) {
    // In quarantine what may be out is left as it is.
    let whole: Set<PostUID> = isRestored ? [] : witness.reload.filter { !isSeen($0) }
    let left = whole.intersection(plan.posts.map(\.uid))
    if !left.isEmpty, left != whole {
      fail("I3", "half a reload was carried out: \(left.count) of \(whole.count) are left")
    }
    witness.reload = []
  }

  /// Something of a post is out or in doubt, so that files leave it as it is.
  private func isSeen(_ post: PostUID) -> Bool {
    guard let store = process?.runner.store, let rows = try? store.deliveries(of: post) else {
      return false
    }
    return rows.contains { row in
      guard let flow = try? store.publishFlow(of: row.id),
        let situation = try? store.situation(of: flow.id)
      else { return false }
      return !situation.published.isEmpty
        || situation.journal.contains { entry in
          entry.callClass == .visible && !entry.isKnownToHaveMadeNothing
        }
    }
  }

  /// I3: a post of an accepted generation is never lost.
  func noteAccepted(_ change: PostChange) {
    guard let declared = change.declared else { return }
    let accounts = Set(declared.targets.map(\.account.text))
    witness.accepted[change.uid.text, default: []].formUnion(accounts)
  }
}
