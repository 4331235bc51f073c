import Domain
import Synchronization

/// Hands the lines that the audit log gains to everybody who follows them.
///
/// One reader serves all followers, and it reads only when the log has grown.
final class EventFeed: Sendable {
  /// Lines read at once.
  static let sliceLines = 200
  /// Events that a follower may lag behind before it is cut off.
  private static let lagMax = 1000

  typealias Read = @Sendable (_ after: Int64, _ limit: Int) async throws -> [EventView]

  private struct State {
    var followers: [UInt64: AsyncStream<EventView>.Continuation] = [:]
    var nextFollower: UInt64 = 0
    /// The latest line that is known to exist.
    var latest: Int64 = 0
    /// The latest line that was handed out; `nil` until a follower says where it begins.
    var handedOut: Int64?
    var isReading = false
  }

  private let state = Mutex(State())
  let read: Read

  init(read: @escaping Read) {
    self.read = read
  }

  /// The log has grown to this line.
  func recorded(upTo line: Int64) {
    state.withLock { $0.latest = max($0.latest, line) }
    goOn()
  }

  /// Begins to follow.
  ///
  /// Events of before and events twice are possible; `begin(after:)` must follow before any come.
  func join() -> AsyncStream<EventView> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: EventView.self, bufferingPolicy: .bufferingOldest(EventFeed.lagMax))
    let id = state.withLock { state in
      state.nextFollower += 1
      state.followers[state.nextFollower] = continuation
      return state.nextFollower
    }
    continuation.onTermination = { [weak self] _ in self?.leave(id) }
    return stream
  }

  /// Whoever joined knows everything up to this line, or reads it.
  func begin(after line: Int64) {
    state.withLock { state in
      if state.handedOut == nil { state.handedOut = line }
    }
    goOn()
  }

  private func leave(_ id: UInt64) {
    state.withLock { state in
      state.followers[id] = nil
      if state.followers.isEmpty { state.handedOut = nil }
    }
  }

  /// Starts the reader unless it runs or has nothing to do.
  private func goOn() {
    let mustRead = state.withLock { state in
      guard !state.isReading, let next = state.handedOut, next < state.latest else { return false }
      state.isReading = true
      return true
    }
    guard mustRead else { return }
    Task { await readAll() }
  }

  private func readAll() async {
    while let line = nextLine() {
      guard let events = try? await read(line, EventFeed.sliceLines) else { return stop() }
      handOut(events, after: line)
    }
  }

  /// The line after which to read; `nil` when there is nothing to do, and the reader ends.
  private func nextLine() -> Int64? {
    state.withLock { state in
      if let line = state.handedOut, line < state.latest { return line }
      state.isReading = false
      return nil
    }
  }

  private func handOut(_ events: [EventView], after line: Int64) {
    let followers = state.withLock { state in
      // Without lines beyond it the log is not what was said; do not ask for them again.
      if state.handedOut != nil { state.handedOut = events.last?.seq ?? state.latest }
      return state.followers
    }
    for event in events {
      for (id, follower) in followers {
        guard case .dropped = follower.yield(event) else { continue }
        follower.finish()
        leave(id)
      }
    }
  }

  /// The store cannot be read any more: nobody is told anything further.
  private func stop() {
    let followers = state.withLock { state in
      defer { state.followers = [:] }
      state.isReading = false
      state.handedOut = nil
      return state.followers
    }
    for follower in followers.values { follower.finish() }
  }
}
