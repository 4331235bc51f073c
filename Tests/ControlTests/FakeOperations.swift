import Control
import Domain
import HTTP
import Synchronization

/// A daemon that remembers what it was asked and answers with the samples.
final class FakeOperations: Operations {
  private let asked = Mutex<[(request: ControlRequest, caller: Caller)]>([])
  private let resumed = Mutex<[Int64?]>([])
  private let answer: @Sendable (ControlRequest) throws(ErrorObject) -> ControlReply

  init(
    answer: @escaping @Sendable (ControlRequest) throws(ErrorObject) -> ControlReply = {
      (request: ControlRequest) throws(ErrorObject) in request.sampleReply
    }
  ) {
    self.answer = answer
  }

  var requests: [ControlRequest] { asked.withLock { $0.map(\.request) } }
  var callers: [Caller] { asked.withLock { $0.map(\.caller) } }
  var eventsAfter: [Int64?] { resumed.withLock { $0 } }

  func perform(_ request: ControlRequest, as caller: Caller) async throws(ErrorObject)
    -> ControlReply
  {
    asked.withLock { $0.append((request, caller)) }
    return try answer(request)
  }

  func events(_ request: FollowEvents, as caller: Caller) async throws(ErrorObject)
    -> AsyncStream<EventView>
  {
    resumed.withLock { $0.append(request.after) }
    var second = Samples.event
    second.seq += 1
    return AsyncStream { [second] continuation in
      continuation.yield(Samples.event)
      continuation.yield(second)
      continuation.finish()
    }
  }

  func logs(_ request: FollowLogs, as caller: Caller) async throws(ErrorObject)
    -> AsyncStream<LogLine>
  {
    guard request.level != .debug else { throw ErrorObject(.notFound, "no such lines") }
    return AsyncStream { continuation in
      continuation.yield(Samples.log)
      continuation.finish()
    }
  }
}

/// Uid 0 and 10 are admins, 20 approver, 30 author, 40 viewer; everybody else may nothing.
func roleOf(_ uid: UInt32, _ gid: UInt32) -> Role? {
  let names: [UInt32: [String]] = [
    20: ["users", "belfry-approver"], 30: ["belfry"], 40: ["belfry-viewer", "audio"],
  ]
  return Role.of(uid: uid, gid: gid, ownUID: 10) { uid, _ in names[uid] ?? [] }
}

extension ControlServer {
  /// A server over `operations` whose clock stands still.
  static func fake(
    _ operations: any Operations = FakeOperations(), pace: LimitRule = ControlServer.pace,
    now: @escaping @Sendable () -> Instant = { Samples.moment }
  ) -> ControlServer {
    ControlServer(
      operations: operations, version: "1.0.0", pace: pace, roleOf: roleOf, now: now)
  }

  /// The answer to a request that is written as text.
  func ask(
    _ method: String, _ target: String, body: String = "", headers: [Field] = [], uid: UInt32 = 0
  ) async -> Answer {
    let parts = target.split(separator: "?", maxSplits: 1)
    let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { item in
      let pair = item.split(separator: "=", maxSplits: 1).map { PercentEncoding.decodeForm($0)! }
      return Request.QueryItem(pair[0], pair.count > 1 ? pair[1] : "")
    }
    let response = await respond(
      to: Request(
        method: method, path: parts[0].split(separator: "/").map(String.init), query: query,
        headers: headers, body: Array(body.utf8), peer: .process(pid: 1, uid: uid, gid: uid)))
    var bytes: [UInt8] = []
    switch response.body {
    case .bytes(let body): bytes = body
    case .stream(let chunks): for await chunk in chunks { bytes += chunk }
    case .file, .slice, .cut, .dropped: break
    }
    return Answer(
      status: response.status, headers: response.headers,
      text: String(decoding: bytes, as: UTF8.self))
  }
}

/// What the server said.
struct Answer {
  var status: Int
  var headers: [Field]
  var text: String

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  var json: JSON { (try? JSON(parsing: text)) ?? .null }
  var message: String { json["error"]?["message"]?.string ?? "" }
  var hint: String { json["error"]?["hint"]?.string ?? "" }
}
