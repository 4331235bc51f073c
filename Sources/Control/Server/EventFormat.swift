import Domain
import HTTP

/// How a stream is written: JSON lines, or server-sent events for those who accept them.
enum EventFormat {
  case lines
  case serverSent

  init(accepting request: Request) {
    let accept = request.header("accept") ?? ""
    self = accept.contains("text/event-stream") ? .serverSent : .lines
  }

  private var type: String {
    switch self {
    case .lines: "application/x-ndjson"
    case .serverSent: "text/event-stream"
    }
  }

  /// A browser-like client resumes with `Last-Event-ID` (WHATWG HTML, server-sent events); the
  /// query's `after` goes first.
  static func resumed(_ document: JSON, by request: Request) -> JSON {
    guard var members = document.object, members["after"] == nil,
      let last = request.header("last-event-id").flatMap(Int64.init)
    else { return document }
    members["after"] = .integer(last)
    return .object(members)
  }

  /// The answer that sends `items` as they come, until the stream ends or the client goes away.
  func response<Item: Encodable & Sendable>(
    _ items: AsyncStream<Item>, seq: (@Sendable (Item) -> Int64)?
  ) -> Response {
    // A client that is this many documents behind is cut off; it can resume where it stopped.
    let (chunks, continuation) = AsyncStream<[UInt8]>.makeStream(
      bufferingPolicy: .bufferingOldest(4096))
    let pump = Task {
      for await item in items {
        guard case .enqueued = continuation.yield(chunk(item, seq: seq?(item))) else { break }
      }
      continuation.finish()
    }
    continuation.onTermination = { _ in pump.cancel() }
    return Response(
      status: 200,
      headers: [Field("Content-Type", type), Field("Cache-Control", "no-store")],
      body: .stream(chunks))
  }

  private func chunk(_ item: some Encodable, seq: Int64?) -> [UInt8] {
    let json: [UInt8]
    do {
      json = try JSON.encode(item)
    } catch {
      preconditionFailure("an event that cannot be encoded: \(error)")
    }
    switch self {
    case .lines: return json + [0x0A]
    case .serverSent:
      let id = seq.map { "id: \($0)\n" } ?? ""
      return Array("\(id)data: ".utf8) + json + [0x0A, 0x0A]
    }
  }
}
