package import Control
package import Domain

/// The reload at a start. Media that come from elsewhere or are converted may take it minutes; what
/// was accepted before goes out meanwhile.
package struct FirstReload: Sendable {
  /// How long a start waits for it: less than systemd waits for the start.
  package static let patience = Duration.seconds(10)

  private let work: Task<Result<ReloadReport, ErrorObject>, Never>

  /// Begins it.
  package init(_ reloader: any Reloading) {
    work = Task {
      do throws(ErrorObject) {
        return .success(try await reloader.reload(force: false, actor: "system:start"))
      } catch {
        return .failure(error)
      }
    }
  }

  /// Its report; `nil` when it takes longer than `patience`.
  package func report(
    within patience: Duration = FirstReload.patience
  ) async throws(ErrorObject) -> ReloadReport? {
    let (ends, end) = AsyncStream.makeStream(of: Result<ReloadReport, ErrorObject>?.self)
    Task { end.yield(await work.value) }
    let clock = Task {
      try await Task.sleep(for: patience)
      end.yield(nil)
    }
    defer { clock.cancel() }
    for await first in ends { return try first?.get() }
    return nil
  }

  /// Its report, however long it takes.
  package func end() async throws(ErrorObject) -> ReloadReport { try await work.value.get() }
}
