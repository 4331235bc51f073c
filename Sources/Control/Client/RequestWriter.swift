import Domain
import HTTP

/// Spreads an operation's fields over path, query and body: the reverse of `RequestDocument`.
struct RequestWriter<Request: Operation> {
  private let operation: Request
  private let accept: String

  init(_ operation: Request, accept: String) {
    self.operation = operation
    self.accept = accept
  }

  func call() throws(ControlError) -> ControlCall {
    var members = try self.members()
    let endpoint = Request.endpoint
    let segments = endpoint.segments.map { segment -> String in
      guard let name = Endpoint.field(segment) else { return segment }
      let value = members.removeValue(forKey: name).flatMap { RequestWriter.text($0) } ?? ""
      return PercentEncoding.component(value)
    }
    var call = ControlCall(
      method: endpoint.method.rawValue, target: "/" + segments.joined(separator: "/"),
      headers: [Field("Accept", accept)])
    if endpoint.method.hasBody {
      call.headers.append(Field("Content-Type", "application/json"))
      call.body = JSON.object(members).bytes
    } else {
      call.target += RequestWriter.query(members)
    }
    return call
  }

  private func members() throws(ControlError) -> [String: JSON] {
    do {
      let bytes = try JSON.encode(operation)
      let bounds = JSON.Bounds(bytes: .max, depth: JSON.Bounds.standard.depth)
      return try JSON(parsing: bytes, bounds: bounds).object ?? [:]
    } catch {
      throw .garbled("the request cannot be written: \(error)")
    }
  }

  private static func query(_ members: [String: JSON]) -> String {
    var items: [String] = []
    for name in members.keys.sorted() {
      let value = members[name] ?? .null
      for element in value.array ?? [value] {
        guard let text = text(element) else { continue }
        items.append(PercentEncoding.component(name) + "=" + PercentEncoding.component(text))
      }
    }
    return items.isEmpty ? "" : "?" + items.joined(separator: "&")
  }

  private static func text(_ value: JSON) -> String? {
    switch value {
    case .null: nil
    case .string(let text): text
    case .bool, .integer, .number, .array, .object: value.text
    }
  }
}
