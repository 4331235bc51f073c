package import Domain

/// A Bluesky server as its lexicons and the reference implementation describe it: a personal data
/// server, and the video service beside it (atproto.com, docs.bsky.app; August 2026).
///
/// Stricter than the real one: what is not documented is refused with a 400 that says so. Content
/// ids have the right shape and depend on the content, but are hashes of JSON, not of CBOR.
package struct BlueskyModel: HostedModel {
  package var rules: Rules
  /// The server's own address, such as `http://127.0.0.1:8932`.
  package var origin: String
  package internal(set) var ledger = OutsideLedger()
  let hashing: any Hashing

  var accounts: [Account] = []
  var access: [String: Access] = [:]
  var refreshes: [String: Refresh] = [:]
  var blobs: [String: Blob] = [:]
  /// Every record by its address (`at://…`).
  var records: [String: Record] = [:]
  /// The addresses in the order in which their records were first made.
  var order: [String] = []
  var jobs: [String: VideoJob] = [:]
  var serviceTokens: [String: ServiceToken] = [:]
  var windows = RateWindows(isAligned: false)

  /// - Parameter people: the handles of the server's accounts. Each takes any app password of the
  ///   documented shape.
  package init(
    origin: String, people: [String] = ["belfry.test"], rules: Rules = Rules(),
    hashing: any Hashing
  ) {
    self.origin = origin
    self.rules = rules
    self.hashing = hashing
    accounts = people.map { Account(did: Self.did(of: $0, hashing), handle: $0) }
  }

  package mutating func handle(
    _ request: ModelRequest, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    ledger.requests += 1
    var visit = ModelVisit(request, at: now, number: ledger.requests, entropy: entropy)
    var answer = Stop.answer { () throws(Stop) in try self.answer(&visit) }
    answer.headers += rateHeaders(of: visit, status: answer.status)
    answer.headers.append(NamedValue("Date", now.httpDate))
    return answer
  }

  package func endpoint(of request: ModelRequest) -> EndpointKind {
    BlueskyMethod(request)?.endpoint ?? .read
  }

  package mutating func expireAccessTokens(at now: Instant) {
    for name in access.keys.sorted() { access[name]?.expires = now }
  }

  /// The file of a blob, as the server's readers get it.
  package func file(_ cid: String) -> ModelFile? {
    for account in accounts {
      guard let blob = blobs["\(account.did)/\(cid)"] else { continue }
      return ModelFile(mime: blob.mime, bytes: blob.bytes)
    }
    return nil
  }

  /// An access token as a sign-in would give it, for tests that are not about signing in.
  package mutating func issueToken(for handle: String, named token: String, until: Instant = .never)
  {
    guard let account = accounts.first(where: { $0.handle == handle }) else {
      preconditionFailure("no account \(handle)")
    }
    access[token] = Access(did: account.did, expires: until, family: "test")
  }

  /// The permanent id that the model gives to a handle.
  package static func did(of handle: String, _ hashing: any Hashing) -> String {
    "did:plc:" + Base32.encode(hashing.sha256(Array(handle.utf8))).prefix(24)
  }
}

extension BlueskyModel {
  /// What may differ between servers, with the documented defaults.
  package struct Rules: Hashable, Sendable {
    package var accessLifetime = Duration.seconds(7200)
    package var refreshLifetime = Duration.seconds(90 * 86_400)
    /// How long a spent refresh token still gives its successor.
    package var refreshGrace = Duration.seconds(7200)
    /// As strict servers do: a token that is spent again ends the whole sign-in.
    package var endsFamilyOnReuse = false
    /// Handles that resolve, although their accounts live elsewhere.
    package var strangers = ["alice.test", "bob.test"]
    package var blobBytes = 52_428_800
    package var imageBytes = 2_000_000
    package var thumbnailBytes = 1_000_000
    package var videoBytes = 300_000_000
    package var videoProcessing = Duration.seconds(2)
    package var videoFails = false
    /// How long after a write the reads of the network (not of this server) miss it.
    package var indexLag = Duration.zero
    package var requests = RateLimit(3000, perSeconds: 300)
    package var pointsHour = RateLimit(5000, perSeconds: 3600)
    package var pointsDay = RateLimit(35_000, perSeconds: 86_400)
    package var sessions = RateLimit(30, perSeconds: 300)
    package var sessionsDay = RateLimit(300, perSeconds: 86_400)
    package var uploads = RateLimit(1000, perSeconds: 86_400)

    package init() {}
  }

  struct Account: Hashable, Sendable {
    var did: String
    var handle: String
  }

  struct Access: Hashable, Sendable {
    var did: String
    var expires: Instant
    /// The refresh token with which the sign-in began.
    var family: String
  }

  struct Refresh: Hashable, Sendable {
    var did: String
    var expires: Instant
    var family: String
    /// The refresh token that it was exchanged for.
    var successor: String?
  }

  struct Blob: Hashable, Sendable {
    var cid: String
    var owner: String
    var mime: String
    var bytes: [UInt8]
    var uploaded: Instant
    var isUsed = false

    var size: Int { bytes.count }

    /// The object that records name.
    var json: JSON {
      [
        "$type": "blob", "ref": ["$link": .string(cid)], "mimeType": .string(mime),
        "size": .integer(Int64(size)),
      ]
    }
  }

  struct Record: Hashable, Sendable {
    var uri: String
    var cid: String
    var did: String
    var collection: String
    var rkey: String
    var value: JSON
    var written: Instant
    var edited: Instant?
  }

  struct VideoJob: Hashable, Sendable {
    var id: String
    var did: String
    var blob: Blob
    var ready: Instant
  }

  struct ServiceToken: Hashable, Sendable {
    var did: String
    var method: String
    var expires: Instant
  }

}
