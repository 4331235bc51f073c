import Daemon
import Domain
import PlatformModels
import Scheduler
import Store

/// People approve posts, and take away what is out.
extension Simulation {
  /// An approver looks at what waits for a word; when it is calm, nothing is left waiting.
  func approve() {
    for delivery in deliveries(in: [.awaitingApproval]) {
      let word = luck.people.fraction()
      if isCalm || word < 0.6 {
        give(.approve(comment: ""), to: delivery)
      } else if word < 0.65 {
        give(.reject(comment: ""), to: delivery)
      }
    }
  }

  /// What the approver saw, and nothing else, may go out.
  func noteApproved(_ delivery: DeliveryRow) {
    guard let text = content(of: delivery)?.parts.first?.text,
      let version = PartName.version(in: text)
    else { return }
    let name = "\(delivery.uid.name) \(accountName(delivery.account))"
    witness.approved[name, default: []].insert(version)
  }

  /// Somebody does not want any more what is out.
  func takeAway() {
    let states: [DeliveryState] = scenario.hasBackups ? [.published, .attention] : [.published]
    let candidates = deliveries(in: states).filter { $0.uid.origin == .yaml }
    guard !isCalm, let delivery = luck.people.pick(candidates) else { return }
    give(.delete, to: delivery)
  }

  /// An edit or a delete of something is under way.
  var hasOpenChanges: Bool {
    guard scenario.hasChanges, let store = process?.runner.store else { return false }
    return deliveries(in: [.published, .attention]).contains { delivery in
      guard let flow = try? store.publishFlow(of: delivery.id),
        let situation = try? store.situation(of: flow.id)
      else { return false }
      return situation.change != nil
    }
  }

  // MARK: - Looking

  /// Somebody opens the network's page; of some, only that makes what is ready appear.
  func look(at account: String) {
    guard scenario.hasForms,
      let server = scenario.accounts.firstIndex(where: { $0.name == account }),
      scenario.accounts[server].network.showsOnLook
    else { return }
    _ = servers[server].handle(
      ModelRequest("GET", "/"), spoiledBy: nil, at: now, entropy: nextCount())
    checkLedger(of: server)
  }

  /// The network's id of a part, for somebody who looks at the timeline; `nil` when it is not
  /// there. Of texts that came more than once, one that no other delivery is known by.
  func whereabouts(
    of delivery: DeliveryRow, part: Int, _ content: Content?
  ) throws -> String? {
    let account = accountName(delivery.account)
    guard delivery.uid.origin == .series else {
      return witness.parts[PartName(account: account, post: delivery.uid.name, part: part)]
    }
    guard let text = content?.parts.first?.text,
      let name = PartName(account: account, text: text)
    else { return nil }
    let known = try knownIDs(on: delivery.account)
    if let id = witness.turns[name, default: []].first(where: { !known.contains($0) }) { return id }
    guard delivery.question?.isOfQuarantine ?? false else { return nil }
    // Its words may have changed after the copy was made.
    let others = witness.turns.filter { turn in
      turn.key.account == account && series.contains { $0.owns(turn.key.post) }
    }
    return others.values.joined().filter { !known.contains($0) }.min()
  }

  private func knownIDs(on account: AccountID) throws -> Set<String> {
    guard let store = process?.runner.store else { return [] }
    var ids: Set<String> = []
    for delivery in deliveries(in: DeliveryState.allCases) where delivery.account == account {
      guard let flow = try store.publishFlow(of: delivery.id),
        let situation = try store.situation(of: flow.id)
      else { continue }
      ids.formUnion(situation.published.map(\.remote.id))
    }
    return ids
  }

  private func content(of delivery: DeliveryRow) -> Content? {
    guard let store = process?.runner.store, let flow = try? store.publishFlow(of: delivery.id)
    else { return nil }
    return try? store.situation(of: flow.id)?.content
  }
}
