import Domain

/// What calls cost in money, and budgets; and what people are told about limits.
extension Core {
  /// The writes of a call that the account's budget of the month does not allow; `nil` when it
  /// may go.
  ///
  /// A post is paid for as a whole before any of it goes out, so that no thread stops in the
  /// middle; questions about calls in doubt are always asked.
  mutating func holdForBudget(
    _ pending: PendingCall, _ scene: Scene, _ turn: Turn
  ) -> [Write]? {
    guard let budget = scene.account.declared.limits.budget, !scene.hasPartsOut,
      !scene.situation.isInDoubt
    else { return nil }
    switch pending.kind {
    case .visible, .edit, .harmless: break
    case .question, .confirmation, .secret: return nil
    }
    let price = max(pending.call.costs.price, price(of: scene))
    let month = Month(of: turn.now)
    let spent = spending.row(of: scene.account.id, in: month).spent
    guard price > .zero, spent + price > budget else { return nil }
    let writes = setAside(scene, .budget, until: turn.now + settings.blockedRecheck, turn)
    guard spending.shouldTellEmpty(scene.account.id, in: month) else { return writes }
    return writes + [
      .notice(
        Notice(
          .quota, title: "\(scene.account.name) has spent its budget",
          body: "\(spent.text) of \(budget.text) US dollars are spent in \(month.text); the next "
            + "post costs \(price.text). Its posts wait until the month ends or limits: budget is "
            + "raised in accounts.yaml.")),
      scene.audit("account.budget_spent", .object(["month": .string(month.text)])),
    ]
  }

  /// What the delivery costs as a whole.
  private func price(of scene: Scene) -> Money {
    guard scene.delivery != nil, let content = scene.situation.content,
      let recipe = recipe(for: scene.account)
    else { return .zero }
    return recipe.costs(of: content, for: scene.account.facts).price
  }

  /// Counts what a call costs that leaves now.
  mutating func charge(_ costs: [Call.Cost], _ account: AccountRow, _ now: Instant) -> [Write] {
    let price = costs.price
    guard price > .zero else { return [] }
    let row = spending.pay(price, for: account.id, in: Month(of: now))
    guard let budget = account.declared.limits.budget,
      spending.crossesWarning(row, paid: price, of: budget)
    else { return [.spending(row)] }
    return [
      .spending(row),
      .notice(
        Notice(
          .quota, title: "\(account.name) has spent four fifths of its budget",
          body: "\(row.spent.text) of \(budget.text) US dollars in \(row.month.text). When it is "
            + "spent, posts wait. See: belfry accounts")),
    ]
  }

  /// What people are told when four fifths of a limit of days are used.
  mutating func quotaNotices(_ scene: Scene) -> [Write] {
    gate.takeNearlyUsedUp().map { rule in
      .notice(
        Notice(
          .quota, title: "\(scene.account.name) has used four fifths of its \(rule.unit)",
          body: "\(rule.isOwn ? "Its limits allow" : "\(scene.profile.title) takes") \(rule.text). "
            + "When they are used up, posts wait until some come back. See: belfry accounts"))
    }
  }

  /// Takes back what a call cost that never left.
  mutating func takeBack(_ costs: [Call.Cost], _ account: AccountRow, _ now: Instant) -> [Write] {
    let price = costs.price
    guard price > .zero else { return [] }
    return [.spending(spending.refund(price, for: account.id, in: Month(of: now)))]
  }
}
