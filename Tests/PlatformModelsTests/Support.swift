import COpenSSL
import Domain
import PlatformModels

/// SHA-256 by OpenSSL.
struct OpenSSLHashing: Hashing {
  func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    let isDone = EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil) == 1
    precondition(isDone, "SHA-256 failed")
    return digest
  }
}

/// A client that talks to a model directly, with a clock that stands still until it is moved and
/// entropy that counts up.
struct Client<Model: PlatformModel> {
  var model: Model
  var now = Instant(milliseconds: 1_795_132_800_000)
  var entropy: UInt64 = 1
  var token: String?

  init(_ model: Model, token: String? = nil) {
    self.model = model
    self.token = token
  }

  mutating func send(
    _ method: String, _ target: String, headers: [(String, String)] = [], body: [UInt8] = []
  ) -> ModelAnswer {
    entropy += 1
    var fields = headers.map { NamedValue($0.0, $0.1) }
    if let token { fields.append(NamedValue("authorization", "Bearer \(token)")) }
    return model.handle(
      ModelRequest(method, target, headers: fields, body: body), at: now, entropy: entropy)
  }

  mutating func json(
    _ method: String, _ target: String, _ body: JSON, headers: [(String, String)] = []
  ) -> ModelAnswer {
    send(
      method, target, headers: headers + [("content-type", "application/json")], body: body.bytes)
  }

  mutating func form(
    _ method: String, _ target: String, _ fields: [(String, String)],
    headers: [(String, String)] = []
  ) -> ModelAnswer {
    let text = fields.map { PercentEncoding.form($0.0) + "=" + PercentEncoding.form($0.1) }
      .joined(separator: "&")
    return send(
      method, target,
      headers: headers + [("content-type", "application/x-www-form-urlencoded")],
      body: Array(text.utf8))
  }

  /// Uploads a file to Mastodon.
  mutating func upload(
    _ bytes: [UInt8], mime: String = "image/png", name: String = "bell.png",
    fields: [(String, String)] = []
  ) -> ModelAnswer {
    var body: [UInt8] = []
    for (name, value) in fields {
      body += Array(
        "--XX\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
    }
    body += Array(
      ("--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
        + "Content-Type: \(mime)\r\n\r\n").utf8)
    body += bytes + Array("\r\n--XX--\r\n".utf8)
    return send(
      "POST", "/api/v2/media", headers: [("content-type", "multipart/form-data; boundary=XX")],
      body: body)
  }

  mutating func wait(_ duration: Duration) {
    now = now + duration
  }
}

/// Files that are right as far as a server looks.
enum Sample {
  /// The head of a PNG of that size, filled up to `bytes`.
  static func png(width: Int = 8, height: Int = 6, bytes: Int = 64) -> [UInt8] {
    func big(_ value: Int) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
    let head: [UInt8] =
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
      + big(width) + big(height)
    return head + [UInt8](repeating: 7, count: max(0, bytes - head.count))
  }

  static let mp4: [UInt8] =
    [0, 0, 0, 24] + Array("ftypisom".utf8) + [UInt8](repeating: 1, count: 40)
}
