import Domain

/// Accounts are looked at ahead of their posts, so that a revoked sign-in is told before a post
/// waits for it. When that is follows from the next post; nothing is asked while none is near.
extension Core {
  /// Finds out when the account must be looked at; called when its next flow is known anew.
  mutating func planCheck(_ index: Int, _ turn: Turn) throws {
    heads[index].waits.checkAt = nil
    guard heads[index].row.state == .ok, let next = heads[index].waits.nextReady else { return }
    let quiet = heads[index].heardAt.map { at in
      turn.now + (settings.heardWithin - (turn.clocks.uptime - at))
    }
    // What comes before the account is quiet for long makes it speak.
    if let quiet, next <= quiet { return }
    guard
      let post = try turn.ledger.nextReady(
        account: heads[index].id, after: turn.now, posts: true)
    else { return }
    guard post - turn.now >= settings.checkLatest else { return }
    let check = max(turn.now, post - settings.checkAhead)
    if let quiet, check <= quiet { return }
    guard wayToLook(at: heads[index].row, before: post) != nil else { return }
    heads[index].waits.checkAt = check
  }

  /// Begins to look at the account, as a flow of its own.
  mutating func lookAtAccount(_ index: Int, _ turn: Turn) throws {
    heads[index].waits.checkAt = nil
    let row = heads[index].row
    guard row.state == .ok,
      let post = try turn.ledger.nextReady(account: row.id, after: turn.now, posts: true),
      let kind = wayToLook(at: row, before: post), let profile = recipe(for: row)?.profile
    else { return }
    heads[index].heardAt = turn.clocks.uptime
    let look = NewFlow(
      kind: kind, account: row.id, version: profile.version,
      lane: kind == .probe ? .prepare : .settle, notBefore: turn.now)
    try carryOut([.startFlow(look)], turn)
    heads[index].lookAgain()
  }

  /// How to find out whether the sign-in works: a read, unless it costs money; or the renewal that
  /// the post would need anyway. `nil` where there is no way.
  private func wayToLook(at row: AccountRow, before post: Instant) -> FlowKind? {
    guard let recipe = recipe(for: row) else { return nil }
    if recipe is any ProbeRecipe, !recipe.profile.chargesForCalls { return .probe }
    guard recipe is any RefreshRecipe, let token = row.token, token.keys["refresh"] != nil,
      let expires = token.accessExpires,
      expires - post < settings.renewalLead(of: token, recipe.profile)
    else { return nil }
    return .refresh
  }
}

extension CoreSettings {
  /// How long before its end an access token is renewed. A refresh token that works once is used
  /// at half of the access token's life, so that time is left when its answer is lost.
  func renewalLead(of token: TokenRow, _ profile: PlatformProfile) -> Duration {
    guard profile.renewal == .once, let expires = token.accessExpires else { return refreshAhead }
    return max(refreshAhead, (expires - token.obtainedAt) / 2)
  }
}
