package import Domain

/// The server of Threads, as its documentation describes it (developers.facebook.com, *Threads
/// API*, version 1.0), stricter than the real one: what is not documented is refused.
package struct ThreadsModel: FetchingModel, HostedModel {
  package var rules: Rules
  /// The server's own address, such as `http://127.0.0.1:8933`.
  package var origin: String
  package internal(set) var ledger = OutsideLedger()
  let hashing: any Hashing

  var desk: MetaDesk
  var posts: [String: Post] = [:]
  /// Every post that was ever made, oldest first.
  var order: [String] = []

  /// The app that the server knows.
  package static let clientID = "belfry-sandbox"
  package static let clientSecret = "sandbox-secret"

  /// - Parameter people: the user names of the server's accounts; the first is signed in at the
  ///   authorize page.
  package init(
    origin: String, people: [String] = ["belfry"], rules: Rules = Rules(), hashing: any Hashing
  ) {
    precondition(!people.isEmpty, "a server without accounts")
    self.origin = origin
    self.rules = rules
    self.hashing = hashing
    let session = MetaSession(
      people: people.enumerated().map { .init(id: String(35_000_000_000_000_001 + $0), name: $1) },
      words: .init(
        exchange: "th_exchange_token", refresh: "th_refresh_token",
        scopes: [
          "threads_basic", "threads_content_publish", "threads_manage_replies",
          "threads_read_replies", "threads_manage_insights", "threads_delete",
        ], basicScope: "threads_basic"),
      clientID: Self.clientID, clientSecret: Self.clientSecret)
    desk = MetaDesk(session: session, firstID: 17_900_000_000_000_000)
  }

  /// What may differ, with the documented values.
  package struct Rules: Hashable, Sendable {
    /// How long the server works on a text or a picture, and on a film.
    package var processing = Duration.seconds(2)
    package var filmProcessing = Duration.seconds(20)
    /// How long a ready container cannot be published yet ("Media Not Found").
    package var publishLag = Duration.zero
    /// How long a new post is missing from lists.
    package var readLag = Duration.zero
    /// How often the same container makes a post. The documentation does not say; public reports
    /// know of one.
    package var postsPerContainer = 1
    package var postsPerDay = 250
    package var repliesPerDay = 1000
    package var deletionsPerDay = 100
    package var calls = RateLimit(48_000, perSeconds: 86_400)

    package init() {}
  }

  struct Post: Hashable, Sendable {
    var id: String
    var account: String
    var container: String
    var text: String
    var options: [String: String]
    var kind: String
    var parent: String?
    var created: Instant
    var isDeleted = false

    var shortcode: String { "T" + String(Int(id) ?? 0, radix: 36) }
  }

  package mutating func handle(
    _ request: ModelRequest, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    ledger.requests += 1
    var visit = MetaVisit(request, at: now, number: ledger.requests, entropy: entropy)
    var answer = Stop.answer { () throws(Stop) in try self.answer(&visit) }
    desk.finish(&answer, visit, calls: rules.calls)
    return answer
  }

  package func endpoint(of request: ModelRequest) -> EndpointKind {
    ThreadsRoute(request)?.endpoint ?? .read
  }

  package mutating func expireAccessTokens(at now: Instant) {
    desk.session.expireTokens(at: now)
  }

  package var wanted: [String] { desk.shelf.wanted }

  package mutating func fetched(_ address: String, _ bytes: [UInt8]?, at now: Instant) {
    desk.shelf.fetched(
      address, bytes, at: now, hashing: hashing, failure: "FAILED_DOWNLOADING_VIDEO",
      processing: rules.filmProcessing, check: Self.problem)
  }

  /// A fetched file, as the server's readers get it.
  package func file(_ id: String) -> ModelFile? { desk.file(id) }

  /// A token as a sign-in would give it, for tests that are not about signing in.
  package mutating func issueToken(
    named token: String, scopes: [String]? = nil, at now: Instant
  ) {
    desk.issueToken(named: token, scopes: scopes, at: now)
  }

  /// Why a file is no use for its container, as `error_message` says it.
  private static func problem(
    _ container: MetaShelf.Container, _ file: MetaShelf.File
  ) -> String? {
    let isVideo = container.type == "VIDEO"
    let types = isVideo ? ["video/mp4", "video/quicktime"] : ["image/jpeg", "image/png"]
    guard types.contains(file.format.mime) else { return "UNKNOWN" }
    guard file.bytes.count <= (isVideo ? 1_000_000_000 : 8_000_000) else { return "UNKNOWN" }
    guard !isVideo, let width = file.format.width, let height = file.format.height else {
      return nil
    }
    return width > 10 * height || height > 10 * width ? "INVALID_ASPEC_RATIO" : nil
  }
}
