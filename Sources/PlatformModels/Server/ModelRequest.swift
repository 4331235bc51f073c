package import Domain

/// A name and a value: a header field or a query item.
package struct NamedValue: Hashable, Sendable, Codable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// A request as a platform's server receives it, whole.
package struct ModelRequest: Hashable, Sendable {
  package var method: String
  /// Percent-decoded segments, without empty ones.
  package var path: [String]
  package var query: [NamedValue]
  /// Names in lower case.
  package var headers: [NamedValue]
  package var body: [UInt8]
  /// The caller's IP address; some limits count by it.
  package var peer: String

  package init(
    _ method: String, path: [String], query: [NamedValue] = [], headers: [NamedValue] = [],
    body: [UInt8] = [], peer: String = "127.0.0.1"
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.peer = peer
  }

  /// A request for a path with an optional query, percent-encoded as on the wire, such as
  /// `/api/v1/statuses?id[]=1`.
  package init(
    _ method: String, _ target: String, headers: [NamedValue] = [], body: [UInt8] = [],
    peer: String = "127.0.0.1"
  ) {
    let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let segments = halves[0].split(separator: "/").map { segment in
      // A plus sign means a space in queries only.
      PercentEncoding.decodeForm(
        segment.split(separator: "+", omittingEmptySubsequences: false)
          .joined(separator: "%2B")) ?? String(segment)
    }
    self.init(
      method, path: segments, query: halves.count > 1 ? FormText.parse(halves[1]) ?? [] : [],
      headers: headers, body: body, peer: peer)
  }

  /// The first header of that name; the name is given in lower case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name == name }?.value
  }

  /// The first query item of that name.
  package func query(_ name: String) -> String? {
    query.first { $0.name == name }?.value
  }

  /// The token of `Authorization: Bearer …`.
  var bearer: String? {
    guard let value = header("authorization"), value.hasPrefix("Bearer ") else { return nil }
    return String(value.dropFirst(7))
  }

  /// The media type without its parameters, in lower case.
  var contentType: String? {
    header("content-type")?.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
  }

  /// `POST /api/v1/statuses`: how ledgers and messages name the request.
  var line: String { method + " /" + path.joined(separator: "/") }
}

/// What a platform's server answers, and how much of it arrives.
package struct ModelAnswer: Hashable, Sendable {
  package var status: Int
  package var headers: [NamedValue]
  package var body: [UInt8]
  package var delivery: Delivery
  /// How long the shell waits before it sends the answer.
  package var delay: Duration

  package init(
    status: Int, headers: [NamedValue] = [], body: [UInt8] = [], delivery: Delivery = .whole,
    delay: Duration = .zero
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.delivery = delivery
    self.delay = delay
  }

  /// How much of an answer reaches the client.
  package enum Delivery: Hashable, Sendable {
    case whole
    /// The headers and so many bytes of the body; then the connection ends.
    case cut(bytes: Int)
    /// The connection ends without an answer.
    case dropped
  }

  /// The first header of that name, in any case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The body as JSON, or `nil` when it is none.
  package var json: JSON? { try? JSON(parsing: body) }

  /// The body as text, broken UTF-8 repaired.
  package var text: String { String(decoding: body, as: UTF8.self) }

  static func json(_ value: JSON, status: Int = 200) -> ModelAnswer {
    ModelAnswer(
      status: status, headers: [NamedValue("Content-Type", "application/json; charset=utf-8")],
      body: value.bytes)
  }

  static func html(_ text: String, status: Int = 200) -> ModelAnswer {
    ModelAnswer(
      status: status, headers: [NamedValue("Content-Type", "text/html; charset=utf-8")],
      body: Array(text.utf8))
  }
}

/// Ends the handling of a request with this answer.
struct Stop: Error {
  var answer: ModelAnswer

  init(_ answer: ModelAnswer) { self.answer = answer }

  /// What `body` answers, or the answer with which it stopped.
  static func answer(of body: () throws(Stop) -> ModelAnswer) -> ModelAnswer {
    do throws(Stop) { return try body() } catch { return error.answer }
  }
}
