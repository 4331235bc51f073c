/// A row of the queue: one unit of work.
package struct FlowRow: Hashable, Sendable {
  package var id: FlowID
  package var kind: FlowKind
  package var account: AccountID
  package var delivery: DeliveryID?
  /// The version of the recipe that its journal belongs to.
  package var version: Int
  package var run: Int
  package var lane: Lane
  /// `Instant.never` when nothing but an event moves it.
  package var notBefore: Instant
  /// Failed attempts so far; what we interrupted ourselves does not count.
  package var tries: Int
  /// Negative readings about a step in doubt, and the number of the current reading.
  package var negatives: Int
  package var reading: Int
  /// Unclean ends of the daemon while a call of it was under way.
  package var crashes: Int
  package var startedAt: Instant?
  package var entropy: [UInt8]
  package var inputs: [String: FlowInput]
  package var isDone: Bool

  package init(
    id: FlowID, kind: FlowKind, account: AccountID, delivery: DeliveryID?, version: Int,
    run: Int = 1, lane: Lane = .due, notBefore: Instant, tries: Int = 0, negatives: Int = 0,
    reading: Int = 0, crashes: Int = 0, startedAt: Instant? = nil, entropy: [UInt8] = [],
    inputs: [String: FlowInput] = [:], isDone: Bool = false
  ) {
    self.id = id
    self.kind = kind
    self.account = account
    self.delivery = delivery
    self.version = version
    self.run = run
    self.lane = lane
    self.notBefore = notBefore
    self.tries = tries
    self.negatives = negatives
    self.reading = reading
    self.crashes = crashes
    self.startedAt = startedAt
    self.entropy = entropy
    self.inputs = inputs
    self.isDone = isDone
  }
}

extension FlowRow {
  /// The input that names the revision whose words an edit brings out.
  package static let revisionInput = "revision"

  /// The revision that an edit brings out; `nil` for other flows.
  package var revision: Int? { inputs[FlowRow.revisionInput]?.text.flatMap { Int($0) } }
}

/// A flow whose time has come.
package struct ReadyFlow: Hashable, Sendable {
  package var id: FlowID
  package var lane: Lane

  package init(id: FlowID, lane: Lane) {
    self.id = id
    self.lane = lane
  }
}

/// What the core needs to know about a delivery.
package struct DeliveryRow: Hashable, Sendable {
  package var id: DeliveryID
  package var post: PostID
  package var uid: PostUID
  package var account: AccountID
  package var placement: String
  package var revision: Int
  package var state: DeliveryState
  package var due: Instant
  package var latePolicy: LatePolicy
  package var grace: Duration
  package var attempts: Int
  package var cause: BlockCause?
  package var question: Question?
  package var reason: ErrorObject?

  package init(
    id: DeliveryID, post: PostID, uid: PostUID, account: AccountID, placement: String = "feed",
    revision: Int = 1, state: DeliveryState, due: Instant, latePolicy: LatePolicy = .ask,
    grace: Duration = .seconds(7200), attempts: Int = 5, cause: BlockCause? = nil,
    question: Question? = nil, reason: ErrorObject? = nil
  ) {
    self.id = id
    self.post = post
    self.uid = uid
    self.account = account
    self.placement = placement
    self.revision = revision
    self.state = state
    self.due = due
    self.latePolicy = latePolicy
    self.grace = grace
    self.attempts = attempts
    self.cause = cause
    self.question = question
    self.reason = reason
  }
}

/// What the core keeps in memory about an account.
package struct AccountRow: Hashable, Sendable {
  package var id: AccountID
  package var declared: DeclaredAccount
  package var state: AccountState
  package var identity: Identity?
  package var server: JSON
  package var token: TokenRow?
  /// Why a person must sign in, in words.
  package var reason: String?
  package var connectedAt: Instant?

  package init(
    id: AccountID, declared: DeclaredAccount, state: AccountState, identity: Identity? = nil,
    server: JSON = .null, token: TokenRow? = nil, reason: String? = nil,
    connectedAt: Instant? = nil
  ) {
    self.id = id
    self.declared = declared
    self.state = state
    self.identity = identity
    self.server = server
    self.token = token
    self.reason = reason
    self.connectedAt = connectedAt
  }

  package var name: AccountName { declared.name }

  package var facts: AccountFacts {
    AccountFacts(
      name: declared.name, platform: declared.platform, settings: declared.settings,
      app: declared.app, identity: identity, tokens: token?.keys ?? [:], server: server)
  }
}

/// The tokens of an account: the names of its sealed values, and when they end.
package struct TokenRow: Hashable, Sendable {
  package var version: Int
  package var keys: [String: SecretKey]
  package var obtainedAt: Instant
  package var accessExpires: Instant?
  package var refreshExpires: Instant?
  package var scopes: [String]

  package init(
    version: Int, keys: [String: SecretKey], obtainedAt: Instant, accessExpires: Instant? = nil,
    refreshExpires: Instant? = nil, scopes: [String] = []
  ) {
    self.version = version
    self.keys = keys
    self.obtainedAt = obtainedAt
    self.accessExpires = accessExpires
    self.refreshExpires = refreshExpires
    self.scopes = scopes
  }
}

extension TokenRow {
  /// Whether it can be renewed without a person.
  ///
  /// - Parameter recipe: of the account's platform.
  package func renewsItself(_ recipe: any Recipe) -> Bool {
    keys["refresh"] != nil && recipe is any RefreshRecipe
  }

  /// When a person must sign in again, as things stand; `nil` when never.
  package func ends(_ recipe: any Recipe) -> Instant? {
    renewsItself(recipe) ? refreshExpires : accessExpires
  }
}

/// Everything that a decision about one flow rests on.
package struct Situation: Hashable, Sendable {
  package var flow: FlowRow
  package var delivery: DeliveryRow?
  /// The delivery's content at its revision.
  package var content: Content?
  /// The latest attempt of every step of the current run.
  package var journal: [JournalEntry]
  /// Parts that are out already, from any run.
  package var published: [PublishedPart]
  /// The newest 100 remote ids of the account that belong to other deliveries; filled only while
  /// the delivery is doubtful.
  package var claimed: [String]
  /// An edit or a delete of the delivery that is under way; looked up only for settled deliveries.
  package var change: FlowKind?
  /// When the next occurrence of the delivery's series is due on the same target; `nil` for a post
  /// of no series, and for the last one.
  package var successorDue: Instant?

  package init(
    flow: FlowRow, delivery: DeliveryRow?, content: Content?, journal: [JournalEntry],
    published: [PublishedPart], claimed: [String] = [], change: FlowKind? = nil,
    successorDue: Instant? = nil
  ) {
    self.change = change
    self.flow = flow
    self.delivery = delivery
    self.content = content
    self.journal = journal
    self.published = published
    self.claimed = claimed
    self.successorDue = successorDue
  }
}

/// A part of a post that is known to be public.
package struct PublishedPart: Hashable, Sendable, Codable {
  package var part: Int
  package var remote: Remote
  package var evidence: Evidence
  /// It was taken away from the network again.
  package var isDeleted: Bool

  package init(part: Int, remote: Remote, evidence: Evidence, isDeleted: Bool = false) {
    self.part = part
    self.remote = remote
    self.evidence = evidence
    self.isDeleted = isDeleted
  }
}

/// A persisted limit of one scope.
package struct BucketRow: Hashable, Sendable {
  /// `account:NAME`, `app:NAME` or `host:NAME`.
  package var scope: String
  package var name: String
  package var bucket: TokenBucket

  package init(scope: String, name: String, bucket: TokenBucket) {
    self.scope = scope
    self.name = name
    self.bucket = bucket
  }
}
