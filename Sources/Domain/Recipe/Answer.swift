/// What came back for a call, as the journal keeps it.
package struct Answer: Hashable, Sendable, Codable {
  package var status: Int
  /// Names in lower case.
  package var headers: [Call.Header]
  package var body: Body { didSet { readAhead = .notYet } }
  /// When it was received.
  package var at: Instant
  /// The body as JSON, where somebody with more time than the reader has read it already.
  private var readAhead = ReadAhead.notYet

  package init(status: Int, headers: [Call.Header] = [], body: Body = .bytes([]), at: Instant) {
    self.status = status
    self.headers = headers
    self.body = body
    self.at = at
  }

  /// What came back, where the call wanted it.
  package enum Body: Hashable, Sendable, Codable {
    /// The bytes; for a `vault` destination with the secrets replaced by their names.
    case bytes([UInt8])
    /// The file that a `spool` destination received.
    case spooled(MediaFile)
    /// The body was longer than its destination allows and was cut off.
    case tooLarge
  }

  package var isSuccess: Bool { (200...299).contains(status) }

  /// The first header of that name; the name is given in lower case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name == name }?.value
  }

  /// The body as JSON, or `nil` when it is none.
  package var json: JSON? {
    if case .read(let json) = readAhead { return json }
    guard case .bytes(let bytes) = body else { return nil }
    return try? JSON(parsing: bytes)
  }

  /// Reads the body as JSON now, so that `json` has it at once. The answer stays equal to itself.
  package mutating func readJSON() { readAhead = .read(json) }

  /// The body as text, broken UTF-8 repaired.
  package var text: String {
    guard case .bytes(let bytes) = body else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The server's own clock when it answered.
  package var platformDate: Instant? {
    header("date").flatMap(Instant.init(httpDate:))
  }

  /// The wait that `Retry-After` asks for: seconds or an HTTP date; `nil` for nonsense.
  package var retryAfter: Duration? {
    guard let text = header("retry-after") else { return nil }
    if let seconds = Int64(text.filter { $0 != " " }) {
      return seconds >= 0 ? .seconds(min(seconds, 366 * 86_400)) : nil
    }
    guard let date = Instant(httpDate: text) else { return nil }
    return max(.zero, date - (platformDate ?? at))
  }
}

/// How a call ended, as the transport knows it.
package enum Outcome: Hashable, Sendable, Codable {
  case answered(Answer)
  /// Positive knowledge that not one byte of the request left this process.
  case notSent(String)
  /// Anything else: the platform may have acted on it.
  case unknown(String)

  /// Reads an answer's body as JSON now: see `Answer.readJSON`.
  package mutating func readJSON() {
    guard case .answered(var answer) = self else { return }
    answer.readJSON()
    self = .answered(answer)
  }
}

extension Answer {
  private enum ReadAhead: Sendable {
    case notYet
    case read(JSON?)
  }

  private enum CodingKeys: CodingKey {
    case status, headers, body, at
  }

  package static func == (one: Answer, other: Answer) -> Bool {
    one.status == other.status && one.at == other.at && one.headers == other.headers
      && one.body == other.body
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(status)
    hasher.combine(headers)
    hasher.combine(body)
    hasher.combine(at)
  }
}
