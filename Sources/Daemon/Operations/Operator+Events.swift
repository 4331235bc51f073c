package import Control
package import Domain
import Store

extension Operator {
  package func events(
    _ request: FollowEvents, as caller: Caller
  ) async throws(ErrorObject) -> AsyncStream<EventView> {
    let live = feed.join()
    let (line, latest) = try await inTurn { context in
      let latest = try context.store.latestEvent()
      guard let after = request.after else { return (latest, latest) }
      let next = try context.store.events(after: after, limit: 1).first
      guard after >= 0, after <= latest, next.map({ $0.seq == after + 1 }) ?? true else {
        throw ErrorObject(
          .notFound, "there is no event \(after) to go on from",
          hint: "follow without it, and read the present state first")
      }
      return (after, latest)
    }
    feed.begin(after: latest)
    let reader = EventReader(after: line, upTo: latest, live: live, read: feed.read)
    return AsyncStream { await reader.next() }
  }

  package func logs(
    _ request: FollowLogs, as caller: Caller
  ) async throws(ErrorObject) -> AsyncStream<LogLine> {
    parts.logBook.follow(level: request.level ?? .info, tail: request.tail ?? 0)
  }
}
