import CLinux
import CMicroHTTPD
import Domain

/// The headers of a request in the library's hands, and how they become a `Request`.
struct RequestHead {
  private let connection: ConnectionHandle
  private let headers: [Field]

  /// Only from within the library's callbacks.
  init(_ connection: ConnectionHandle) {
    self.connection = connection
    let collector = FieldCollector()
    withExtendedLifetime(collector) {
      _ = MHD_get_connection_values_n(
        connection.pointer, .HEADER_KIND, collectField,
        Unmanaged.passUnretained(collector).toOpaque())
    }
    headers = collector.fields
  }

  /// Two statements about the body's length: the way to smuggle a request past a proxy
  /// (RFC 9112 §6.1).
  var isAmbiguous: Bool {
    let lengths = headers.filter { $0.name == "content-length" }.count
    return lengths > 1 || (lengths == 1 && headers.contains { $0.name == "transfer-encoding" })
  }

  /// The length in `Content-Length`; 0 without one.
  var announcedLength: Int {
    guard let text = headers.first(where: { $0.name == "content-length" })?.value else { return 0 }
    return Int(text) ?? .max
  }

  /// Whether a body follows.
  var hasBody: Bool {
    announcedLength > 0 || headers.contains { $0.name == "transfer-encoding" }
  }

  /// The client waits for our word before it sends the body.
  var expectsContinue: Bool {
    headers.contains { $0.name == "expect" && $0.value.lowercased() == "100-continue" }
  }

  /// The request, still without its body.
  ///
  /// - Returns: `nil` when the target is not a clean path with a query.
  func request(method: String, target: String) -> Request? {
    guard let parsed = RequestTarget(target) else { return nil }
    return Request(
      method: method == "HEAD" ? "GET" : method, path: parsed.path, query: parsed.query,
      headers: headers, peer: peer, isHead: method == "HEAD")
  }

  private var peer: Request.Peer {
    let descriptor = connection.descriptor
    if let address = SocketAddress.peerText(of: descriptor) { return .address(address) }
    var credentials = belfry_peer()
    guard belfry_peer_credentials(descriptor, &credentials) == 0 else { return .address("") }
    return .process(pid: credentials.pid, uid: credentials.uid, gid: credentials.gid)
  }
}

private final class FieldCollector {
  var fields: [Field] = []
}

@Sendable
private func collectField(
  _ context: UnsafeMutableRawPointer?, _ kind: MHD_ValueKind, _ name: UnsafePointer<CChar>?,
  _ nameLength: Int, _ value: UnsafePointer<CChar>?, _ valueLength: Int
) -> MHD_Result {
  guard let context, let name else { return .NO }
  let collector = Unmanaged<FieldCollector>.fromOpaque(context).takeUnretainedValue()
  let nameBytes = UnsafeRawBufferPointer(start: name, count: nameLength)
  let valueBytes = UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueLength)
  collector.fields.append(
    Field(
      String(decoding: nameBytes, as: UTF8.self).lowercased(),
      String(decoding: valueBytes, as: UTF8.self)))
  return .YES
}
