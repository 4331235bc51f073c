import Control
import Domain
import Scheduler
import Store

extension Operator {
  func edit(_ request: EditPost, _ caller: Caller) async throws(ErrorObject) -> EditReply {
    let (post, view) = try await inTurn { context in
      let uid = try Operator.uid(of: request.post, context)
      guard let post = try context.store.declaredPost(uid), let view = try context.store.show(uid)
      else { throw Operator.unknown(request.post) }
      return (post, view)
    }
    switch post.uid.origin {
    case .api, .assist: return try await revise(post, request, caller)
    case .yaml, .series: return Operator.patch(post, view, request)
    case .csv:
      throw ErrorObject(
        .notAllowed, "\(post.uid) belongs to the CSV file that it was imported from",
        hint: "cancel it, and post the new words with belfry post")
    }
  }

  /// A new revision on every account that is meant and where it is not out yet.
  private func revise(
    _ post: DeclaredPost, _ request: EditPost, _ caller: Caller
  ) async throws(ErrorObject) -> EditReply {
    let named: [AccountName]? =
      if let names = request.to {
        try TargetNames(present: parts.present).accounts(names).map(\.name)
      } else {
        nil
      }
    let scope = try EditScope(of: request, named, in: post.targets)
    var revised = post
    for index in revised.targets.indices
    where scope.accounts.contains(revised.targets[index].account) {
      revised.targets[index].content.apply(OverrideFields(request))
      revised.targets[index].content = try await fittedText(of: revised.targets[index])
    }
    try await checkTargets(of: revised)
    let isDryRun = request.dryRun ?? false
    let (declared, start) = (revised, starter(for: revised.targets.map(\.account)))
    let isApplied = try await inTurn { context in
      let change = try Operator.change(to: declared, on: scope.accounts, context)
      guard !isDryRun else { return change.kind == .revise }
      try context.requireRoom()
      let made = try context.store.change(
        [change], at: context.now, actor: caller.actor, start: start)
      let changed = try context.store.deliveries(of: declared.uid).map(\.account)
      context.events.append(.queueChanged(of: changed))
      return made == [.revise]
    }
    let view = try await show(PostReference(.uid(post.uid)))
    return EditReply(
      uid: post.uid, isApplied: isApplied, isDryRun: isDryRun, accounts: scope.accounts,
      deliveries: view.deliveries)
  }

  private static func change(
    to post: DeclaredPost, on accounts: [AccountName], _ context: Context
  ) throws -> PostChange {
    let names = Dictionary(
      try context.store.accounts().map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first }
    )
    var deliveries: [PostChange.DeliveryPlan] = []
    var canChange = false
    for row in try context.store.deliveries(of: post.uid) {
      guard let name = names[row.account], accounts.contains(name),
        let target = post.targets.first(where: {
          $0.account == name && $0.placement == row.placement
        })
      else { continue }
      if row.state.canBeChanged {
        canChange = true
        deliveries.append(.revise(row.id, target))
      } else {
        deliveries.append(.tooLate(row.id, account: name, state: row.state))
      }
    }
    return PostChange(
      uid: post.uid, declared: post, kind: canChange ? .revise : .tooLate, deliveries: deliveries)
  }

  private func fittedText(of target: DeclaredPost.Target) async throws(ErrorObject) -> Content {
    let row = try await inTurn { context in
      try context.store.accounts().first { $0.name == target.account }
    }
    guard let row, let recipe = recipe(for: row.declared.platform) else { return target.content }
    return Operator.fittedText(
      of: .init(account: row.id, facts: row.facts, recipe: recipe, content: target.content),
      as: row.declared)
  }

  private func checkTargets(of post: DeclaredPost) async throws(ErrorObject) {
    let rows = try await inTurn { try $0.store.accounts() }
    var targets: [PostDraft.Target] = []
    for target in post.targets {
      guard let row = rows.first(where: { $0.name == target.account }),
        let recipe = recipe(for: row.declared.platform)
      else { continue }
      targets.append(
        .init(account: row.id, facts: row.facts, recipe: recipe, content: target.content))
    }
    try check(targets)
  }

  /// What to write into the file that owns the post; it is not touched from here.
  private static func patch(
    _ post: DeclaredPost, _ view: PostView, _ request: EditPost
  ) -> EditReply {
    let file = String(post.place.prefix { $0 != ":" })
    var lines = ["# \(post.place): in the post with id: \(post.uid.name), set"]
    let fields = YAMLWriter.fields(
      text: request.text, link: request.link, warning: request.warning,
      language: request.language, visibility: request.visibility, tags: request.tags)
    if let names = request.to {
      lines.append("for:")
      for name in names {
        lines.append("  \(YAMLWriter.quoted(name)):")
        lines += YAMLWriter.indented(fields, by: 4)
      }
    } else {
      lines += fields
    }
    return EditReply(
      uid: post.uid, isApplied: false, isDryRun: request.dryRun ?? false,
      patch: lines.joined(separator: "\n") + "\n", file: file, deliveries: view.deliveries)
  }
}

extension OverrideFields {
  fileprivate init(_ request: EditPost) {
    self.init(
      text: request.text, link: request.link, warning: request.warning,
      language: request.language, visibility: request.visibility, tags: request.tags)
  }
}
