package import Config
package import Domain

/// Turns what comes too late for a published post into an edit of it, where its owner wants that
/// (`on_edit: sync`) and the network edits.
package struct SyncedEdits {
  private let editing: Set<AccountName>

  /// - Parameters:
  ///   - snapshot: says which accounts are on which platform.
  ///   - recipes: those that edit what is out.
  package init(_ snapshot: Snapshot, _ recipes: [any Recipe]) {
    let platforms = Set(recipes.filter { $0 is any EditRecipe }.map(\.profile.name))
    editing = Set(snapshot.accounts.filter { platforms.contains($0.platform) }.map(\.name))
  }

  /// The plan with edits in it instead of the remark that a change comes too late.
  package func applied(to plan: Plan) -> Plan {
    var plan = plan
    for index in plan.posts.indices {
      guard let post = plan.posts[index].declared, post.onEdit == .sync else { continue }
      plan.posts[index].deliveries = plan.posts[index].deliveries.map { edit($0, of: post) }
      let edits = plan.posts[index].deliveries.contains {
        if case .edit = $0 { true } else { false }
      }
      if edits, plan.posts[index].kind == .tooLate { plan.posts[index].kind = .revise }
    }
    return plan
  }

  private func edit(
    _ delivery: PostChange.DeliveryPlan, of post: DeclaredPost
  ) -> PostChange.DeliveryPlan {
    guard case .tooLate(let id, let account, .published) = delivery, editing.contains(account),
      let target = post.targets.first(where: { $0.account == account })
    else { return delivery }
    return .edit(id, target)
  }
}
