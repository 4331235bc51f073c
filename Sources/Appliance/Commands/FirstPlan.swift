import Control
import Daemon
import Domain

/// What `belfry plan` asks where there is no store yet: it answers that, and nothing else.
struct FirstPlan: Operations {
  let comparison: FileComparison

  func perform(
    _ request: ControlRequest, as caller: Caller
  ) async throws(ErrorObject) -> ControlReply {
    guard case .plan = request else { throw noStore }
    return .plan(try comparison.planForEmptyStore())
  }

  func events(
    _ request: FollowEvents, as caller: Caller
  ) async throws(ErrorObject) -> AsyncStream<EventView> { throw noStore }

  func logs(
    _ request: FollowLogs, as caller: Caller
  ) async throws(ErrorObject) -> AsyncStream<LogLine> { throw noStore }

  private var noStore: ErrorObject {
    ErrorObject(.unavailable, "there is no store yet", hint: "belfry daemon makes it")
  }
}
