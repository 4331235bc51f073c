import Config
import Crypto
import Domain
import HTTP

/// A notice as its receiver wants it.
enum NoticeRequest {
  /// - Throws: when the sink's secret cannot be found.
  static func make(
    _ notice: NoticeView, for sink: DaemonSettings.NoticeSink, _ references: SecretReferences
  ) throws -> ReadyRequest {
    switch sink {
    case .ntfy(let url, let token): try ntfy(notice, url, token, references)
    case .webhook(let url, let secret): try webhook(notice, url, secret, references)
    }
  }

  /// A message of ntfy: the text is the body, the title a header (docs.ntfy.sh, *publish*).
  private static func ntfy(
    _ notice: NoticeView, _ url: String, _ token: SecretKey?, _ references: SecretReferences
  ) throws -> ReadyRequest {
    // Header values are one line of ASCII; RFC 2047 carries the rest, which ntfy understands.
    let title = "=?UTF-8?B?" + Base64.standard(Array(notice.title.utf8)) + "?="
    var headers = [
      Field("Title", title), Field("Tags", "bell"), Field("X-Belfry-Notice", String(notice.id)),
    ]
    if let token {
      let value = try references.secret(token).reveal { String(decoding: $0, as: UTF8.self) }
      headers.append(Field("Authorization", "Bearer " + value))
    }
    return ReadyRequest(
      .post, url, headers: headers, body: [.bytes(Array(notice.body.utf8))], isRepeatable: true)
  }

  /// A JSON document signed as Standard Webhooks has it: HMAC-SHA256 over `id.timestamp.body`.
  private static func webhook(
    _ notice: NoticeView, _ url: String, _ secret: SecretKey?, _ references: SecretReferences
  ) throws -> ReadyRequest {
    let body = try JSON.encode(notice)
    let id = "notice-\(notice.id)"
    let timestamp = String(SystemClocks.wall().milliseconds / 1000)
    var headers = [
      Field("Content-Type", "application/json"), Field("Webhook-Id", id),
      Field("Webhook-Timestamp", timestamp),
    ]
    if let secret {
      let signed = Array("\(id).\(timestamp).".utf8) + body
      let code = try references.secret(secret).reveal { HMACSHA256.code(of: signed, key: $0) }
      headers.append(Field("Webhook-Signature", "v1," + Base64.standard(code)))
    }
    return ReadyRequest(.post, url, headers: headers, body: [.bytes(body)], isRepeatable: true)
  }
}
