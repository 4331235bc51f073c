package import Domain

/// Google's servers as far as a film on YouTube needs them, as they are documented
/// (developers.google.com/youtube/v3 and /identity/protocols/oauth2; November 2026): sign-in,
/// resumable uploads, and films with what people see of them.
///
/// Stricter than the real ones: what is not documented is refused with a 400 that says so.
package struct YouTubeModel: HostedModel {
  package var rules: Rules
  /// The servers' own address, such as `http://127.0.0.1:8933`.
  package var origin: String
  package internal(set) var ledger = OutsideLedger()
  let hashing: any Hashing

  var channels: [Channel] = []
  /// The secret that each client first came with.
  var clients: [String: String] = [:]
  var codes: [String: Code] = [:]
  var access: [String: Access] = [:]
  var refreshes: [String: Refresh] = [:]
  var sessions: [String: Session] = [:]
  var films: [String: Film] = [:]
  /// The ids of all films, oldest first.
  var order: [String] = []
  var playlists: [String: [String]] = [:]
  var comments: [String: Comment] = [:]
  /// The ids of all comments, oldest first.
  var commentOrder: [String] = []
  var windows = RateWindows(isAligned: false)

  /// - Parameter people: the names of the channels; the first is signed in at the consent page.
  package init(
    origin: String, people: [String] = ["belfry"], rules: Rules = Rules(), hashing: any Hashing
  ) {
    precondition(!people.isEmpty, "a server without accounts")
    self.origin = origin
    self.rules = rules
    self.hashing = hashing
    channels = people.map { name in
      let id = Base64.url(hashing.sha256(Array(name.utf8))).prefix(22)
      return Channel(id: "UC" + id, name: name)
    }
  }

  package mutating func handle(
    _ request: ModelRequest, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    ledger.requests += 1
    var visit = ModelVisit(request, at: now, number: ledger.requests, entropy: entropy)
    var answer = Stop.answer { () throws(Stop) in try self.answer(&visit) }
    answer.headers.append(NamedValue("Date", now.httpDate))
    return answer
  }

  package func endpoint(of request: ModelRequest) -> EndpointKind {
    YouTubeRoute(request)?.endpoint(of: request) ?? .read
  }

  package mutating func expireAccessTokens(at now: Instant) {
    for name in access.keys.sorted() { access[name]?.expires = now }
  }

  /// A film or a thumbnail, as people get it.
  package func file(_ id: String) -> ModelFile? {
    if let film = films[id] { return ModelFile(mime: film.mime, bytes: film.bytes) }
    guard id.hasPrefix("thumbnail-") else { return nil }
    return films[String(id.dropFirst(10))]?.thumbnail
  }

  /// A token as a sign-in would give it, for tests that are not about signing in.
  package mutating func issueToken(
    for person: String, named token: String, until: Instant = .never
  ) {
    guard let channel = channels.first(where: { $0.name == person }) else {
      preconditionFailure("no channel \(person)")
    }
    access[token] = Access(channel: channel.id, scopes: YouTubeModel.scopes, expires: until)
  }
}

extension YouTubeModel {
  /// What may differ between projects and channels, with the documented defaults.
  package struct Rules: Hashable, Sendable {
    /// Google has audited the project; the films of others stay private.
    package var isAudited = true
    /// The channel's phone number is verified: it may have thumbnails of its own.
    package var isVerified = true
    package var accessLifetime = Duration.seconds(3600)
    package var sessionLifetime = Duration.seconds(7 * 86_400)
    package var processing = Duration.seconds(2)
    /// How long a new comment is missing from lists.
    package var readLag = Duration.zero
    /// Why every film is rejected after its upload, such as `duplicate`.
    package var rejection: String?
    /// Of each piece, the server keeps at most so many bytes.
    package var keptBytes: Int?
    package var uploads = RateLimit(100, perSeconds: 86_400)
    package var units = RateLimit(10_000, perSeconds: 86_400)

    package init() {}
  }

  struct Channel: Hashable, Sendable {
    var id: String
    var name: String
  }

  /// An authorization code on its way to the token endpoint.
  struct Code: Hashable, Sendable {
    var channel: String
    var client: String
    var redirect: String
    var scopes: [String]
    var challenge: String?
    /// `access_type=offline`: the exchange gives a refresh token.
    var isLasting: Bool
    var expires: Instant
  }

  struct Access: Hashable, Sendable {
    var channel: String
    var scopes: [String]
    var expires: Instant
    /// The refresh token that it came with, or from.
    var refresh: String?
  }

  struct Refresh: Hashable, Sendable {
    var channel: String
    var client: String
    var scopes: [String]
  }

  /// An upload that was begun.
  struct Session: Hashable, Sendable {
    var channel: String
    var total: Int
    var mime: String
    var resource: JSON
    var bytes: [UInt8] = []
    var expires: Instant
    /// The film that it became.
    var film: String?
  }

  struct Film: Hashable, Sendable {
    var id: String
    var channel: String
    var snippet: JSON
    var status: JSON
    var mime: String
    var bytes: [UInt8]
    var hash: String
    var thumbnail: ModelFile?
    var uploaded: Instant
    var ready: Instant
    /// When people could see it first.
    var released: Instant?
    var edited: Instant?

    var isMadeForKids: Bool { status["selfDeclaredMadeForKids"]?.bool ?? false }
    var privacy: String { status["privacyStatus"]?.string ?? "private" }
    var isVisible: Bool { privacy != "private" }
  }

  /// A comment at the top, under a film.
  struct Comment: Hashable, Sendable {
    var id: String
    var film: String
    var channel: String
    var text: String
    var created: Instant
    var edited: Instant?
  }
}
