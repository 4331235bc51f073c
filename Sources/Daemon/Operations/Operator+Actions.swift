import Config
import Control
import Domain
import Scheduler
import Store

extension Operator {
  /// Deliveries that one action may be for.
  private static let deliveriesMax = 10_000
  /// Commands that one turn carries out.
  private static let commandsPerTurn = 200
  /// Results that a report names.
  private static let resultsMax = 1000
  /// Seconds until the core's answer to a command is given up: it comes with the same turn.
  private static let answerSeconds = 30

  /// Carries out a person's word on every delivery that it is for, or says what it would do.
  func act(_ request: ControlRequest, _ caller: Caller) async throws(ErrorObject) -> ActionReport {
    guard let action = try await action(of: request) else {
      preconditionFailure("not an action: \(request)")
    }
    let chosen = try await deliveries(of: try action.target.selection())
    let isDryRun = action.target.dryRun ?? false
    var report = ActionReport(isDryRun: isDryRun, changed: 0, skipped: 0, results: [])
    for start in stride(from: 0, to: chosen.count, by: Operator.commandsPerTurn) {
      let slice = Array(chosen[start..<min(start + Operator.commandsPerTurn, chosen.count)])
      let endings =
        isDryRun
        ? try await rehearse(action, slice, caller) : try await carryOut(action, slice, caller)
      let views = isDryRun ? [:] : try await views(of: slice.map(\.id))
      for (view, ending) in zip(slice, endings) {
        report.count(ending, views[view.id] ?? view, upTo: Operator.resultsMax)
      }
    }
    return report
  }

  private func action(of request: ControlRequest) async throws(ErrorObject) -> Action? {
    switch request {
    case .retry(let request): return Action(request.target) { _ in .retry }
    case .cancel(let request): return Action(request.target) { _ in .cancel }
    case .approve(let request):
      let comment = request.comment ?? ""
      return Action(request.target, approves: true, comment) { _ in .approve(comment: comment) }
    case .reject(let request):
      let comment = request.comment ?? ""
      return Action(request.target, approves: false, comment) { _ in .reject(comment: comment) }
    case .reschedule(let request): return try reschedule(request)
    case .resolve(let request): return try await resolve(request)
    case .delete(let request): return Action(request.target) { _ in .delete }
    default: return nil
    }
  }

  private func reschedule(_ request: Reschedule) throws(ErrorObject) -> Action {
    if let shift = request.shiftS {
      return Action(request.target) { .reschedule($0.due + .seconds(shift)) }
    }
    let zone = request.timezone ?? parts.present.timezone
    let at = try MomentReader(zones: parts.ports.zones, zone: zone).read(request.at)
    let due = at ?? SystemClocks.wall()
    return Action(request.target) { _ in .reschedule(due) }
  }

  private func resolve(_ request: Resolve) async throws(ErrorObject) -> Action {
    switch request.verdict {
    case .resend: return Action(request.target) { _ in .resolve(.resend) }
    case .drop: return Action(request.target) { _ in .resolve(.drop) }
    case .published:
      let rows = try await inTurn { try $0.store.accounts() }
      let recipes = parts.ports.recipes
      return Action(request.target) { delivery in
        let row = rows.first { $0.id == delivery.account }
        let remote = Operator.remote(request, row, recipes)
        return .resolve(.published(id: remote.id, url: remote.url))
      }
    }
  }

  /// What a person found: the id that was given, or the one in the address; empty where neither
  /// says it.
  private static func remote(
    _ request: Resolve, _ account: AccountRow?, _ recipes: [any Recipe]
  ) -> Remote {
    if let id = request.remoteId { return Remote(id: id, url: request.url) }
    guard let account, let url = request.url,
      let recipe = recipes.first(where: { $0.profile.name == account.declared.platform })
        as? any AddressRecipe,
      let remote = recipe.remote(at: url, of: account.facts)
    else { return Remote(id: "", url: request.url) }
    return remote
  }
}

/// What a person wants to be done.
struct Action: Sendable {
  var target: SelectionFields
  /// An approver's verdict, to be noted with the post; `nil` for anything else.
  var approves: Bool?
  var comment: String
  /// The command for a delivery.
  var command: @Sendable (DeliveryRow) -> Command

  init(
    _ target: SelectionFields, approves: Bool? = nil, _ comment: String = "",
    command: @escaping @Sendable (DeliveryRow) -> Command
  ) {
    self.target = target
    self.approves = approves
    self.comment = comment
    self.command = command
  }
}

extension ActionReport {
  fileprivate mutating func count(
    _ ending: AnswerDesk.Ending, _ view: DeliveryView, upTo limit: Int
  ) {
    var error: ErrorObject?
    switch ending {
    case .done: changed += 1
    case .refused(let reason):
      skipped += 1
      error = reason
    }
    guard results.count < limit else { return }
    results.append(
      ActionResult(
        delivery: view.id, uid: view.uid, account: view.account, status: view.status, error: error))
  }
}

// MARK: - Choosing

extension Operator {
  /// The deliveries that are chosen, as they are now.
  private func deliveries(
    of selection: Selection
  ) async throws(ErrorObject) -> [DeliveryView] {
    switch selection {
    case .post(let reference): return try await show(reference).deliveries
    case .filter(let filter):
      return try await allDeliveries(filter, limit: Operator.deliveriesMax)
    case .deliveries(let ids):
      guard ids.count <= Operator.deliveriesMax else {
        throw ErrorObject(.tooMany, "more than \(Operator.deliveriesMax) deliveries are named")
      }
      let wanted = Set(ids).sorted()
      var known: [DeliveryID: DeliveryView] = [:]
      for start in stride(from: 0, to: wanted.count, by: Operator.commandsPerTurn) {
        let slice = Array(wanted[start..<min(start + Operator.commandsPerTurn, wanted.count)])
        known.merge(try await views(of: slice)) { _, new in new }
      }
      if let missing = wanted.first(where: { known[$0] == nil }) {
        throw ErrorObject(.notFound, "there is no delivery \(missing)")
      }
      return wanted.compactMap { known[$0] }
    }
  }

  /// At most 500 deliveries by their numbers.
  private func views(
    of ids: [DeliveryID]
  ) async throws(ErrorObject) -> [DeliveryID: DeliveryView] {
    let page = try await inTurn {
      try $0.store.queue(DeliveryFilter(deliveries: ids), limit: 500)
    }
    return Dictionary(page.items.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

// MARK: - Carrying out

extension Operator {
  /// What the core would answer; nothing is changed.
  private func rehearse(
    _ action: Action, _ slice: [DeliveryView], _ caller: Caller
  ) async throws(ErrorObject) -> [AnswerDesk.Ending] {
    let recipes = parts.ports.recipes
    return try await inTurn { context in
      let accounts = try context.store.accounts()
      return try slice.map { view in
        guard let row = try context.store.delivery(view.id),
          let flow = try context.store.publishFlow(of: view.id),
          let situation = try context.store.situation(of: flow.id)
        else { return .refused(Operator.missing(view.id)) }
        let platform = accounts.first { $0.id == row.account }?.declared.platform
        let decision = CommandDecision(
          situation: situation, now: context.now, actor: caller.actor,
          recipe: recipes.first { $0.profile.name == platform })
        do throws(ErrorObject) {
          try Operator.check(action.command(row))
          _ = try decision.writes(for: action.command(row))
          return .done
        } catch {
          return .refused(error)
        }
      }
    }
  }

  private func carryOut(
    _ action: Action, _ slice: [DeliveryView], _ caller: Caller
  ) async throws(ErrorObject) -> [AnswerDesk.Ending] {
    let numbers = slice.map { _ in answers.open() }
    let early = try await inTurn { context in
      try Operator.noteApprovals(action, slice, caller, context)
      return try zip(slice, numbers).map { view, number in
        try Operator.send(action, view, number, caller, context)
      }
    }
    var endings: [AnswerDesk.Ending] = []
    for (number, refusal) in zip(numbers, early) {
      if let refusal {
        endings.append(.refused(refusal))
      } else {
        let ending = await answers.wait(for: number, seconds: Operator.answerSeconds)
        endings.append(ending ?? .refused(Operator.silence))
      }
    }
    return endings
  }

  /// Hands the command to the core, or says why not.
  private static func send(
    _ action: Action, _ view: DeliveryView, _ number: AnswerID, _ caller: Caller,
    _ context: Context
  ) throws -> ErrorObject? {
    guard let row = try context.store.delivery(view.id),
      let flow = try context.store.publishFlow(of: view.id)
    else { return missing(view.id) }
    let command = action.command(row)
    do throws(ErrorObject) {
      try check(command)
    } catch {
      return error
    }
    context.events.append(
      .command(command, flow: flow.id, actor: caller.actor, answer: number))
    return nil
  }

  /// Without its id a post can be neither answered nor edited nor deleted later.
  private static func check(_ command: Command) throws(ErrorObject) {
    guard case .resolve(.published(let id, _)) = command, id.isEmpty else { return }
    throw ErrorObject(
      .badRequest, "the address does not hold the network's id of a post of this account",
      hint: "give the id too: --remote-id ID")
  }

  /// An approver's word is kept with the content that it was said about.
  private static func noteApprovals(
    _ action: Action, _ slice: [DeliveryView], _ caller: Caller, _ context: Context
  ) throws {
    guard let approves = action.approves else { return }
    var noted: Set<PostID> = []
    for view in slice {
      guard let row = try context.store.delivery(view.id), row.state == .awaitingApproval,
        noted.insert(row.post).inserted
      else { continue }
      let hash = try context.store.revisionHash(of: row.post)
      try context.store.insert(
        Approval(
          post: row.post, revisionHash: hash, by: caller.actor, isApproved: approves,
          comment: action.comment, at: context.now))
    }
  }

  private static func missing(_ id: DeliveryID) -> ErrorObject {
    ErrorObject(.notFound, "there is no delivery \(id)")
  }

  private static var silence: ErrorObject {
    ErrorObject(
      .unavailable, "the daemon did not say whether it was done", retryable: true,
      hint: "look with belfry show before you try again")
  }
}
