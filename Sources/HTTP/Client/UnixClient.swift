import CCurl
package import Domain

/// Talks to a server on a Unix socket, one request at a time, blocking: the command line's way to
/// the daemon.
///
/// Each request takes a connection of its own.
package struct UnixClient: Sendable {
  /// Bound on an answer that is held in memory, in bytes.
  private static let answerBytes = 256 << 20

  private let path: String
  private let seconds: Int

  /// Prepares a client; nothing is opened yet.
  ///
  /// - Parameters:
  ///   - path: the socket file.
  ///   - seconds: how long an exchange of `send` may take.
  package init(path: String, seconds: Int = 60) {
    self.path = path
    self.seconds = seconds
  }

  /// An answer.
  package struct Reply: Hashable, Sendable {
    package var status: Int
    /// Names in lower case.
    package var headers: [Field]
    package var body: [UInt8]

    package init(status: Int, headers: [Field], body: [UInt8]) {
      self.status = status
      self.headers = headers
      self.body = body
    }
  }

  /// Sends a request and waits for the whole answer, whatever its status.
  ///
  /// - Parameter target: the path with its query, such as `/v1/queue?state=scheduled`.
  /// - Throws: `UnixClientError`.
  package func send(
    _ method: Call.Method, _ target: String, headers: [Field] = [], body: [UInt8] = []
  ) throws(UnixClientError) -> Reply {
    let exchange = UnixExchange(answerBytes: UnixClient.answerBytes, line: nil)
    return try perform(method, target, headers, body, exchange, seconds: seconds)
  }

  /// Sends a `GET` and hands over the lines of the answer as they come, without an end in time.
  ///
  /// - Parameter line: gets each line without its line break; `false` ends the exchange.
  /// - Returns: the answer; its body is empty when the status was 200 to 299 and the lines were
  ///   handed over.
  /// - Throws: `UnixClientError`.
  package func lines(
    of target: String, headers: [Field] = [], _ line: (String) -> Bool
  ) throws(UnixClientError) -> Reply {
    let result = withoutActuallyEscaping(line) { line in
      Result { () throws(UnixClientError) in
        let exchange = UnixExchange(answerBytes: UnixClient.answerBytes, line: line)
        defer { exchange.line = nil }
        return try perform(.get, target, headers, [], exchange, seconds: 0)
      }
    }
    return try result.get()
  }

  private func perform(
    _ method: Call.Method, _ target: String, _ fields: [Field], _ body: [UInt8],
    _ exchange: UnixExchange, seconds: Int
  ) throws(UnixClientError) -> Reply {
    guard CurlLibrary.isReady(), let handle = curl_easy_init() else {
      throw .broken("no memory for the request")
    }
    defer { curl_easy_cleanup(handle) }
    let headers = HeaderList()
    for field in fields {
      headers.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }
    headers.append("Expect:")
    guard
      belfry_curl_set_string(handle, CURLOPT_UNIX_SOCKET_PATH, path) == CURLE_OK,
      belfry_curl_set_string(handle, CURLOPT_URL, "http://belfry" + target) == CURLE_OK
    else { throw .notReachable(path: path, reason: "the path does not fit a socket") }
    prepare(handle, method, body, headers, seconds: seconds)
    let context = Unmanaged.passUnretained(exchange).toOpaque()
    belfry_curl_set_pointer(handle, CURLOPT_PREREQDATA, context)
    belfry_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
    belfry_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
    let code = withExtendedLifetime((exchange, headers)) { curl_easy_perform(handle) }
    return try reply(code, exchange, handle)
  }

  private func prepare(
    _ handle: UnsafeMutableRawPointer, _ method: Call.Method, _ body: [UInt8],
    _ headers: HeaderList, seconds: Int
  ) {
    belfry_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    belfry_curl_set_string(handle, CURLOPT_PROXY, "")
    belfry_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http")
    belfry_curl_set_long(handle, CURLOPT_TIMEOUT_MS, seconds * 1000)
    belfry_curl_set_list(handle, CURLOPT_HTTPHEADER, headers.pointer)
    if method == .head {
      belfry_curl_set_long(handle, CURLOPT_NOBODY, 1)
    } else if method != .get || !body.isEmpty {
      belfry_curl_set_long(handle, CURLOPT_POST, 1)
      belfry_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
      body.withUnsafeBytes { bytes in
        // The library copies them and does not write; its parameter only lacks the `const`.
        let pointer = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
        belfry_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, pointer)
      }
      belfry_curl_set_string(handle, CURLOPT_CUSTOMREQUEST, method.rawValue)
    }
    belfry_curl_set_start(handle, unixSendingBegins)
    belfry_curl_set_data(handle, CURLOPT_HEADERFUNCTION, unixHeaderCame)
    belfry_curl_set_data(handle, CURLOPT_WRITEFUNCTION, unixBodyCame)
  }

  private func reply(
    _ code: CURLcode, _ exchange: UnixExchange, _ handle: UnsafeMutableRawPointer
  ) throws(UnixClientError) -> Reply {
    let sink = exchange.sink
    if code == CURLE_OK { exchange.endLines() }
    if (code == CURLE_OK && sink.isHeadComplete) || exchange.isEnough {
      return Reply(
        status: sink.status, headers: sink.headers.map { Field($0.name, $0.value) },
        body: sink.body)
    }
    var number = 0
    belfry_curl_get_long(handle, CURLINFO_OS_ERRNO, &number)
    let system = number == 0 ? "" : " (\(systemText(Int32(number))))"
    let reason = String(cString: curl_easy_strerror(code)) + system
    throw exchange.hasBegun ? .broken(reason) : .notReachable(path: path, reason: reason)
  }
}

/// Why a request to the daemon got no answer.
package enum UnixClientError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nobody answers on the socket, or we may not use it; nothing was sent.
  case notReachable(path: String, reason: String)
  /// The exchange began and broke; the daemon may have acted on it.
  case broken(String)

  package var description: String {
    switch self {
    case .notReachable(let path, let reason): "no daemon answers on \(path): \(reason)"
    case .broken(let reason): "the daemon's answer broke off: \(reason)"
    }
  }
}
