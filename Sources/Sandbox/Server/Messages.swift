package import HTTP
package import PlatformModels

extension ModelRequest {
  /// The request as the models read it.
  package init(_ request: Request) {
    let peer: String
    switch request.peer {
    case .address(let address): peer = address
    case .process: peer = "local"
    }
    self.init(
      request.method, path: request.path,
      query: request.query.map { NamedValue($0.name, $0.value) },
      headers: request.headers.map { NamedValue($0.name, $0.value) }, body: request.body,
      peer: peer)
  }
}

extension Response {
  /// The answer as the server sends it, faults included.
  package init(_ answer: ModelAnswer) {
    var headers = answer.headers.map { Field($0.name, $0.value) }
    if answer.header("content-type")?.hasPrefix("text/html") == true {
      headers += Response.strict(policy: "default-src 'none'; style-src 'unsafe-inline'")
    }
    let body: Body =
      switch answer.delivery {
      case .whole: .bytes(answer.body)
      case .cut(let bytes): .cut(promised: answer.body, sent: bytes)
      case .dropped: .dropped
      }
    self.init(status: answer.status, headers: headers, body: body)
  }

  /// Headers that keep a browser from doing more than the page needs.
  static func strict(policy: String) -> [Field] {
    [
      Field("Content-Security-Policy", policy + "; base-uri 'none'; frame-ancestors 'none'"),
      Field("X-Content-Type-Options", "nosniff"), Field("Referrer-Policy", "no-referrer"),
      Field("Cross-Origin-Opener-Policy", "same-origin"), Field("Cache-Control", "no-store"),
    ]
  }

  static func json(_ bytes: [UInt8], status: Int = 200) -> Response {
    Response(
      status: status,
      headers: [Field("Content-Type", "application/json")]
        + strict(policy: "default-src 'none'"), body: .bytes(bytes))
  }
}
