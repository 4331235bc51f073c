package import Domain

/// What a person's word does to a delivery: writes, or the reason why it cannot be done. Pure.
package struct CommandDecision: Sendable {
  package var situation: Situation
  package var now: Instant
  package var actor: String
  /// The recipe of the account's platform; `nil` for a platform that is gone.
  package var recipe: (any Recipe)?

  package init(situation: Situation, now: Instant, actor: String, recipe: (any Recipe)?) {
    self.situation = situation
    self.now = now
    self.actor = actor
    self.recipe = recipe
  }

  /// - Throws: an error object that says why the command does not fit the delivery's state.
  package func writes(for command: Command) throws(ErrorObject) -> [Write] {
    guard let delivery = situation.delivery else {
      throw ErrorObject(.notFound, "there is no such delivery")
    }
    if let change = situation.change {
      throw ErrorObject(
        .conflict, "the \(change.word) of delivery \(delivery.id) is under way", retryable: true,
        retryAfterS: 5)
    }
    let writes =
      switch command {
      case .retry: try retry(delivery)
      case .cancel: try cancel(delivery)
      case .delete: try delete(delivery)
      case .resolve(.published(let id, let url)):
        try resolvePublished(delivery, Remote(id: id, url: url))
      case .resolve(.resend): try resend(delivery)
      case .resolve(.drop): try drop(delivery)
      case .approve: try approve(delivery)
      case .reject: try reject(delivery)
      case .reschedule(let due): try reschedule(delivery, due)
      case .assumeSent: try assumeSent(delivery)
      }
    return writes + [audit(command, delivery)]
  }
}

extension CommandDecision {
  private var hasPartsOut: Bool { !situation.published.isEmpty }

  private func retry(_ delivery: DeliveryRow) throws(ErrorObject) -> [Write] {
    switch delivery.state {
    case .refused, .expired, .blocked, .scheduled, .armed, .preparing:
      return hasPartsOut ? try takeUp(delivery) : restart(delivery)
    case .attention:
      let mayBeOut = delivery.question?.isOfQuarantine ?? false
      guard situation.unprovenVisibleStep == nil, !mayBeOut else {
        throw ErrorObject(
          .conflict, "it may be published already; say what you found",
          hint: "belfry resolve \(delivery.id.number) --published URL | --resend | --drop")
      }
      return hasPartsOut ? try takeUp(delivery) : restart(delivery)
    case .doubtful:
      throw ErrorObject(.conflict, "the network is being asked whether it is published")
    default: throw wrongState(delivery, "retried")
    }
  }

  /// From the start: a new run, due now. A delivery that is not due yet is sent now: that is what a
  /// person means by it, and before what waits for a limit. Nobody's word but an approver's lets go
  /// what was never approved.
  private func restart(_ delivery: DeliveryRow) -> [Write] {
    let isUnapproved = delivery.question == .restoredUnapproved
    return [
      .delivery(
        delivery.id, DeliveryChange(isUnapproved ? .awaitingApproval : .scheduled, due: now)),
      flow {
        $0.run += 1
        $0.tries = 0
        $0.negatives = 0
        $0.startedAt = nil
        $0.entropy = []
        $0.lane = .settle
        $0.isDone = false
        $0.notBefore = isUnapproved ? .never : now
      },
    ]
  }

  /// With the parts that are missing, if those that it follows are there.
  private func takeUp(_ delivery: DeliveryRow) throws(ErrorObject) -> [Write] {
    guard !situation.published.contains(where: \.isDeleted) else {
      let number = delivery.id.number
      throw ErrorObject(
        .conflict, "a part of it was taken away again, so that the thread cannot go on",
        hint: "belfry delete \(number) takes away the rest, belfry resolve \(number) --drop "
          + "leaves it as it is")
    }
    return goOn(delivery)
  }

  /// The same run; its due time stays, its calls carry it.
  private func goOn(_ delivery: DeliveryRow) -> [Write] {
    [
      .delivery(delivery.id, DeliveryChange(.armed)),
      flow {
        $0.tries = 0
        $0.negatives = 0
        $0.reading += 1
        $0.lane = .settle
        $0.isDone = false
        $0.notBefore = now
      },
    ]
  }

  private func cancel(_ delivery: DeliveryRow) throws(ErrorObject) -> [Write] {
    let mayCancel =
      delivery.state.canBeChanged || delivery.state == .expired || delivery.state == .refused
      || (delivery.state == .attention && situation.unprovenVisibleStep == nil)
    guard mayCancel, !hasPartsOut else { throw wrongState(delivery, "cancelled") }
    return [.delivery(delivery.id, DeliveryChange(.cancelled, settledAt: now)), done]
  }

  /// A flow of its own takes the parts away; the delivery keeps its state until that is done.
  private func delete(_ delivery: DeliveryRow) throws(ErrorObject) -> [Write] {
    guard situation.published.contains(where: { !$0.isDeleted }) else {
      throw ErrorObject(
        .conflict, "nothing of delivery \(delivery.id) is out",
        hint: delivery.state.canBeChanged ? "belfry cancel \(delivery.id.number)" : nil)
    }
    guard
      delivery.state == .published
        || (delivery.state == .attention && situation.unprovenVisibleStep == nil)
    else { throw wrongState(delivery, "deleted") }
    guard let recipe = recipe as? any DeleteRecipe else {
      throw ErrorObject(
        .notAllowed, "\(recipe?.profile.title ?? "the platform") deletes no posts for programs",
        hint: situation.published.compactMap(\.remote.url).first.map { "delete it there: \($0)" })
    }
    return [
      .startFlow(
        NewFlow(
          kind: .delete, account: delivery.account, delivery: delivery.id,
          version: recipe.profile.version, lane: .settle, notBefore: now))
    ]
  }

  private func resolvePublished(
    _ delivery: DeliveryRow, _ remote: Remote
  ) throws(ErrorObject) -> [Write] {
    if delivery.state == .attention, situation.unprovenVisibleStep == nil {
      return try found(delivery, remote)
    }
    let step = try stepInDoubt(delivery)
    var remote = remote
    // A later edit is given one post and the whole content.
    remote.extra["part"] = "\(step.part)"
    guard let resolution = situation.resolution(of: step.step, .present(remote, .person)) else {
      throw wrongState(delivery, "resolved")
    }
    let part = PublishedPart(part: step.part, remote: remote, evidence: .person)
    // The run goes on from here: it publishes the rest of a thread, or ends as published.
    return [resolution, .published(delivery.id, part)] + goOn(delivery)
  }

  /// A post, or the last part of a thread, of which the store knows no call: the store is from
  /// before it, or other hands made it.
  private func found(_ delivery: DeliveryRow, _ remote: Remote) throws(ErrorObject) -> [Write] {
    let next = (situation.published.map(\.part).max() ?? -1) + 1
    let count = situation.content?.parts.count ?? 1
    // A run that went on from the middle of a thread would send this part again.
    guard !hasPartsOut || next == count - 1 else {
      throw ErrorObject(
        .conflict, "part \(next + 1) of \(count) cannot be taken for published without the rest",
        hint: "belfry resolve \(delivery.id.number) --drop keeps what is out and ends it")
    }
    var remote = remote
    if hasPartsOut { remote.extra["part"] = "\(next)" }
    let part = PublishedPart(part: next, remote: remote, evidence: .person)
    return [.published(delivery.id, part)] + sent(delivery)
  }

  /// A person's word for a delivery of a quarantine.
  private func assumeSent(_ delivery: DeliveryRow) throws(ErrorObject) -> [Write] {
    let isAsked = delivery.state == .attention && delivery.question?.isOfQuarantine ?? false
    guard isAsked || delivery.state.isOnItsWay else {
      throw wrongState(delivery, "taken for published")
    }
    let asked = Write.delivery(
      delivery.id, DeliveryChange(.attention, question: .restored, settledAt: now))
    return (isAsked ? [] : [asked]) + sent(delivery)
  }

  private func sent(_ delivery: DeliveryRow) -> [Write] {
    [
      .delivery(
        delivery.id, DeliveryChange(.published, evidence: .person, settledAt: now)),
      done,
    ]
  }

  private func resend(_ delivery: DeliveryRow) throws(ErrorObject) -> [Write] {
    if delivery.state == .attention, situation.unprovenVisibleStep == nil {
      return hasPartsOut ? try takeUp(delivery) : restart(delivery)
    }
    let step = try stepInDoubt(delivery)
    guard let resolution = situation.resolution(of: step.step, .absent(.person)) else {
      throw wrongState(delivery, "resolved")
    }
    return [resolution] + goOn(delivery)
  }

  private func drop(_ delivery: DeliveryRow) throws(ErrorObject) -> [Write] {
    if delivery.state == .attention, hasPartsOut, situation.unprovenVisibleStep == nil {
      // What is out stays out, and is all there will be.
      let evidence = situation.published.last?.evidence ?? .person
      return [
        .delivery(delivery.id, DeliveryChange(.published, evidence: evidence, settledAt: now)),
        done,
      ]
    }
    if delivery.state == .attention, situation.unprovenVisibleStep == nil {
      return try cancel(delivery)
    }
    let step = try stepInDoubt(delivery)
    guard !hasPartsOut, let resolution = situation.resolution(of: step.step, .absent(.person))
    else { throw wrongState(delivery, "dropped") }
    return [
      resolution, .delivery(delivery.id, DeliveryChange(.cancelled, settledAt: now)), done,
    ]
  }

  private func approve(_ delivery: DeliveryRow) throws(ErrorObject) -> [Write] {
    guard delivery.state == .awaitingApproval else { throw wrongState(delivery, "approved") }
    return [
      .delivery(delivery.id, DeliveryChange(.scheduled)),
      flow { $0.notBefore = min(delivery.due, max(now, delivery.due)) },
    ]
  }

  private func reject(_ delivery: DeliveryRow) throws(ErrorObject) -> [Write] {
    guard delivery.state == .awaitingApproval else { throw wrongState(delivery, "rejected") }
    return [.delivery(delivery.id, DeliveryChange(.cancelled, settledAt: now)), done]
  }

  private func reschedule(
    _ delivery: DeliveryRow, _ due: Instant
  ) throws(ErrorObject) -> [Write] {
    guard delivery.state.canBeChanged, !hasPartsOut else {
      throw wrongState(delivery, "rescheduled")
    }
    let state: DeliveryState =
      delivery.state == .awaitingApproval || delivery.state == .draft ? delivery.state : .scheduled
    return [
      .delivery(delivery.id, DeliveryChange(state, due: due)),
      flow {
        $0.run += 1
        $0.startedAt = nil
        $0.entropy = []
        $0.notBefore = due
      },
    ]
  }
}

extension CommandDecision {
  /// The end of the run: what is still under way for it changes nothing any more.
  private var done: Write {
    flow {
      $0.run += 1
      $0.isDone = true
      $0.notBefore = .never
    }
  }

  private func flow(_ change: (inout FlowRow) -> Void) -> Write {
    var row = situation.flow
    change(&row)
    return .flow(row)
  }

  private func stepInDoubt(_ delivery: DeliveryRow) throws(ErrorObject) -> JournalEntry {
    let isAsked = delivery.state == .doubtful || delivery.state == .attention
    guard isAsked, let step = situation.unprovenVisibleStep else {
      throw wrongState(delivery, "resolved")
    }
    return step
  }

  private func wrongState(_ delivery: DeliveryRow, _ verb: String) -> ErrorObject {
    ErrorObject(
      .conflict, "delivery \(delivery.id) is \(delivery.state.word) and cannot be \(verb)")
  }

  private func audit(_ command: Command, _ delivery: DeliveryRow) -> Write {
    let (action, detail): (String, [String: JSON]) =
      switch command {
      case .retry: ("delivery.retry", [:])
      case .cancel: ("delivery.cancel", [:])
      case .delete: ("delivery.delete", [:])
      case .resolve(.published(let id, _)): ("delivery.resolve", ["published": .string(id)])
      case .resolve(.resend): ("delivery.resolve", ["resend": true])
      case .resolve(.drop): ("delivery.resolve", ["drop": true])
      case .approve(let comment): ("delivery.approve", ["comment": .string(comment)])
      case .reject(let comment): ("delivery.reject", ["comment": .string(comment)])
      case .reschedule(let due): ("delivery.reschedule", ["due": .string(due.rfc3339)])
      case .assumeSent: ("delivery.assumed", ["published": true])
      }
    return .audit(
      AuditEntry(
        actor: actor, action: action, subject: "delivery:\(delivery.id.number)",
        detail: .object(detail)))
  }
}

extension Situation {
  /// The visible step that is neither proven public nor proven absent.
  var unprovenVisibleStep: JournalEntry? {
    journal.first { entry in
      guard entry.callClass == .visible, !published.contains(where: { $0.part == entry.part })
      else { return false }
      switch entry.state {
      case .present: return false
      // The rest of a partial thread was refused, which proves that it is not out.
      case .answered where delivery?.question == .partial: return false
      case .intent, .unknown, .answered, .notSent, .absent: return !entry.isKnownToHaveMadeNothing
      }
    }
  }
}
