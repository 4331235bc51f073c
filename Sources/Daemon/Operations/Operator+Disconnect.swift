import Control
import Domain
import Scheduler
import Store

extension Operator {
  /// Seconds that a caller waits for the network; afterwards it is asked behind their back.
  private static let signOutSeconds = 60

  func disconnect(
    _ request: Disconnect, _ caller: Caller
  ) async throws(ErrorObject) -> DisconnectReport {
    let (row, recipe) = try await account(request.account)
    if try await inTurn({ try $0.store.openFlow(.revoke, of: row.id) }) == nil {
      signIns.forget(row.id)
    }
    let version = recipe is any RevokeRecipe ? recipe.profile.version : nil
    let signOut: SignOut = try await inTurn { context in
      if let open = try context.store.openFlow(.revoke, of: row.id) {
        return SignOut.begun(open.id)
      }
      let signOut = try context.store.disconnect(
        row, revoking: version, at: context.now, actor: caller.actor)
      context.events.append(.accounts(try context.store.accounts()))
      return signOut
    }
    let outcome = try await outcome(of: signOut, row, recipe.profile)
    if case .begun = signOut {} else { signIns.forget(row.id) }
    // A turn of its own: the core learns of it at the end of the one before.
    let view = try await inTurn { [parts] in try AccountViews(parts, $0).one(row.name) }
    guard let view else { throw ErrorObject(.notFound, "there is no account \(row.name)") }
    return DisconnectReport(account: view, outcome: outcome.outcome, message: outcome.message)
  }

  /// What became of the tokens at the network, and what is left to do.
  private func outcome(
    of signOut: SignOut, _ row: AccountRow, _ profile: PlatformProfile
  ) async throws(ErrorObject) -> (outcome: DisconnectReport.Outcome, message: String) {
    let byHand = "revoke it yourself: \(profile.accessPage)"
    switch signOut {
    case .busy:
      throw ErrorObject(
        .conflict, "account \(row.name) is signing in or renewing its token right now",
        retryable: true, retryAfterS: 5)
    case .forgotten where row.token == nil: return (.nothing, "there was no token")
    case .forgotten:
      return (.unsupported, "\(profile.title) has no way to revoke by program; \(byHand)")
    case .begun(let flow):
      let news = await signIns.wait(for: row.id, seconds: Operator.signOutSeconds)
      guard let news, news.flow == flow, case .ended(let error) = news.what else {
        return (.underWay, "\(profile.title) is still being asked; if unsure, \(byHand)")
      }
      guard let error else { return (.revoked, "revoked at \(profile.title)") }
      return (.failed, "\(profile.title) did not revoke it (\(error.message)); \(byHand)")
    }
  }
}
