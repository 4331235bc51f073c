import Domain
import Synchronization

/// The accounts' rows as they were when a turn read them last. They may have changed since; who
/// uses one has to ask in a turn whether it still holds.
final class KnownRows: Sendable {
  private let rows = Mutex<[AccountName: AccountRow]>([:])

  func note(_ fresh: [AccountRow]) {
    rows.withLock { rows in
      for row in fresh { rows[row.name] = row }
    }
  }

  /// - Returns: `nil` unless all of them are known.
  func of(_ names: [AccountName]) -> [AccountRow]? {
    rows.withLock { rows in
      let found = names.compactMap { rows[$0] }
      return found.count == names.count ? found : nil
    }
  }
}
