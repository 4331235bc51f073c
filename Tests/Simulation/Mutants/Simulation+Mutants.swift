import Daemon
import Domain
import Glibc
import HTTP
import PlatformModels
import Scheduler
import Store

/// The mutants that lie elsewhere than between the core and the store.
extension Simulation {
  // MARK: - The process

  /// The limits that a start finds.
  func falsified(_ buckets: [BucketRow]) -> [BucketRow] {
    switch mutant {
    case .forgetsLimitsAtRestart: []
    case .forgetsRestAtRestart: buckets.filter { $0.name != "rest" }
    default: buckets
    }
  }

  /// Lets what was in doubt at the start go out again, as queues with leases do.
  func returnLeases(to store: Store) throws {
    for delivery in deliveries(in: [.doubtful]) {
      guard let id = try store.publishFlow(of: delivery.id)?.id,
        let situation = try store.situation(of: id)
      else { continue }
      let open = situation.journal.filter { entry in
        guard case .unknown = entry.state else { return false }
        return entry.callClass == .visible
      }
      var flow = situation.flow
      flow.lane = .due
      flow.notBefore = clocks.wall
      let resolved = open.map { entry in
        Write.resolve(
          StepResolution(
            flow: id, run: flow.run, step: entry.step, attempt: entry.attempt,
            state: .absent(.read)))
      }
      try store.turn { store in
        _ = try store.carryOut(
          resolved + [.delivery(delivery.id, DeliveryChange(.armed)), .flow(flow)],
          at: clocks.wall)
      }
    }
  }

  /// The commit was still to come when the process died: nothing of the turn is on the disk.
  func loseTurn() {
    guard let imageBeforeTurn else { return }
    disk.restore(imageBeforeTurn)
    unlink("\(folder)/belfry.high-water")
  }

  // MARK: - People

  /// A person's word as the core hears it.
  func falsified(_ command: Command, about delivery: DeliveryRow) -> Command {
    let isTaken = mutant == .retriesUnproven && delivery.state == .attention
    return isTaken && command == .retry ? .resolve(.resend) : command
  }

  // MARK: - Plans

  func falsified(_ plan: Plan) -> Plan {
    var plan = plan
    for index in plan.posts.indices {
      switch mutant {
      case .namesOccurrencesAnew where plan.posts[index].uid.origin == .series:
        guard plan.posts[index].kind == .add else { continue }
        let uid = PostUID(.series, "\(plan.posts[index].uid.name)+\(nextCount())")
        plan.posts[index].uid = uid
        plan.posts[index].declared?.uid = uid
      case .approvesByItself: plan.posts[index].declared?.needsApproval = false
      case .approvesEdits where plan.posts[index].kind == .revise:
        plan.posts[index].declared?.needsApproval = false
      default: break
      }
    }
    return plan
  }

  /// What the planner is told of the store.
  func falsified(_ posts: [StoredPost]) -> [StoredPost] {
    guard mutant == .revivesCancelled else { return posts }
    var posts = posts
    for index in posts.indices {
      for other in posts[index].deliveries.indices {
        posts[index].deliveries[other].cancelledByFiles = true
      }
    }
    return posts
  }

  // MARK: - The network

  /// A call as a recipe with a bug would make it, on Instagram and the tiny platforms.
  func falsified(_ request: ModelRequest, on server: Int) -> ModelRequest {
    let account = scenario.accounts[server].name
    guard let mutant else { return request }
    if scenario.accounts[server].platform == .instagram {
      return falsified(onInstagram: request, mutant)
    }
    guard Archetype(rawValue: account) != nil, let last = request.path.last else { return request }
    var request = request
    switch mutant {
    case .repeatsKeys:
      if request.path.first == "records" {
        request.path[1] = last.split(separator: "-")[0] + "-0"
      }
      for index in request.headers.indices where request.headers[index].name == "idempotency-key" {
        request.headers[index].value =
          request.headers[index].value.split(separator: "-")[0] + "-0"
      }
    case .mixesUpTokens:
      let others = witness.bearers.filter { $0.key != server }
      guard let other = others.min(by: { $0.key < $1.key })?.value else { break }
      for index in request.headers.indices where request.headers[index].name == "authorization" {
        request.headers[index].value = other
      }
    case .editsAnother where request.method == "PATCH":
      let others = witness.posts.keys.filter { $0.account == account && $0.id != last }
      if let other = others.map(\.id).min() { request.path[1] = other }
    default: break
    }
    return request
  }

  private func falsified(onInstagram request: ModelRequest, _ mutant: Mutant) -> ModelRequest {
    guard request.method == "POST" else { return request }
    var request = request
    var fields = String(decoding: request.body, as: UTF8.self).split(separator: "&").map(
      String.init)
    switch mutant {
    case .shufflesPictures:
      for index in fields.indices where fields[index].hasPrefix("children=") {
        let children = fields[index].dropFirst(9).split(separator: "%2C").reversed()
        fields[index] = "children=" + children.joined(separator: "%2C")
      }
    case .showsStoriesInFeed: fields.removeAll { $0 == "media_type=STORIES" }
    case .commentsElsewhere where request.path.last == "comments":
      let own = request.path[request.path.count - 2]
      let others = witness.posts.filter { $0.key.id != own && $0.value.name.part == 0 }
      let other = others.keys.map(\.id).sorted().first { servers[0].shown($0)?.place != "story" }
      if let other { request.path[request.path.count - 2] = other }
    default: break
    }
    request.body = Array(fields.joined(separator: "&").utf8)
    return request
  }

  /// What a shell that knows better makes of an outcome.
  func falsified(_ outcome: Outcome, of order: SendOrder) -> Outcome {
    let call = order.call
    switch (mutant, outcome) {
    case (.repeatsComments, .unknown(let reason)) where order.step == "comment":
      return .notSent(reason)
    case (.believesLostDeletes, .unknown) where call.method == .delete:
      return .answered(
        Answer(status: 200, headers: [], body: .bytes(Array("{}".utf8)), at: clocks.wall))
    case (.retriesAfterLostAnswer, .unknown(let reason)): return .notSent(reason)
    case (.retriesAfter5xx, .answered(let answer)) where answer.status >= 500:
      return .notSent("the server had an error")
    case (.trustsWallClock, .answered(var answer)):
      answer.headers.removeAll { $0.name == "date" }
      return .answered(answer)
    default: return outcome
    }
  }
}
