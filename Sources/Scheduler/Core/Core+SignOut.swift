import Domain

/// Ending a sign-in: the network is asked to end the tokens, and whatever it says, they are
/// forgotten.
extension Core {
  /// What a verdict means for a sign-out, which waits for nothing that takes long.
  mutating func revoke(
    _ verdict: Verdict, _ scene: Scene, _ turn: inout Turn
  ) throws -> [Write] {
    if let spent = spentInVain(verdict, scene) { return signOut(scene, spent, &turn) }
    switch verdict {
    case .done: return signOut(scene, nil, &turn)
    case .send, .retry, .sleep:
      let writes = try usualWrites(for: verdict, scene, &turn)
      guard let late = tooLate(writes, scene, turn.now) else { return writes }
      return signOut(scene, verdict.error ?? late, &turn)
    default:
      let error = verdict.error ?? ErrorObject(.internalError, "the sign-out got stuck")
      return signOut(scene, error, &turn)
    }
  }

  /// The tokens go, and people are told what became of them at the network.
  private mutating func signOut(
    _ scene: Scene, _ error: ErrorObject?, _ turn: inout Turn
  ) -> [Write] {
    change(scene.account.id) { $0.row.token = nil }
    turn.effects.append(.signedOut(scene.flow.id, account: scene.account.id, error))
    let audit =
      error.map { scene.audit("revoke.failed", .object(["error": .string($0.message)])) }
      ?? scene.audit("account.revoked")
    return [.forget(scene.account.id), scene.flow { $0.isDone = true }, audit]
  }

  /// A refresh token was used and nothing came back: what a second use answers says nothing about
  /// the tokens that the first one may have made.
  private func spentInVain(_ verdict: Verdict, _ scene: Scene) -> ErrorObject? {
    let isLost = scene.situation.journal.contains { entry in
      guard entry.callClass == .secret else { return false }
      return switch entry.state {
      case .intent, .unknown: true
      default: false
      }
    }
    return isLost ? verdict.error ?? ErrorObject(.outcomeUnknown, "its answer was lost") : nil
  }

  /// What is wrong with a wait that ends later than a person waits.
  private func tooLate(_ writes: [Write], _ scene: Scene, _ now: Instant) -> ErrorObject? {
    let end = (scene.flow.startedAt ?? now) + settings.revokeWithin
    let isLate = writes.contains { write in
      if case .flow(let row) = write { row.notBefore > end } else { false }
    }
    return isLate ? ErrorObject(.platformTrouble, "the network is not to be reached now") : nil
  }
}

extension Verdict {
  /// What went wrong, where the verdict says it.
  fileprivate var error: ErrorObject? {
    switch self {
    case .retry(let error), .throttle(_, let error), .refresh(let error, _), .signIn(let error),
      .absentForGood(_, _, let error), .turnedDown(_, let error), .startOver(_, let error, _),
      .ask(_, let error), .refuse(let error):
      error
    case .restart(let reason): ErrorObject(.platformTrouble, reason)
    case .send, .sleep, .readAgain, .absent, .prompt, .published, .granted, .probed, .done: nil
    }
  }
}
