package import Domain

/// A platform's server as a value: what it answers depends on the requests so far, and on the time
/// and the entropy that come with each of them, on nothing else.
package protocol PlatformModel: Sendable {
  /// Answers one request and remembers its effects.
  ///
  /// - Parameters:
  ///   - now: the server's wall clock.
  ///   - entropy: what the answer's random parts (tokens, ids) are made of.
  mutating func handle(_ request: ModelRequest, at now: Instant, entropy: UInt64) -> ModelAnswer

  /// What a request is about, for rules that choose faults.
  func endpoint(of request: ModelRequest) -> EndpointKind

  /// Ends every access token, as a server does that lost its patience or its secrets.
  mutating func expireAccessTokens(at now: Instant)

  /// Everything that became visible, whether or not the client learned of it.
  var ledger: OutsideLedger { get }

  /// What people see now, newest first.
  var timeline: [TimelinePost] { get }
}

/// A model that a shell can put on a network.
package protocol HostedModel: PlatformModel {
  /// The server's own address, such as `http://127.0.0.1:8931`.
  var origin: String { get set }

  /// A file of a post, as the server's readers get it; `nil` for an unknown id.
  func file(_ id: String) -> ModelFile?
}

/// What a request is about.
package enum EndpointKind: String, Hashable, Sendable, CaseIterable {
  /// Can make a post visible.
  case publish
  /// Uploads media or asks for the state of an upload.
  case media
  /// Signs in, refreshes or registers.
  case token
  /// Edits or deletes.
  case change
  case read
}

/// What a platform's server did, written down outside the program under test: the truth against
/// which its claims are held.
package struct OutsideLedger: Hashable, Sendable {
  package private(set) var effects: [Effect] = []
  /// How many requests reached the server.
  package var requests = 0

  package init() {}

  /// One thing that people can see.
  package struct Effect: Hashable, Sendable {
    package var kind: Kind
    package var at: Instant
    /// The handle of the account on whose timeline it shows.
    package var account: String
    /// The platform's id of the post.
    package var post: String
    package var text: String
    /// Equal for posts that look the same to people: text, warning, poll and files.
    package var fingerprint: String
    /// The number of the request that did it, counted from 1, and its method and path.
    package var requestNumber: Int
    package var request: String
    package var idempotencyKey: String?

    package init(
      kind: Kind, at: Instant, account: String, post: String, text: String, fingerprint: String,
      requestNumber: Int, request: String, idempotencyKey: String? = nil
    ) {
      self.kind = kind
      self.at = at
      self.account = account
      self.post = post
      self.text = text
      self.fingerprint = fingerprint
      self.requestNumber = requestNumber
      self.request = request
      self.idempotencyKey = idempotencyKey
    }
  }

  /// What people noticed.
  package enum Kind: String, Hashable, Sendable, Codable {
    case created, edited, deleted
  }

  /// Adds what people noticed.
  package mutating func record(_ effect: Effect) {
    effects.append(effect)
  }

  /// How often a post that looks like this was made visible on this account.
  package func count(account: String, fingerprint: String) -> Int {
    effects.count {
      $0.kind == .created && $0.account == account && $0.fingerprint == fingerprint
    }
  }

  /// How many posts were made visible that look like an earlier one of their account.
  package var doubles: Int {
    var seen: Set<[String]> = []
    return effects.count {
      $0.kind == .created && !seen.insert([$0.account, $0.fingerprint]).inserted
    }
  }
}
