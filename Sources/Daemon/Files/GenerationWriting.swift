import Config
import Domain
import Scheduler
import Store

/// Carries out a plan as one generation. New posts, which may be thousands, are staged slice by
/// slice; the rest follows in one turn, which brings everything into force at once.
struct GenerationWriting: Sendable {
  let engine: Engine
  let recipes: [any Recipe]
  let snapshot: Snapshot
  let source: String
  let treeHash: [UInt8]
  let actor: String

  func write(_ plan: Plan) async throws -> GenerationSummary {
    let new = plan.posts.filter { $0.kind == .add }.compactMap(\.declared)
    defer { LargeWork.isOver() }
    guard new.count > Engine.postsPerTurn else { return try await apply(plan, staged: nil) }
    let accounts = plan.accounts
    let begun = try await engine.perform { context in
      try context.store.beginGeneration(
        accounts: accounts, source: source, treeHash: treeHash, at: context.now, actor: actor)
    }
    do {
      let staged = try await stage(new, in: begun)
      var rest = plan
      rest.posts.removeAll { $0.kind == .add }
      return try await apply(rest, staged: staged)
    } catch {
      await engine.dropIfOpen(begun.staging)
      throw error
    }
  }

  private func stage(
    _ posts: [DeclaredPost], in begun: StagedGeneration
  ) async throws -> StagedGeneration {
    var staged = begun
    let start = start
    for first in stride(from: 0, to: posts.count, by: Engine.postsPerTurn) {
      let slice = Array(posts[first..<min(first + Engine.postsPerTurn, posts.count)])
      staged = try await engine.performWhole { [staged] context in
        var staged = staged
        try context.store.stage(slice, in: &staged, at: context.now, actor: actor, start: start)
        return staged
      }
    }
    return staged
  }

  private func apply(
    _ plan: Plan, staged: StagedGeneration?
  ) async throws -> GenerationSummary {
    let start = start
    return try await engine.performWhole { context in
      let summary = try context.store.apply(
        plan, staged: staged, source: source, treeHash: treeHash, at: context.now, actor: actor,
        start: start)
      context.events = [.accounts(try context.store.accounts()), .wake]
      return summary
    }
  }

  private var start: @Sendable (DeclaredPost, DeclaredPost.Target) -> FlowStart {
    var profiles: [AccountName: PlatformProfile] = [:]
    for account in snapshot.accounts {
      profiles[account.name] = recipes.first { $0.profile.name == account.platform }?.profile
    }
    return { [profiles] post, target in
      guard let profile = profiles[target.account] else {
        preconditionFailure("a target without a platform: \(target.account)")
      }
      return FlowStart(post, target, profile)
    }
  }
}
