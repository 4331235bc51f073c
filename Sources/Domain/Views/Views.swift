/// What people and programs see: read models that the store fills, the control API serves and the
/// command line prints. Names become `snake_case` in JSON; they are a contract, so members are
/// added and never renamed.

/// A slice of a longer list.
package struct Page<Item: Sendable & Codable & Hashable>: Hashable, Sendable, Codable {
  package var items: [Item]
  /// Hand it back to get the next slice; absent at the end.
  package var next: String?
  /// How many there are in all, when that is cheap to know.
  package var total: Int?

  package init(items: [Item], next: String? = nil, total: Int? = nil) {
    self.items = items
    self.next = next
    self.total = total
  }
}

/// A filter over deliveries; every condition that is set must hold.
package struct DeliveryFilter: Hashable, Sendable, Codable {
  package var states: [DeliveryState]
  package var accounts: [AccountName]
  package var platform: PlatformName?
  package var project: String?
  /// Part of the uid.
  package var post: String?
  package var dueFrom: Instant?
  /// Exclusive.
  package var dueUntil: Instant?
  package var deliveries: [DeliveryID]

  package init(
    states: [DeliveryState] = [], accounts: [AccountName] = [], platform: PlatformName? = nil,
    project: String? = nil, post: String? = nil, dueFrom: Instant? = nil,
    dueUntil: Instant? = nil, deliveries: [DeliveryID] = []
  ) {
    self.states = states
    self.accounts = accounts
    self.platform = platform
    self.project = project
    self.post = post
    self.dueFrom = dueFrom
    self.dueUntil = dueUntil
    self.deliveries = deliveries
  }
}

/// One row of the queue.
package struct DeliveryView: Hashable, Sendable, Codable {
  package var id: DeliveryID
  package var uid: PostUID
  package var account: AccountName
  package var platform: PlatformName
  package var placement: String
  package var project: String?
  package var status: OuterDeliveryStatus
  /// The inner state's word.
  package var state: String
  package var due: String
  package var notBefore: String?
  package var text: String
  package var attempts: Int
  package var maxAttempts: Int
  package var cause: String?
  package var question: String?
  package var error: ErrorObject?
  package var remoteId: String?
  package var remoteUrl: String?
  package var settledAt: String?

  package init(
    id: DeliveryID, uid: PostUID, account: AccountName, platform: PlatformName, placement: String,
    project: String?, status: OuterDeliveryStatus, state: String, due: String, notBefore: String?,
    text: String, attempts: Int, maxAttempts: Int, cause: String?, question: String?,
    error: ErrorObject?, remoteId: String?, remoteUrl: String?, settledAt: String?
  ) {
    self.id = id
    self.uid = uid
    self.account = account
    self.platform = platform
    self.placement = placement
    self.project = project
    self.status = status
    self.state = state
    self.due = due
    self.notBefore = notBefore
    self.text = text
    self.attempts = attempts
    self.maxAttempts = maxAttempts
    self.cause = cause
    self.question = question
    self.error = error
    self.remoteId = remoteId
    self.remoteUrl = remoteUrl
    self.settledAt = settledAt
  }
}

/// A post with its deliveries and every attempt: what `belfry show` prints.
package struct PostView: Hashable, Sendable, Codable {
  package var uid: PostUID
  package var status: OuterPostStatus
  package var due: String
  package var zone: String
  package var project: String?
  package var deliveries: [DeliveryView]
  package var parts: [PublishedPartView]
  package var attempts: [AttemptView]

  package init(
    uid: PostUID, status: OuterPostStatus, due: String, zone: String, project: String?,
    deliveries: [DeliveryView], parts: [PublishedPartView], attempts: [AttemptView]
  ) {
    self.uid = uid
    self.status = status
    self.due = due
    self.zone = zone
    self.project = project
    self.deliveries = deliveries
    self.parts = parts
    self.attempts = attempts
  }
}

/// A part that is public.
package struct PublishedPartView: Hashable, Sendable, Codable {
  package var delivery: DeliveryID
  package var part: Int
  package var remoteId: String
  package var remoteUrl: String?
  package var evidence: Evidence

  package init(
    delivery: DeliveryID, part: Int, remoteId: String, remoteUrl: String?, evidence: Evidence
  ) {
    self.delivery = delivery
    self.part = part
    self.remoteId = remoteId
    self.remoteUrl = remoteUrl
    self.evidence = evidence
  }
}

/// One attempt of one call.
package struct AttemptView: Hashable, Sendable, Codable {
  package var delivery: DeliveryID
  package var run: Int
  package var step: String
  package var attempt: Int
  package var kind: String
  package var method: String
  /// Without its query.
  package var url: String
  package var at: String
  package var outcome: String
  package var status: Int?
  package var tookMs: Int?
  /// The beginning of the answer's body.
  package var answer: String?

  package init(
    delivery: DeliveryID, run: Int, step: String, attempt: Int, kind: String, method: String,
    url: String, at: String, outcome: String, status: Int?, tookMs: Int?, answer: String?
  ) {
    self.delivery = delivery
    self.run = run
    self.step = step
    self.attempt = attempt
    self.kind = kind
    self.method = method
    self.url = url
    self.at = at
    self.outcome = outcome
    self.status = status
    self.tookMs = tookMs
    self.answer = answer
  }
}

/// An account and how it is doing.
package struct AccountView: Hashable, Sendable, Codable {
  package var name: AccountName
  package var platform: PlatformName
  package var project: String?
  package var state: String
  package var reason: String?
  package var handle: String?
  package var nextDue: String?
  package var publishedToday: Int
  package var pending: Int
  package var limits: [LimitView]
  package var token: TokenView?
  /// `closed`, or until when calls are held back.
  package var circuit: String
  /// What it spends, on networks that charge for calls; absent elsewhere.
  package var spending: SpendingView?

  package init(
    name: AccountName, platform: PlatformName, project: String?, state: String, reason: String?,
    handle: String?, nextDue: String?, publishedToday: Int, pending: Int, limits: [LimitView],
    token: TokenView?, circuit: String,
    spending: SpendingView? = nil
  ) {
    self.name = name
    self.platform = platform
    self.project = project
    self.state = state
    self.reason = reason
    self.handle = handle
    self.nextDue = nextDue
    self.publishedToday = publishedToday
    self.pending = pending
    self.limits = limits
    self.token = token
    self.circuit = circuit
    self.spending = spending
  }
}

/// What an account spent in the present month, in US dollars.
package struct SpendingView: Hashable, Sendable, Codable {
  /// `2026-12`, in UTC.
  package var month: String
  /// Such as `3.425`.
  package var spent: String
  /// What it may spend; absent without a budget.
  package var budget: String?
  /// Calls that cost something.
  package var calls: Int

  package init(month: String, spent: String, budget: String?, calls: Int) {
    self.month = month
    self.spent = spent
    self.budget = budget
    self.calls = calls
  }
}

/// What is left of a limit.
package struct LimitView: Hashable, Sendable, Codable {
  package var name: String
  package var unit: String
  package var left: Int
  package var capacity: Int
  package var perSeconds: Int
  package var fullAt: String?

  package init(
    name: String, unit: String, left: Int, capacity: Int, perSeconds: Int, fullAt: String?
  ) {
    self.name = name
    self.unit = unit
    self.left = left
    self.capacity = capacity
    self.perSeconds = perSeconds
    self.fullAt = fullAt
  }
}

/// A token's age, never its value.
package struct TokenView: Hashable, Sendable, Codable {
  package var obtainedAt: String
  package var accessExpires: String?
  package var refreshExpires: String?
  package var scopes: [String]

  package init(
    obtainedAt: String, accessExpires: String?, refreshExpires: String?, scopes: [String]
  ) {
    self.obtainedAt = obtainedAt
    self.accessExpires = accessExpires
    self.refreshExpires = refreshExpires
    self.scopes = scopes
  }
}

/// A notice and whether it was delivered.
package struct NoticeView: Hashable, Sendable, Codable {
  package var id: Int64
  package var at: String
  package var kind: Notice.Kind
  package var title: String
  package var body: String
  package var isDelivered: Bool

  package init(
    id: Int64, at: String, kind: Notice.Kind, title: String, body: String, isDelivered: Bool
  ) {
    self.id = id
    self.at = at
    self.kind = kind
    self.title = title
    self.body = body
    self.isDelivered = isDelivered
  }
}

/// A line of the audit log.
package struct AuditView: Hashable, Sendable, Codable {
  package var seq: Int64
  package var at: String
  package var actor: String
  package var action: String
  package var subject: String
  package var detail: JSON
  /// Hexadecimal SHA-256 over the previous line's hash and this line.
  package var hash: String

  package init(
    seq: Int64, at: String, actor: String, action: String, subject: String, detail: JSON,
    hash: String
  ) {
    self.seq = seq
    self.at = at
    self.actor = actor
    self.action = action
    self.subject = subject
    self.detail = detail
    self.hash = hash
  }
}

/// Something that happened, for logs and the event stream.
package struct EventView: Hashable, Sendable, Codable {
  /// Grows by one with every event; hand it back to go on from there.
  package var seq: Int64
  package var at: String
  /// The audit log's vocabulary: `delivery.published`, `account.connected` …
  package var action: String
  package var subject: String
  package var detail: JSON

  package init(seq: Int64, at: String, action: String, subject: String, detail: JSON) {
    self.seq = seq
    self.at = at
    self.action = action
    self.subject = subject
    self.detail = detail
  }
}

/// How many deliveries are in which state, and the like; summaries that the store keeps.
package struct QueueCounts: Hashable, Sendable, Codable {
  /// By the inner state's word.
  package var states: [String: Int]
  package var publishedToday: Int
  package var refusedToday: Int

  package init(states: [String: Int], publishedToday: Int, refusedToday: Int) {
    self.states = states
    self.publishedToday = publishedToday
    self.refusedToday = refusedToday
  }
}
