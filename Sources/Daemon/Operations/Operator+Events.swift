package import Control
package import Domain
import Store

extension Operator {
  package func events(
    _ request: FollowEvents, as caller: Caller
  ) async throws(ErrorObject) -> AsyncStream<EventView> {
    let live = feed.join()
    let line = try await inTurn { context in
      let latest = try context.store.latestEvent()
      guard let after = request.after else { return latest }
      let next = try context.store.events(after: after, limit: 1).first
      guard after >= 0, after <= latest, next.map({ $0.seq == after + 1 }) ?? true else {
        throw ErrorObject(
          .notFound, "there is no event \(after) to go on from",
          hint: "follow without it, and read the present state first")
      }
      return after
    }
    feed.begin(after: line)
    let reader = EventReader(after: line, live: live) { [self] line in
      try await inTurn { try $0.store.events(after: line, limit: 200) }
    }
    return AsyncStream { await reader.next() }
  }

  package func logs(
    _ request: FollowLogs, as caller: Caller
  ) async throws(ErrorObject) -> AsyncStream<LogLine> {
    parts.logBook.follow(level: request.level ?? .info, tail: request.tail ?? 0)
  }
}

/// First what has happened, a slice at a time and only as fast as it is read; then what happens.
private actor EventReader {
  private var last: Int64
  private var slice: ArraySlice<EventView> = []
  private var hasCaughtUp = false
  private var live: AsyncStream<EventView>.Iterator
  private let read: @Sendable (Int64) async throws -> [EventView]

  init(
    after line: Int64, live: AsyncStream<EventView>,
    read: @escaping @Sendable (Int64) async throws -> [EventView]
  ) {
    last = line
    self.live = live.makeAsyncIterator()
    self.read = read
  }

  /// The next event; `nil` at the end, which the daemon's end or too slow a reader brings.
  func next() async -> EventView? {
    while true {
      if let event = slice.popFirst() {
        last = event.seq
        return event
      }
      if !hasCaughtUp {
        guard let events = try? await read(last) else { return nil }
        slice = events[...]
        hasCaughtUp = events.isEmpty
        continue
      }
      var iterator = live
      let event = await iterator.next(isolation: self)
      live = iterator
      guard let event else { return nil }
      // What was read before may be told a second time.
      if event.seq > last { slice = [event] }
    }
  }
}
