import Control
import Domain
import Scheduler
import Store

extension Operator {
  func disconnect(
    _ request: Disconnect, _ caller: Caller
  ) async throws(ErrorObject) -> AccountView {
    let (row, _) = try await account(request.account)
    try await inTurn { context in
      guard try context.store.disconnect(row, at: context.now, actor: caller.actor) else {
        throw ErrorObject(
          .conflict, "account \(row.name) is signing in or renewing its token right now",
          retryable: true, retryAfterS: 5)
      }
      context.events.append(.accounts(try context.store.accounts()))
    }
    signIns.forget(row.id)
    // A turn of its own: the core learns of it at the end of the one before.
    let view = try await inTurn { [parts] in try AccountViews(parts, $0).one(row.name) }
    guard let view else { throw ErrorObject(.notFound, "there is no account \(row.name)") }
    return view
  }
}
