import Domain

extension Answer {
  static let testTime = Instant(milliseconds: 1_795_132_804_000)

  /// A JSON answer.
  static func json(_ status: Int, _ body: JSON, headers: [Call.Header] = []) -> Answer {
    Answer(status: status, headers: headers, body: .bytes(body.bytes), at: testTime)
  }

  /// The page of a proxy.
  static func html(_ status: Int) -> Answer {
    Answer(
      status: status, headers: [.init("content-type", "text/html")],
      body: .bytes(Array("<html><h1>Bad gateway</h1></html>".utf8)), at: testTime)
  }
}

extension Scripted {
  static func json(_ status: Int, _ body: JSON, headers: [Call.Header] = []) -> Scripted {
    .answer(.json(status, body, headers: headers))
  }

  static func html(_ status: Int) -> Scripted { .answer(.html(status)) }
}

extension MediaFile {
  static func test(
    _ mime: String = "image/jpeg", bytes: Int64 = 1000, width: Int? = 800, height: Int? = 600,
    name: String = "launch.jpg"
  ) -> MediaFile {
    MediaFile(
      hash: String(repeating: "ab", count: 32), bytes: bytes, mime: mime, width: width,
      height: height, name: name)
  }
}

extension Call {
  /// The body without its files: text as it is, secrets as their names.
  var bodyText: String {
    body.map { segment in
      switch segment {
      case .text(let text): text
      case .file(let hash, let offset, let length): "<\(hash.prefix(4)):\(offset)+\(length)>"
      case .base64File(let hash, let length): "<\(hash.prefix(4)) \(length) as Base64>"
      case .secret(let key, let escaping): "<\(escaping.rawValue) \(key)>"
      case .publicAddress(let hash, let mime, _): "<address \(hash.prefix(4)) \(mime)>"
      }
    }.joined()
  }

  /// Everything that the journal keeps of a call.
  var frozen: String {
    guard let bytes = try? JSON.encode(self) else { preconditionFailure("a call encodes") }
    return String(decoding: bytes, as: UTF8.self)
  }

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

extension [ContentProblem] {
  var errors: [String] { filter { $0.severity == .error }.map(\.message) }
  var warnings: [String] { filter { $0.severity == .warning }.map(\.message) }
}

/// A name that a test knows to be right.
func accountName(_ text: String) -> AccountName {
  guard let name = AccountName(text) else { preconditionFailure("\(text) is a good name") }
  return name
}
