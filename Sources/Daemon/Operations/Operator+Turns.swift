import Config
import Control
import Domain
import Store

extension Operator {
  /// Runs `body` in one of the engine's turns.
  ///
  /// - Throws: the error object for whatever went wrong.
  func inTurn<Value: Sendable>(
    _ body: @escaping @Sendable (Context) throws -> Value
  ) async throws(ErrorObject) -> Value {
    do {
      return try await parts.engine.perform(body)
    } catch {
      throw Operator.told(error)
    }
  }

  /// The account's row and recipe.
  ///
  /// - Throws: `not_found`.
  func account(
    _ name: AccountName
  ) async throws(ErrorObject) -> (row: AccountRow, recipe: any Recipe) {
    guard let row = try await inTurn({ try $0.store.account(named: name) }) else {
      throw ErrorObject(
        .notFound, "there is no account \(name)", hint: "belfry accounts lists them")
    }
    guard let recipe = recipe(for: row.declared.platform) else {
      throw ErrorObject(.notFound, "there is no platform \(row.declared.platform)")
    }
    return (row, recipe)
  }

  func recipe(for platform: PlatformName) -> (any Recipe)? {
    parts.ports.recipes.first { $0.profile.name == platform }
  }

  private static var diskFull: ErrorObject {
    ErrorObject(
      .diskFull, "the disk is full; nothing was changed", retryable: true, retryAfterS: 60,
      hint: "make room on the disk of the state folder")
  }

  static func told(_ error: any Error) -> ErrorObject {
    guard let error = error as? StoreError else { return ErrorObject.from(error) }
    return switch error.kind {
    case .full: diskFull
    case .refused: ErrorObject(.conflict, error.message)
    default: ErrorObject(.internalError, "\(error)")
    }
  }
}
