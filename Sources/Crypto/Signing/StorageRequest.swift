package import Domain

/// A request to an object store that an address is made for. What the address allows is exactly
/// this: the method, the path, the query and the headers are all signed.
package struct StorageRequest: Hashable, Sendable {
  package var method: Call.Method
  /// Scheme, host and port as the client will call them: `https://s3.example.org:9000`.
  package var origin: String
  /// From its first slash, not escaped: `/bucket/a b.png`.
  package var path: String
  /// Names and values, not escaped.
  package var query: [Parameter]
  /// Headers that the client must send as they stand here; `host` comes from `origin`.
  package var headers: [Call.Header]

  package init(
    _ method: Call.Method, origin: String, path: String, query: [Parameter] = [],
    headers: [Call.Header] = []
  ) {
    self.method = method
    self.origin = origin
    self.path = path
    self.query = query
    self.headers = headers
  }

  /// One parameter of the query.
  package struct Parameter: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }
}

// MARK: - The canonical form

extension StorageRequest {
  /// The text whose hash is signed: "Create a canonical request" of AWS's "Authenticating Requests:
  /// Using Query Parameters", which Google's V4 shares. The body is not hashed.
  var canonicalText: String {
    let lines = canonicalHeaders.map { "\($0.name):\($0.value)\n" }.joined()
    return [
      method.rawValue, escapedPath, canonicalQuery, lines, signedHeaders, "UNSIGNED-PAYLOAD",
    ].joined(separator: "\n")
  }

  /// Each byte once, and nothing folded together: `//` and `..` are names of objects here.
  var escapedPath: String {
    path.split(separator: "/", omittingEmptySubsequences: false)
      .map { PercentEncoding.component($0) }.joined(separator: "/")
  }

  /// Sorted by escaped name, then by value.
  var canonicalQuery: String {
    query.map { (PercentEncoding.component($0.name), PercentEncoding.component($0.value)) }
      .sorted(by: <)
      .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
  }

  /// The names of all signed headers, `host` among them.
  var signedHeaders: String { canonicalHeaders.map(\.name).joined(separator: ";") }

  /// Lower-case names in order; values without outer spaces and with single ones inside.
  private var canonicalHeaders: [Call.Header] {
    let all = headers + [Call.Header("host", host)]
    return all.map { header in
      let words = header.value.split { $0 == " " || $0 == "\t" }
      return Call.Header(header.name.lowercased(), words.joined(separator: " "))
    }.sorted { $0.name < $1.name }
  }

  /// As HTTP clients send it: without the port that its scheme has anyway.
  private var host: String {
    let parts = origin.split(separator: "/", omittingEmptySubsequences: true)
    let authority = parts.count > 1 ? String(parts[1]) : ""
    let usual = origin.hasPrefix("https:") ? ":443" : ":80"
    return authority.hasSuffix(usual) ? String(authority.dropLast(usual.count)) : authority
  }
}
