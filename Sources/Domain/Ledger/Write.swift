/// What the core writes. Decisions are values; the store carries them out in order, in one
/// transaction with everything else of the turn. Indirect, because lists of them are put together
/// again and again, and the largest is large.
package indirect enum Write: Hashable, Sendable {
  /// A call is about to leave: the frozen call, before it is sent.
  case intend(Intent)
  /// The outcome of a call. For a harmless call without a stored intent it stores the whole step.
  case settle(Settlement)
  /// What became known later about a visible step in doubt.
  case resolve(StepResolution)
  /// A delivery's new state, with what belongs to it.
  case delivery(DeliveryID, DeliveryChange)
  /// The queue columns of a flow.
  case flow(FlowRow)
  /// A run of the flow began, with this randomness: all that changes when its first call leaves.
  case started(FlowID, at: Instant, entropy: [UInt8])
  /// The flow is over.
  case finished(FlowID)
  /// A new flow without a delivery (connect, refresh, probe) or one that follows a delivery. An
  /// account has at most one open flow of such a kind: a second one only moves the first forward.
  case startFlow(NewFlow)
  /// Deliveries of the account that are blocked for one of these causes become ready at this time.
  case release(AccountID, causes: [BlockCause], at: Instant)
  /// No post sleeps beyond `until` or beyond its due time, whichever is later, and no sign-in and
  /// no renewal beyond `until`: the wall clock was set, and their waits were counted on the one
  /// before.
  case capWaits(until: Instant)
  case published(DeliveryID, PublishedPart)
  /// Where people find a part that was recorded without an address.
  case located(DeliveryID, part: Int, url: String)
  /// A part of the delivery was taken away from the network.
  case deleted(DeliveryID, part: Int)
  /// What is public has now the words of this revision.
  case edited(DeliveryID, revision: Int)
  case account(AccountID, AccountChange)
  case token(AccountID, TokenRow)
  case secrets([SealedSecret], AccountID)
  /// Forgets the account's tokens and all of its secrets.
  case forget(AccountID)
  case bucket(BucketRow)
  /// What an account spent in a month, with the call that it was spent on.
  case spending(SpendingRow)
  case notice(Notice)
  case audit(AuditEntry)
}

/// A journal row: one attempt of one step.
package struct Intent: Hashable, Sendable {
  package var flow: FlowID
  package var delivery: DeliveryID?
  package var account: AccountID
  package var run: Int
  package var step: String
  package var attempt: Int
  package var kind: CallClass
  package var part: Int
  /// Equal keys on one account cannot be told apart by reading; empty for calls nobody sees.
  package var matchKey: String
  package var call: Call
  package var callHash: [UInt8]
  package var at: Instant
  /// What the platform's own clock shows now; `nil` when no server has told the time yet.
  package var platformDate: Instant?

  package init(
    flow: FlowID, delivery: DeliveryID?, account: AccountID, run: Int, step: String, attempt: Int,
    kind: CallClass, part: Int, matchKey: String, call: Call, callHash: [UInt8], at: Instant,
    platformDate: Instant?
  ) {
    self.flow = flow
    self.delivery = delivery
    self.account = account
    self.run = run
    self.step = step
    self.attempt = attempt
    self.kind = kind
    self.part = part
    self.matchKey = matchKey
    self.call = call
    self.callHash = callHash
    self.at = at
    self.platformDate = platformDate
  }
}

/// The end of an attempt.
package struct Settlement: Hashable, Sendable {
  package var intent: Intent
  package var state: JournalEntry.State
  /// What the state proves. For a visible step this decides whether another one may follow.
  package var meaning: StepMeaning
  package var at: Instant
  /// From the first byte sent to the last received.
  package var took: Duration

  package init(
    intent: Intent, state: JournalEntry.State, meaning: StepMeaning, at: Instant, took: Duration
  ) {
    self.intent = intent
    self.state = state
    self.meaning = meaning
    self.at = at
    self.took = took
  }
}

/// What became known later about a visible step whose outcome was unknown.
package struct StepResolution: Hashable, Sendable {
  package var flow: FlowID
  package var run: Int
  package var step: String
  package var attempt: Int
  package var state: State

  package init(flow: FlowID, run: Int, step: String, attempt: Int, state: State) {
    self.flow = flow
    self.run = run
    self.step = step
    self.attempt = attempt
    self.state = state
  }

  /// What was found: the post, or that there is none; and how that is known.
  package enum State: Hashable, Sendable {
    case present(Remote, Evidence)
    case absent(Evidence)
  }
}

/// What the end of a step proves. `unknown` may be followed by `present` or `absent`; the others
/// are final.
package enum StepMeaning: Int, Hashable, Sendable, CaseIterable, Codable {
  /// It did what it should.
  case done = 1
  /// The platform answered that it made nothing.
  case refused = 2
  /// Not one byte left.
  case notSent = 3
  case unknown = 4
  /// In doubt before, and now known to be public.
  case present = 5
  /// In doubt before, and now known not to be.
  case absent = 6
}

/// A delivery's new state. `cause`, `question` and `reason` are replaced, `nil` included;
/// `evidence`, `settledAt` and `due` stay as they are when `nil`.
package struct DeliveryChange: Hashable, Sendable {
  package var state: DeliveryState
  package var cause: BlockCause?
  package var question: Question?
  package var reason: ErrorObject?
  package var evidence: Evidence?
  package var settledAt: Instant?
  /// A new due time, when a person sends a late post after all.
  package var due: Instant?

  package init(
    _ state: DeliveryState, cause: BlockCause? = nil, question: Question? = nil,
    reason: ErrorObject? = nil, evidence: Evidence? = nil, settledAt: Instant? = nil,
    due: Instant? = nil
  ) {
    self.state = state
    self.cause = cause
    self.question = question
    self.reason = reason
    self.evidence = evidence
    self.settledAt = settledAt
    self.due = due
  }
}

/// A flow to be started.
package struct NewFlow: Hashable, Sendable {
  package var kind: FlowKind
  package var account: AccountID
  package var delivery: DeliveryID?
  package var version: Int
  package var lane: Lane
  package var notBefore: Instant
  package var inputs: [String: FlowInput]

  package init(
    kind: FlowKind, account: AccountID, delivery: DeliveryID? = nil, version: Int, lane: Lane,
    notBefore: Instant, inputs: [String: FlowInput] = [:]
  ) {
    self.kind = kind
    self.account = account
    self.delivery = delivery
    self.version = version
    self.lane = lane
    self.notBefore = notBefore
    self.inputs = inputs
  }
}

/// What changed about an account; `nil` leaves a column as it is.
package struct AccountChange: Hashable, Sendable {
  package var state: AccountState?
  package var identity: Identity?
  package var server: JSON?
  package var reason: String?
  package var connectedAt: Instant?

  package init(
    state: AccountState? = nil, identity: Identity? = nil, server: JSON? = nil,
    reason: String? = nil, connectedAt: Instant? = nil
  ) {
    self.state = state
    self.identity = identity
    self.server = server
    self.reason = reason
    self.connectedAt = connectedAt
  }
}

/// Something that a person should know; delivered at least once, with its id.
package struct Notice: Hashable, Sendable, Codable {
  package var kind: Kind
  package var title: String
  package var body: String

  package init(_ kind: Kind, title: String, body: String) {
    self.kind = kind
    self.title = title
    self.body = body
  }

  /// What people can choose to be told about.
  package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    case attention
    case signIn = "sign in"
    case refused
    case expired
    case reload
    case clock
    case disk
    /// A file that a network must fetch cannot be handed out.
    case media
    case quota
    case crash
    case approval
  }
}

/// One line of the audit log.
package struct AuditEntry: Hashable, Sendable {
  /// `system:core`, `uid:1000`, `git:3f2a9c1` …
  package var actor: String
  /// What was done, in words from a closed vocabulary such as `delivery.published`.
  package var action: String
  /// What it was done to: `delivery:812`, `account:acme-sky`.
  package var subject: String
  package var detail: JSON

  package init(actor: String, action: String, subject: String, detail: JSON = .null) {
    self.actor = actor
    self.action = action
    self.subject = subject
    self.detail = detail
  }
}
