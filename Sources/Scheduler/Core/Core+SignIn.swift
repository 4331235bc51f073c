import Domain

/// Tokens: signing in, renewing, and what happens without one.
extension Core {
  mutating func startSignIn(
    _ account: AccountID, inputs: [String: FlowInput], sealed: [SealedSecret], _ turn: inout Turn
  ) throws {
    guard let row = self.account(account), let profile = recipe(for: row)?.profile else { return }
    var writes: [Write] = sealed.isEmpty ? [] : [.secrets(sealed, account)]
    writes.append(
      .startFlow(
        NewFlow(
          kind: .connect, account: account, version: profile.version, lane: .settle,
          notBefore: turn.now, inputs: inputs)))
    try carryOut(writes, turn)
    change(account) { $0.lookAgain() }
  }

  mutating func supply(
    _ flow: FlowID, name: String, _ input: FlowInput, sealed: [SealedSecret],
    _ turn: inout Turn
  ) throws {
    guard var situation = try turn.ledger.situation(of: flow), !situation.flow.isDone else {
      return
    }
    situation.flow.inputs[name] = input
    situation.flow.notBefore = turn.now
    var writes: [Write] = sealed.isEmpty ? [] : [.secrets(sealed, situation.flow.account)]
    writes.append(.flow(situation.flow))
    try carryOut(writes, turn)
    change(situation.flow.account) { $0.lookAgain() }
  }

  /// A post's call waits for a fresh access token; the renewal goes first.
  mutating func refresh(_ scene: Scene, isTurnedDown: Bool, _ turn: Turn) -> [Write] {
    guard scene.account.token?.keys["refresh"] != nil else {
      return block(scene, .signIn, turn)
    }
    if isTurnedDown { noteTurnedDown(scene.account.id, turn) }
    let renewAfter = head(scene.account.id) { $0.renewAfter } ?? turn.clocks.uptime
    guard turn.clocks.uptime >= renewAfter else {
      return [scene.sleep(until: turn.now + (renewAfter - turn.clocks.uptime))]
    }
    change(scene.account.id) {
      $0.awaitingToken.append(scene.flow.id)
      $0.mayBeReady = true
    }
    let renewal = NewFlow(
      kind: .refresh, account: scene.account.id, version: scene.profile.version, lane: .settle,
      notBefore: turn.now)
    return [.startFlow(renewal)]
  }

  /// The network ended the access token before its time: a renewal must not wait for that time.
  private mutating func noteTurnedDown(_ account: AccountID, _ turn: Turn) {
    let soon = turn.clocks.uptime + settings.betweenRenewals
    change(account) { head in
      guard !head.isTokenRefused else { return }
      head.refusedToken = head.row.token?.version
      head.renewAfter = min(head.renewAfter, soon)
    }
  }

  /// The renewal did not work this time: posts go on with the old token while it lasts.
  mutating func renewalFailed(_ account: AccountID, wait: Duration, _ turn: Turn) {
    change(account) {
      $0.renewAfter = turn.clocks.uptime + wait
      $0.awaitingToken = []
      $0.lookAgain()
    }
  }

  mutating func granted(_ grant: Grant, _ scene: Scene, _ turn: inout Turn) -> [Write] {
    let account = scene.account
    var keys = account.token?.keys ?? [:]
    if scene.flow.kind == .connect { keys = [:] }
    keys.merge(grant.tokens) { _, new in new }
    let token = TokenRow(
      version: (account.token?.version ?? 0) + 1, keys: keys, obtainedAt: turn.now,
      accessExpires: grant.accessExpires, refreshExpires: grant.refreshExpires,
      scopes: grant.scopes.isEmpty ? account.token?.scopes ?? [] : grant.scopes)
    let isNew = scene.flow.kind == .connect
    let state: AccountState = account.declared.enabled ? .ok : .disabled
    let renewAfter = turn.clocks.uptime + settings.betweenRenewals
    if let server = grant.server { learn(server: server, of: account.id) }
    change(account.id) { head in
      head.row.token = token
      head.row.state = state
      head.row.reason = nil
      head.row.identity = grant.identity ?? head.row.identity
      if isNew { head.row.connectedAt = turn.now }
      // What a person signed in to may be renewed at once.
      if !isNew { head.renewAfter = renewAfter }
      head.awaitingToken = []
      head.lookAgain()
    }
    if isNew { turn.effects.append(.signedIn(scene.flow.id, account: account.id, nil)) }
    return [
      .token(account.id, token),
      .account(
        account.id,
        AccountChange(
          state: state, identity: grant.identity, server: grant.server,
          connectedAt: isNew ? turn.now : nil)),
      .release(account.id, causes: [.notConnected, .signIn], at: turn.now),
      scene.flow { $0.isDone = true },
      scene.audit(isNew ? "account.connected" : "account.refreshed"),
    ] + upkeep(token, scene, turn)
  }

  /// The next renewal that keeps the sign-in alive, and the next look at the account.
  private func upkeep(_ token: TokenRow, _ scene: Scene, _ turn: Turn) -> [Write] {
    var writes: [Write] = []
    if let ends = token.refreshExpires {
      let half = Duration.milliseconds((ends - turn.now).wholeMilliseconds / 2)
      writes.append(
        .startFlow(
          NewFlow(
            kind: .refresh, account: scene.account.id, version: scene.profile.version,
            lane: .settle, notBefore: turn.now + half)))
    }
    if recipe(for: scene.account) is any ProbeRecipe {
      writes.append(.startFlow(probe(scene, at: turn.now + settings.probeEvery)))
    }
    return writes
  }

  private func probe(_ scene: Scene, at instant: Instant) -> NewFlow {
    NewFlow(
      kind: .probe, account: scene.account.id, version: scene.profile.version, lane: .prepare,
      notBefore: instant)
  }

  mutating func probed(_ facts: JSON, _ scene: Scene, _ turn: Turn) -> [Write] {
    learn(server: facts, of: scene.account.id)
    return [
      .account(scene.account.id, AccountChange(server: facts)),
      scene.flow { $0.isDone = true },
      .startFlow(probe(scene, at: turn.now + settings.probeEvery)),
    ] + reminders(scene, turn.now)
  }

  /// The account is of no use until a person signs in; its posts are kept.
  mutating func signInNeeded(
    _ error: ErrorObject, _ scene: Scene, _ turn: inout Turn
  ) -> [Write] {
    let account = scene.account
    if scene.flow.kind == .connect {
      turn.effects.append(.signedIn(scene.flow.id, account: account.id, error))
      return [scene.flow { $0.isDone = true }]
    }
    var writes: [Write] = []
    if account.state == .ok {
      change(account.id) { head in
        head.row.state = .signIn
        head.row.reason = error.message
        head.awaitingToken = []
        head.lookAgain()
      }
      writes = [
        .account(account.id, AccountChange(state: .signIn, reason: error.message)),
        scene.audit("account.sign_in_needed", .object(["reason": .string(error.message)])),
        .notice(
          Notice(
            .signIn,
            title: error.code == .accountBlocked
              ? "\(account.name) is blocked by its network"
              : "\(account.name) needs you to sign in",
            body: "\(error.message)\nbelfry connect \(account.name)")),
      ]
    }
    if scene.flow.kind.isOfWhatIsOut {
      return writes + [scene.sleep(until: turn.now + settings.blockedRecheck)]
    }
    guard scene.delivery != nil else { return writes + [scene.flow { $0.isDone = true }] }
    if scene.situation.isInDoubt || scene.hasPartsOut {
      return writes + [scene.sleep(until: turn.now + settings.blockedRecheck)]
    }
    return writes + block(scene, .signIn, turn)
  }

  /// How a flow without a delivery ends when it cannot go on; `nil` for a flow with one.
  mutating func end(_ scene: Scene, _ error: ErrorObject, _ turn: inout Turn) -> [Write]? {
    guard scene.delivery == nil else { return nil }
    if scene.flow.kind == .connect {
      turn.effects.append(.signedIn(scene.flow.id, account: scene.account.id, error))
    }
    var writes: [Write] = [scene.flow { $0.isDone = true }]
    if scene.flow.kind == .probe {
      writes.append(.startFlow(probe(scene, at: turn.now + settings.probeEvery)))
      writes += reminders(scene, turn.now)
    }
    return writes + changeFailed(scene, error) + [
      scene.audit("\(scene.flow.kind.word).failed", .object(["error": .string(error.message)]))
    ]
  }
}
