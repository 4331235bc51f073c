package import Config
package import Domain
package import Scheduler

/// Everything that will go out, with what it costs.
package struct PlannedDeliveries: Sendable {
  package private(set) var all: [PlannedDelivery] = []
  private var accounts: [AccountName: (declared: DeclaredAccount, recipe: any Recipe)] = [:]
  private var servers: [AccountName: JSON] = [:]

  /// What goes out of the files alone.
  ///
  /// - Parameter upcoming: what will go out of them.
  package init(
    _ snapshot: Snapshot, upcoming: [DeclaredPost], _ recipes: [any Recipe], at now: Instant
  ) {
    self.init(snapshot, upcoming: upcoming, KnownState(), recipes, at: now)
  }

  init(
    _ snapshot: Snapshot, upcoming: [DeclaredPost], _ known: KnownState, _ recipes: [any Recipe],
    at now: Instant
  ) {
    servers = known.servers
    for declared in snapshot.accounts where declared.enabled {
      let recipe = recipes.first { $0.profile.name == declared.platform }
      if let recipe { accounts[declared.name] = (declared, recipe) }
    }
    for post in upcoming {
      for target in post.targets {
        add(post.uid, target.account, max(now, post.due.instant), target.content)
      }
    }
    for waiting in known.waitingElsewhere {
      let content = waiting.content ?? Content(text: "")
      add(waiting.post, waiting.account, max(now, waiting.due), content)
    }
  }

  /// Leaves out what goes to an account that the files do not have, or have switched off.
  private mutating func add(
    _ post: PostUID, _ name: AccountName, _ due: Instant, _ content: Content
  ) {
    guard let (declared, recipe) = accounts[name] else { return }
    let facts = AccountFacts(
      name: name, platform: declared.platform, settings: declared.settings, app: declared.app,
      server: servers[name] ?? .null)
    all.append(
      PlannedDelivery(
        post: post, account: declared, due: due, costs: recipe.costs(of: content, for: facts)))
  }
}
