package import Domain

/// LinkedIn's Posts API, as its documentation describes it (learn.microsoft.com/linkedin, version
/// 202609), stricter than the real one: what is not documented is refused with a 400 that says so.
package struct LinkedInModel: HostedModel {
  package var rules: Rules
  /// The server's own address; the consent page and the uploads are on it too.
  package var origin: String
  package internal(set) var ledger = OutsideLedger()
  let hashing: any Hashing

  var people: [Person] = []
  /// The pages that everybody here administers, by number.
  var pages: [Page]
  var oauth: AuthorizationServer
  var files: [String: File] = [:]
  /// Upload addresses by their last segment.
  var slots: [String: Slot] = [:]
  var posts: [String: Post] = [:]
  /// Every post that was ever made, oldest first.
  var order: [String] = []
  /// Every comment that is to be seen, oldest first.
  var comments: [Comment] = []
  var windows = RateWindows(isAligned: true)

  /// - Parameter people: the members; the first is signed in at the consent page.
  package init(
    origin: String, people: [String] = ["belfry"], rules: Rules = Rules(), hashing: any Hashing
  ) {
    precondition(!people.isEmpty, "a network without members")
    self.origin = origin
    self.rules = rules
    self.hashing = hashing
    self.people = people.map { Person(id: "p-" + $0, name: $0) }
    pages = rules.pages.enumerated().map { Page(id: String(5_515_715 + $0), name: $1) }
    oauth = AuthorizationServer(
      .init(
        app: rules.app, codeLifetime: .seconds(1800), accessLifetime: .seconds(5_184_000),
        refreshLifetime: rules.isPartner ? .seconds(31_536_000) : nil, renewal: .stays,
        needsPKCE: false))
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
    LinkedInRoute(request)?.endpoint ?? .read
  }

  package mutating func expireAccessTokens(at now: Instant) { oauth.expireAccessTokens() }

  /// The file of a post, as the network's readers get it.
  package func file(_ id: String) -> ModelFile? {
    files[id].map { ModelFile(mime: $0.format?.mime ?? "", bytes: $0.bytes) }
  }

  /// A token as a sign-in would give it, for tests that are not about signing in.
  package mutating func issueToken(for person: String, scopes: [String], named token: String) {
    oauth.issueToken(token, for: "p-" + person, scopes: scopes)
  }
}

extension LinkedInModel {
  /// What may differ between apps and days, with the documented defaults.
  package struct Rules: Hashable, Sendable {
    package var app = RegisteredApp(scopes: [
      "openid", "profile", "email", "w_member_social", "r_organization_social",
      "rw_organization_admin", "w_organization_social", "r_organization_social_feed",
      "w_organization_social_feed", "r_member_social_feed", "w_member_social_feed",
    ])
    /// The pages that the members administer.
    package var pages = ["Belfry Works"]
    /// The app belongs to a partner programme, so that it gets refresh tokens.
    package var isPartner = false
    /// The versions of the API that are served.
    package var versions: Set<String> = ["202609", "202608", "202601"]
    /// How long the server works on a file.
    package var processing = Duration.seconds(2)
    package var processingFails = false
    /// How long a new post is missing from lists.
    package var readLag = Duration.zero
    /// The same text of one author is refused for this long.
    package var duplicateWindow = Duration.zero
    package var requests = RateLimit(150, perSeconds: 86_400)

    package init() {}
  }

  struct Person: Hashable, Sendable {
    var id: String
    var name: String
  }

  struct Page: Hashable, Sendable {
    var id: String
    var name: String
  }

  struct File: Hashable, Sendable {
    var owner: String
    /// Pieces in their order; one for a picture.
    var pieces: [[UInt8]?]
    var token = ""
    var bytes: [UInt8] = []
    var format: MediaFormat?
    /// When it can be attached; `nil` before all of it is here.
    var ready: Instant?
    var total: Int
  }

  /// Where one piece of a file may be sent.
  struct Slot: Hashable, Sendable {
    var file: String
    var piece: Int
    var range: Range<Int>
    var expires: Instant
  }

  struct Comment: Hashable, Sendable {
    var id: String
    var post: String
    var actor: String
    var text: String
    var created: Instant
    var edited: Instant?
  }

  struct Post: Hashable, Sendable {
    var id: String
    var author: String
    var commentary: String
    var content: JSON?
    var files: [(id: String, alt: String)] {
      LinkedInModel.files(in: content)
    }
    var visibility: Visibility
    var created: Instant
    var edited: Instant?
    var isDeleted = false
  }

  /// The files that the member `content` names, with their descriptions.
  static func files(in content: JSON?) -> [(id: String, alt: String)] {
    let items =
      content?["multiImage"]?["images"]?.array ?? [content?["media"]].compactMap(\.self)
    return items.compactMap { item in
      item["id"]?.string.map { ($0, item["altText"]?.string ?? "") }
    }
  }
}
