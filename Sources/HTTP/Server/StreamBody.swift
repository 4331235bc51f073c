import Synchronization

/// A body whose chunks are pulled one at a time: the next is asked for when the last one has been
/// handed to the socket, so a slow client slows the producer and not our memory.
final class StreamBody: Sendable {
  private enum Mode {
    case open
    /// The connection is suspended until the next chunk is there.
    case pulling(Task<Void, Never>)
    /// No chunk follows; the body ends in good order.
    case ended
    /// The client has left, or we stop without an end.
    case broken
  }

  private struct State {
    var mode = Mode.open
    var chunk: [UInt8] = []
    var sent = 0
  }

  /// What the library's reader is told.
  enum Step: Equatable {
    case bytes(Int)
    case later
    case end
    case cut
  }

  private let stream: AsyncStream<[UInt8]>
  private let connection: ConnectionHandle
  private let descriptor: Int32
  private let watch: ConnectionWatch
  private let state = Mutex(State())

  init(_ stream: AsyncStream<[UInt8]>, on connection: ConnectionHandle, watch: ConnectionWatch) {
    self.stream = stream
    self.connection = connection
    self.watch = watch
    descriptor = connection.descriptor
  }

  /// Copies what is there, or suspends the connection and asks for more.
  ///
  /// Called by the library.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Step {
    state.withLock { state in
      if state.sent < state.chunk.count {
        let count = min(buffer.count, state.chunk.count - state.sent)
        buffer.copyBytes(from: state.chunk[state.sent..<state.sent + count])
        state.sent += count
        return .bytes(count)
      }
      switch state.mode {
      case .ended: return .end
      case .broken: return .cut
      case .pulling: preconditionFailure("a suspended connection was read")
      case .open:
        connection.suspend()
        watch.setStream(of: descriptor, self)
        state.mode = .pulling(Task { await self.pull() })
        return .later
      }
    }
  }

  /// Ends the stream in good order: what was handed over is sent, and the body ends there.
  func end() { finish(.ended) }

  /// Ends the stream and cuts the connection.
  func abandon() { finish(.broken) }

  private func pull() async {
    var iterator = stream.makeAsyncIterator()
    let chunk = await iterator.next()
    let isOurs = state.withLock { state in
      guard case .pulling = state.mode else { return false }
      state.mode = chunk == nil ? .ended : .open
      state.chunk = chunk ?? []
      state.sent = 0
      return true
    }
    if isOurs { wakeConnection() }
  }

  private func finish(_ mode: Mode) {
    let task: Task<Void, Never>? = state.withLock { state in
      switch state.mode {
      case .pulling(let task):
        state.mode = mode
        return task
      case .open, .ended:
        state.mode = mode
        return nil
      case .broken: return nil
      }
    }
    guard let task else { return }
    // Cancelling the waiting `next` cancels the stream, which tells its producer.
    task.cancel()
    wakeConnection()
  }

  /// Only who moved the state out of `pulling` comes here, so it happens once for each suspension.
  private func wakeConnection() {
    watch.setStream(of: descriptor, nil)
    connection.resume()
  }
}
