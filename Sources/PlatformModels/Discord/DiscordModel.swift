package import Domain

/// Discord's webhooks, as they are documented (docs.discord.com, API v10): one channel, its
/// messages, and limits in headers.
///
/// Stricter than the real one: what is not documented is refused with a 400 that says so. Every
/// webhook address of the documented shape works, as long as it is the first one.
package struct DiscordModel: HostedModel {
  package var rules: Rules
  package var origin: String
  package internal(set) var ledger = OutsideLedger()
  let hashing: any Hashing

  /// The id and token of the webhook, from the first request.
  var webhook: String?
  var messages: [String: Message] = [:]
  /// The ids of all messages, oldest first.
  var order: [String] = []
  var files: [String: ModelFile] = [:]
  var windows = RateWindows(isAligned: false)

  package init(origin: String, rules: Rules = Rules(), hashing: any Hashing) {
    self.origin = origin
    self.rules = rules
    self.hashing = hashing
  }

  /// What may differ between channels, with the documented defaults.
  package struct Rules: Hashable, Sendable {
    /// The webhook was deleted.
    package var isGone = false
    package var messages = RateLimit(5, perSeconds: 2)
    package var fileBytes = 10 << 20

    package init() {}
  }

  struct Message: Hashable, Sendable {
    var id: String
    var author: String
    var text: String
    var media: [TimelinePost.Picture]
    var sent: Instant
    var edited: Instant?
  }

  /// One request on its way through the model.
  struct Visit {
    let request: ModelRequest
    let now: Instant
    let number: Int
  }

  static let channel = "200000000000000001"
  static let guild = "300000000000000001"

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
    let reading = windows.reading(rules.messages, key: "messages", at: now)
    let after = max(0, reading.resets * 1000 - now.milliseconds)
    answer.headers += [
      NamedValue("X-RateLimit-Limit", String(reading.limit.units)),
      NamedValue("X-RateLimit-Remaining", String(reading.remaining)),
      NamedValue("X-RateLimit-Reset-After", "\(Double(after) / 1000)"),
      NamedValue("Date", now.httpDate),
    ]
    return answer
  }

  package func endpoint(of request: ModelRequest) -> EndpointKind {
    switch request.method {
    case "POST": .publish
    case "PATCH", "DELETE": .change
    default: .read
    }
  }

  /// Webhooks do not end by themselves; one that is deleted stays so.
  package mutating func expireAccessTokens(at now: Instant) { rules.isGone = true }

  package func file(_ id: String) -> ModelFile? { files[id] }

  package var timeline: [TimelinePost] {
    order.reversed().compactMap { messages[$0] }.map { message in
      TimelinePost(
        platform: .discord, account: message.author, id: message.id,
        url: origin + "/channels/\(Self.guild)/\(Self.channel)/\(message.id)",
        spans: [TextSpan(message.text)], media: message.media, visibility: .everyone,
        created: message.sent, edited: message.edited, fingerprint: fingerprint(of: message))
    }
  }

  func fingerprint(of message: Message) -> String {
    let parts = [message.text] + message.media.map(\.id)
    return hashing.sha256(Array(parts.joined(separator: "\u{0}").utf8)).hexadecimal
  }
}

extension ModelAnswer {
  static func discord(_ status: Int, _ code: Int, _ message: String) -> ModelAnswer {
    .json(["code": .integer(Int64(code)), "message": .string(message)], status: status)
  }
}
