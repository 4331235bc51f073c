package import Domain

/// One run of a recipe over what is known, and how it ended.
package struct RecipeRun: Sendable {
  package var ending: Ending
  /// Parts that the run passed as public.
  package var published: [PublishedPart]
  /// Parts that the run passed as taken away.
  package var deleted: [Int] = []
  /// Steps in doubt that a reading found to be public.
  package var resolutions: [Resolution]

  /// Why a run ended: with a result, or at what it needs next.
  package enum Ending: Sendable {
    case published(Publication)
    case granted(Grant)
    case probed(JSON)
    /// A delete, an edit or a sign-out is done.
    case done
    case paused(Pause)
  }

  /// Runs the recipe that `situation.flow` is for.
  package init(
    of situation: Situation, _ recipe: any Recipe, _ account: AccountRow, now: Instant,
    mode: Flow.Mode
  ) {
    let row = situation.flow
    let startedAt = row.startedAt ?? now
    var flow = Flow(
      startedAt: startedAt, due: situation.delivery?.due ?? startedAt, entropy: row.entropy,
      inputs: row.inputs, journal: situation.journal, now: now, mode: mode, reading: row.reading,
      claimed: situation.claimed)
    do throws(Pause) {
      ending = try RecipeRun.run(recipe, situation, account.facts, with: &flow, &deleted)
    } catch {
      ending = .paused(error)
    }
    published = flow.published
    resolutions = flow.resolutions
  }

  private static func run(
    _ recipe: any Recipe, _ situation: Situation, _ account: AccountFacts, with flow: inout Flow,
    _ deleted: inout [Int]
  ) throws(Pause) -> Ending {
    switch situation.flow.kind {
    case .publish:
      guard let content = situation.content else { throw .mismatch("the delivery has no content") }
      return .published(try recipe.publish(content, as: account, with: &flow))
    case .connect:
      guard let recipe = recipe as? any SignInRecipe else { throw unsupported("sign in") }
      return .granted(try recipe.connect(account, with: &flow))
    case .refresh:
      guard let recipe = recipe as? any RefreshRecipe else { throw unsupported("refresh") }
      return .granted(try recipe.refresh(account, with: &flow))
    case .probe:
      guard let recipe = recipe as? any ProbeRecipe else { throw unsupported("probe") }
      return .probed(try recipe.probe(account, with: &flow))
    case .delete:
      guard let recipe = recipe as? any DeleteRecipe else { throw unsupported("delete") }
      // Answers go before what they answer.
      for part in situation.published.reversed() where !part.isDeleted {
        flow.begin(part: part.part)
        try recipe.delete(part.remote, as: account, with: &flow)
        deleted.append(part.part)
      }
      return .done
    case .edit:
      guard let recipe = recipe as? any EditRecipe, let content = situation.content else {
        throw unsupported("edit")
      }
      for part in situation.published where !part.isDeleted {
        flow.begin(part: part.part)
        try recipe.edit(part.remote, to: content, as: account, with: &flow)
      }
      return .done
    case .revoke:
      guard let recipe = recipe as? any RevokeRecipe else { throw unsupported("sign out") }
      try recipe.revoke(account, with: &flow)
      return .done
    }
  }

  private static func unsupported(_ what: String) -> Pause {
    .mismatch("the platform's recipe cannot \(what)")
  }
}
