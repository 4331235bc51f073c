/// One request and its answer on their way through the relay.
struct Exchange: Sendable {
  /// The account whose server it is.
  var site: String
  /// Counted from 1, by site.
  var number: Int
  /// Such as `POST /api/v1/statuses`.
  var line: String

  /// Whether it can make a post visible.
  var isPublish: Bool {
    ["/api/v1/statuses", "/xrpc/com.atproto.repo.", "/2/tweets"].contains {
      line.hasPrefix("POST " + $0)
    }
  }

  /// Whether it spends a one-time token.
  var isRefresh: Bool { Exchange.isRefresh(line) }

  static func isRefresh(_ line: String) -> Bool {
    line.hasPrefix("POST /xrpc/com.atproto.server.refreshSession")
      || line.hasPrefix("POST /2/oauth2/token")
  }
}

/// What the relay does to an exchange.
enum Tamper: Sendable {
  /// So many bytes of the request reach the server, and no answer the client.
  case request(bytes: Int, Manner)
  /// The server gets the whole request, the client so many bytes of the answer.
  case answer(bytes: Int, Manner)
  /// The server never hears of the request, and the client gets this.
  case instead(HostileAnswer)
  /// Called when so many bytes of the request have reached the server.
  case inRequest(bytes: Int, @Sendable () -> Void)
  /// Called when so many bytes of the answer have reached the client.
  case inAnswer(bytes: Int, @Sendable () -> Void)
  /// Called when the request's first bytes are there; they are passed on afterwards, or not.
  case onFirstByte(passing: Bool, @Sendable () -> Void)
  /// Called when half of the answer's first bytes have been passed on.
  case midAnswer(@Sendable () -> Void)
  /// Called when the whole answer has been passed on.
  case afterAnswer(@Sendable () -> Void)

  /// How a connection ends.
  enum Manner: String, Sendable, CaseIterable {
    case reset
    /// Nothing comes any more, and nobody says so.
    case silence
  }
}
