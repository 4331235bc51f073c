package import Domain
import Scheduler
import Store

/// A plan on its way into the store: the whole of it becomes one generation, or nothing does.
package struct GenerationChange: Sendable {
  package var plan: Plan
  /// Where the files came from, for the generation's row and the audit log.
  package var source: String
  package var treeHash: [UInt8]
  /// The platforms of the plan's accounts.
  package var profiles: [AccountName: PlatformProfile]

  package init(
    plan: Plan, source: String, treeHash: [UInt8], profiles: [AccountName: PlatformProfile]
  ) {
    self.plan = plan
    self.source = source
    self.treeHash = treeHash
    self.profiles = profiles
  }

  /// Carries it out inside a turn, and tells the core in the same turn.
  ///
  /// - Throws: what the store throws; nothing is changed then.
  package func apply(_ context: Context, actor: String) throws -> GenerationSummary {
    let summary = try context.store.apply(
      plan, source: source, treeHash: treeHash, at: context.now, actor: actor,
      start: { post, target in
        guard let profile = profiles[target.account] else {
          preconditionFailure("a target without a platform: \(target.account)")
        }
        return FlowStart(post, target, profile)
      })
    context.events = [.accounts(try context.store.accounts()), .wake]
    return summary
  }
}
