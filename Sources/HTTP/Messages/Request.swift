/// A request as the server received it, whole and within its bounds.
package struct Request: Sendable {
  package var method: String
  /// Percent-decoded segments, without empty ones: `/v1/queue` is `["v1", "queue"]`.
  package var path: [String]
  package var query: [QueryItem]
  /// Names in lower case.
  package var headers: [Field]
  package var body: [UInt8]
  package var peer: Peer
  /// The body, where a plan put it into a file.
  package var file: ReceivedFile?
  /// It came as `HEAD`: `method` says `GET`, and the server leaves the answer's body out.
  package var isHead: Bool

  package init(
    method: String, path: [String], query: [QueryItem] = [], headers: [Field] = [],
    body: [UInt8] = [], peer: Peer, isHead: Bool = false
  ) {
    self.method = method
    self.isHead = isHead
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.peer = peer
  }

  /// A decoded pair of the query string.
  package struct QueryItem: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Who is at the other end.
  package enum Peer: Hashable, Sendable {
    /// A process on this machine, by its credentials (SO_PEERCRED).
    case process(pid: Int32, uid: UInt32, gid: UInt32)
    /// A TCP address without the port.
    case address(String)
  }

  /// The first header of that name; the name is given in lower case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name == name }?.value
  }

  /// The first query item of that name.
  package func query(_ name: String) -> String? {
    query.first { $0.name == name }?.value
  }
}

/// A header field.
package struct Field: Hashable, Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
