package import Domain

/// Telegram's Bot API as far as a channel's posts need it (core.telegram.org/bots/api, 10.1): a bot
/// that is an administrator, its messages, and what it may do with them.
///
/// Stricter than the real one: what is not documented is refused with a 400 that says so. The
/// channel takes every bot whose token has the documented shape.
package struct TelegramModel: HostedModel {
  package var rules: Rules
  package var origin: String
  package internal(set) var ledger = OutsideLedger()
  let hashing: any Hashing
  /// The public name of the only channel, without `@`.
  let channel: String

  var messages: [Int: Message] = [:]
  var files: [String: ModelFile] = [:]
  var latest = 0
  var windows = RateWindows(isAligned: false)

  package init(
    origin: String, channel: String = "belfry", rules: Rules = Rules(), hashing: any Hashing
  ) {
    self.origin = origin
    self.channel = channel
    self.rules = rules
    self.hashing = hashing
  }

  /// What may differ between bots and channels, with the documented defaults.
  package struct Rules: Hashable, Sendable {
    package var mayPost = true
    /// The token was revoked.
    package var isRevoked = false
    package var messages = RateLimit(20, perSeconds: 60)
    package var photoBytes = 10_000_000
    package var fileBytes = 50_000_000

    package init() {}
  }

  struct Message: Hashable, Sendable {
    var id: Int
    var text: String
    var media: [TimelinePost.Picture]
    var isHidden: Bool
    var parent: Int?
    var sent: Instant
    var edited: Instant?
    /// Messages of one album share it.
    var album: Int?
  }

  /// One request on its way through the model.
  struct Visit {
    let request: ModelRequest
    let now: Instant
    let number: Int
  }

  package mutating func handle(
    _ request: ModelRequest, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    ledger.requests += 1
    let visit = Visit(request: request, now: now, number: ledger.requests)
    var answer: ModelAnswer
    do throws(Stop) {
      answer = try self.answer(visit)
    } catch {
      answer = error.answer
    }
    answer.headers.append(NamedValue("Date", now.httpDate))
    return answer
  }

  package func endpoint(of request: ModelRequest) -> EndpointKind {
    guard let method = request.path.last else { return .read }
    if method.hasPrefix("send") { return .publish }
    return method.hasPrefix("edit") || method.hasPrefix("delete") ? .change : .read
  }

  /// Bots' tokens do not end by themselves; one that is revoked stays so.
  package mutating func expireAccessTokens(at now: Instant) { rules.isRevoked = true }

  package func file(_ id: String) -> ModelFile? { files[id] }

  var chat: JSON {
    [
      "id": -1_001_234_567_890, "type": "channel", "title": "Belfry",
      "username": .string(channel),
    ]
  }

  package var timeline: [TimelinePost] {
    messages.keys.sorted(by: >).compactMap { messages[$0] }
      .filter { $0.album == nil || $0.album == $0.id }.map(post)
  }

  private func post(_ message: Message) -> TimelinePost {
    let album = messages.keys.sorted().compactMap { messages[$0] }
      .filter { $0.album == message.id && $0.id != message.id }
    return TimelinePost(
      platform: .telegram, account: channel, id: String(message.id),
      url: origin + "/\(channel)/\(message.id)", spans: [TextSpan(message.text)],
      warning: message.isHidden ? "Hidden" : nil, media: message.media + album.flatMap(\.media),
      visibility: .everyone, parent: message.parent.map { String($0) }, created: message.sent,
      edited: message.edited, fingerprint: fingerprint(of: message))
  }

  func fingerprint(of message: Message) -> String {
    let parts = [message.text] + message.media.map(\.id)
    return hashing.sha256(Array(parts.joined(separator: "\u{0}").utf8)).hexadecimal
  }
}

extension ModelAnswer {
  static func telegram(_ code: Int, _ description: String, retry: Int? = nil) -> ModelAnswer {
    var body: [String: JSON] = [
      "ok": false, "error_code": .integer(Int64(code)), "description": .string(description),
    ]
    if let retry { body["parameters"] = ["retry_after": .integer(Int64(retry))] }
    return .json(.object(body), status: code)
  }

  static func telegram(_ result: JSON) -> ModelAnswer { .json(["ok": true, "result": result]) }
}
