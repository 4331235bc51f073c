import CMicroHTTPD
import Synchronization

/// One request and its answer on a connection of the library.
final class Exchange: Sendable {
  private enum Phase {
    /// The first line has come, perhaps not all headers.
    case head
    case body(Incoming)
    /// The handler works; the connection is suspended.
    case handling(Task<Void, Never>)
    /// The handler has answered; the library has not asked yet.
    case answered(Response)
    case sending(StreamBody?)
    /// We are stopping: whatever the library asks, the answer is to close.
    case abandoned
  }

  /// A request while its body comes in.
  private struct Incoming {
    /// Without its body; `nil` when it was not needed yet.
    var request: Request?
    var bytes: [UInt8] = []
    /// Where the body goes instead of `bytes`.
    var file: ReceivedFile?
    var limit: Int
    /// Bytes over the limit that were read and thrown away.
    var excess = 0

    mutating func receive(_ piece: UnsafeRawBufferPointer) {
      if let file, excess == 0, file.bytes + Int64(piece.count) <= Int64(limit) {
        return file.append(piece)
      }
      guard file == nil, excess == 0, bytes.count + piece.count <= limit else {
        excess += piece.count
        bytes = []
        return
      }
      bytes.append(contentsOf: piece)
    }
  }

  /// How many times the limit we read and throw away before we close: a client that is still
  /// sending would not see the 413, because closing then resets the connection.
  private static let patience = 4

  private let core: ServerCore
  private let connection: ConnectionHandle
  private let target: String
  private let phase = Mutex(Phase.head)

  init(core: ServerCore, connection: ConnectionHandle, target: String) {
    self.core = core
    self.connection = connection
    self.target = target
  }

  /// The library's call for the head, for each piece of the body, for its end, and again after each
  /// resumption.
  ///
  /// - Parameter piece: a piece of the body; empty for the head and for the end.
  /// - Returns: whether the connection goes on.
  func advance(method: String, piece: UnsafeRawBufferPointer) -> Bool {
    phase.withLock { phase in
      switch phase {
      case .head:
        return receiveHead(&phase, method: method)
      case .body(var incoming) where !piece.isEmpty:
        phase = .head
        incoming.receive(piece)
        phase = .body(incoming)
        // A large body comes as long as it comes, but never drips.
        if incoming.file != nil {
          core.watch.setDeadline(of: connection.descriptor, seconds: core.limits.idleSeconds)
        }
        return incoming.excess <= core.limits.bodyBytes * Exchange.patience
      case .body(let incoming):
        return receiveEnd(&phase, method: method, incoming)
      case .answered(let response):
        return send(response, &phase)
      case .handling:
        preconditionFailure("a suspended connection was advanced")
      case .sending, .abandoned:
        return false
      }
    }
  }

  /// Ends a stream in good order, so that the connection can end.
  func endStream() {
    let stream: StreamBody? = phase.withLock { phase in
      guard case .sending(let stream) = phase else { return nil }
      return stream
    }
    stream?.end()
  }

  /// Gives the answer up at once.
  func abandon() {
    let old = phase.withLock { phase in
      defer { phase = .abandoned }
      return phase
    }
    switch old {
    case .handling(let task):
      task.cancel()
      connection.resume()
    case .sending(let stream):
      stream?.abandon()
    case .head, .body, .answered, .abandoned:
      break
    }
  }

  private func receiveHead(_ phase: inout Phase, method: String) -> Bool {
    let head = RequestHead(connection)
    if core.isStopping {
      return send(.text("The server is stopping.\n", status: 503), &phase)
    }
    if head.isAmbiguous {
      return send(.text("Send one Content-Length or chunks, not both.\n", status: 400), &phase)
    }
    let announced = head.announcedLength
    var incoming = Incoming(limit: core.limits.bodyBytes)
    if head.hasBody { incoming.request = head.request(method: method, target: target) }
    switch incoming.request.map(core.plan) ?? .memory {
    case .memory: break
    case .refused(let response): return send(response, &phase)
    case .file(let path, let limitBytes):
      guard let file = ReceivedFile(path) else {
        return send(.text("There is no place for this body.\n", status: 507), &phase)
      }
      (incoming.file, incoming.limit) = (file, Int(limitBytes))
    }
    if announced > incoming.limit,
      head.expectsContinue || announced > core.limits.bodyBytes * Exchange.patience
    {
      return send(tooLarge, &phase)
    }
    core.watch.setDeadline(of: connection.descriptor, seconds: core.limits.idleSeconds)
    phase = .body(incoming)
    return true
  }

  private func receiveEnd(_ phase: inout Phase, method: String, _ incoming: Incoming) -> Bool {
    core.watch.setDeadline(of: connection.descriptor, seconds: nil)
    if incoming.excess > 0 { return send(tooLarge, &phase) }
    let known = incoming.request
    guard var request = known ?? RequestHead(connection).request(method: method, target: target)
    else {
      return send(.text("The address of this request is malformed.\n", status: 400), &phase)
    }
    request.body = incoming.bytes
    request.file = incoming.file
    connection.suspend()
    phase = .handling(
      Task { [request] in
        let response = await core.handler(request)
        finish(response)
      })
    return true
  }

  private func finish(_ response: Response) {
    let isOurs = phase.withLock { phase in
      guard case .handling = phase else { return false }
      phase = .answered(response)
      return true
    }
    if isOurs { connection.resume() }
  }

  private func send(_ response: Response, _ phase: inout Phase) -> Bool {
    core.watch.setDeadline(of: connection.descriptor, seconds: nil)
    let writer = ResponseWriter(connection: connection, watch: core.watch)
    let stream = writer.streamBody(of: response)
    phase = .sending(stream)
    if core.isStopping { stream?.end() }
    return writer.queue(response, stream: stream, closing: core.isStopping)
  }

  private var tooLarge: Response {
    .text("The body is longer than \(core.limits.bodyBytes) bytes.\n", status: 413)
  }
}
