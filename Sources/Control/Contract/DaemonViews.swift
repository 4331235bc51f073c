package import Domain

/// The daemon at a glance: what `belfry status` prints.
package struct StatusView: Codable, Hashable, Sendable {
  package var version: String
  package var state: DaemonState
  package var startedAt: String
  package var now: String
  /// The schedule's zone.
  package var timezone: String
  package var generation: GenerationView?
  /// `ok`, or what is the matter with the clock.
  package var clock: String
  package var diskFreeBytes: Int64
  package var next: [UpcomingView]
  package var queue: QueueCounts
  package var accounts: [AccountView]
  /// The oldest of those that wait for a person, at most 20.
  package var attention: [DeliveryView]
  package var attentionTotal: Int
  /// The store was put back from a copy, and nothing visible is sent; absent otherwise.
  package var quarantine: QuarantineView?

  package init(
    version: String, state: DaemonState, startedAt: String, now: String, timezone: String,
    generation: GenerationView? = nil, clock: String, diskFreeBytes: Int64, next: [UpcomingView],
    queue: QueueCounts, accounts: [AccountView], attention: [DeliveryView], attentionTotal: Int,
    quarantine: QuarantineView? = nil
  ) {
    self.version = version
    self.state = state
    self.startedAt = startedAt
    self.now = now
    self.timezone = timezone
    self.generation = generation
    self.clock = clock
    self.diskFreeBytes = diskFreeBytes
    self.next = next
    self.queue = queue
    self.accounts = accounts
    self.attention = attention
    self.attentionTotal = attentionTotal
    self.quarantine = quarantine
  }
}

/// What the daemon is doing.
package enum DaemonState: String, Codable, Hashable, Sendable, CaseIterable {
  case starting, ready, reloading, stopping
  /// It crashed too often and sends nothing until a person looks.
  case safeMode = "safe mode"
  /// No daemon runs; the store was read in-process.
  case offline
}

/// An accepted state of the files.
package struct GenerationView: Codable, Hashable, Sendable {
  package var id: GenerationID
  package var at: String
  /// The commit of the files, if they are in a git checkout.
  package var commit: String?
  /// Files that differ from the commit.
  package var uncommitted: [String]

  package init(id: GenerationID, at: String, commit: String? = nil, uncommitted: [String]) {
    self.id = id
    self.at = at
    self.commit = commit
    self.uncommitted = uncommitted
  }
}

/// A post that goes out soon.
package struct UpcomingView: Codable, Hashable, Sendable {
  package var uid: PostUID
  package var due: String
  package var accounts: [AccountName]

  package init(uid: PostUID, due: String, accounts: [AccountName]) {
    self.uid = uid
    self.due = due
    self.accounts = accounts
  }
}

/// Whether every part works.
package struct HealthView: Codable, Hashable, Sendable {
  /// The worst of the checks.
  package var status: HealthStatus
  package var checks: [HealthCheck]

  package init(status: HealthStatus, checks: [HealthCheck]) {
    self.status = status
    self.checks = checks
  }
}

/// How well a part works, the best first.
package enum HealthStatus: String, Codable, Hashable, Sendable, CaseIterable {
  case ok, degraded, failed
}

/// One part's health.
package struct HealthCheck: Codable, Hashable, Sendable {
  /// The part, such as `store`, `queue`, `clock`, `disk` or `platform:mastodon`.
  package var name: String
  package var status: HealthStatus
  package var message: String
  /// Measures by name, with the unit in the name: `free_bytes`, `published_per_minute`.
  package var values: [String: Double]

  package init(name: String, status: HealthStatus, message: String, values: [String: Double]) {
    self.name = name
    self.status = status
    self.message = message
    self.values = values
  }
}

/// What a reload would do.
package struct PlanView: Codable, Hashable, Sendable {
  package var timezone: String
  package var changes: [PlanChangeView]
  /// Everything wrong or odd in the files.
  package var diagnostics: [DiagnosticView]
  /// How full limits would be on the days that change.
  package var quotas: [QuotaView]
  /// What posts will cost, by account and month, where networks charge for calls.
  package var costs: [PlannedCostView]
  /// More posts would vanish than the guard allows without force.
  package var massRemoval: MassRemovalView?
  /// The commit of the files, if they are in a git checkout.
  package var commit: String?
  package var uncommitted: [String]

  package init(
    timezone: String, changes: [PlanChangeView], diagnostics: [DiagnosticView], quotas: [QuotaView],
    costs: [PlannedCostView] = [], massRemoval: MassRemovalView? = nil, commit: String? = nil,
    uncommitted: [String]
  ) {
    self.timezone = timezone
    self.changes = changes
    self.diagnostics = diagnostics
    self.quotas = quotas
    self.costs = costs
    self.massRemoval = massRemoval
    self.commit = commit
    self.uncommitted = uncommitted
  }
}

/// One post's part of a plan.
package struct PlanChangeView: Codable, Hashable, Sendable {
  package var kind: Kind
  package var uid: PostUID
  /// The new time, RFC 3339.
  package var due: String?
  /// The time so far, RFC 3339.
  package var dueBefore: String?
  package var accounts: [AccountName]
  /// What else there is to say.
  package var note: String?

  package init(
    kind: Kind, uid: PostUID, due: String? = nil, dueBefore: String? = nil, accounts: [AccountName],
    note: String? = nil
  ) {
    self.kind = kind
    self.uid = uid
    self.due = due
    self.dueBefore = dueBefore
    self.accounts = accounts
    self.note = note
  }

  /// What happens to the post.
  package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    case add, revise, reschedule, cancel, revive
    case tooLate = "too late"
  }
}

/// A finding about the files.
package struct DiagnosticView: Codable, Hashable, Sendable {
  package var file: String
  package var line: Int
  package var column: Int
  package var severity: Severity
  package var message: String
  package var hint: String?

  package init(
    file: String, line: Int, column: Int, severity: Severity, message: String, hint: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.severity = severity
    self.message = message
    self.hint = hint
  }

  /// Whether the files can be used all the same.
  package enum Severity: String, Codable, Hashable, Sendable, CaseIterable {
    case error, warning
  }
}

/// How full an account's limit would be on one day.
package struct QuotaView: Codable, Hashable, Sendable {
  /// The first of those that share the limit.
  package var account: AccountName
  /// `2026-12-01`.
  package var day: String
  /// The limit's name; `own.posts` is the owner's.
  package var limit: String
  /// What is counted, such as `posts` or `units`.
  package var unit: String
  package var used: Int
  package var capacity: Int

  package init(
    account: AccountName, day: String, limit: String, unit: String, used: Int, capacity: Int
  ) {
    self.account = account
    self.day = day
    self.limit = limit
    self.unit = unit
    self.used = used
    self.capacity = capacity
  }
}

/// What an account's posts of one month will cost, in US dollars.
package struct PlannedCostView: Codable, Hashable, Sendable {
  package var account: AccountName
  /// `2026-12`, in UTC.
  package var month: String
  /// What is still to come, such as `3.425`.
  package var planned: String
  /// What is spent in that month already.
  package var spent: String
  /// What the account may spend in a month; absent without a budget.
  package var budget: String?

  package init(
    account: AccountName, month: String, planned: String, spent: String, budget: String? = nil
  ) {
    self.account = account
    self.month = month
    self.planned = planned
    self.spent = spent
    self.budget = budget
  }
}

/// How many posts would vanish.
package struct MassRemovalView: Codable, Hashable, Sendable {
  package var removed: Int
  package var pending: Int

  package init(removed: Int, pending: Int) {
    self.removed = removed
    self.pending = pending
  }
}

/// What became of a reload.
package struct ReloadReport: Codable, Hashable, Sendable {
  package var state: State
  package var generation: GenerationView?
  package var plan: PlanView

  package init(state: State, generation: GenerationView? = nil, plan: PlanView) {
    self.state = state
    self.generation = generation
    self.plan = plan
  }

  /// How a reload ended.
  package enum State: String, Codable, Hashable, Sendable, CaseIterable {
    case applied, unchanged
    /// The files are wrong or remove too much; the old generation stays.
    case refused
    case working
  }
}

/// The vault's keys, never their values.
package struct KeysView: Codable, Hashable, Sendable {
  /// Where the master key comes from, such as `credential:belfry-key`.
  package var masterKey: String
  package var keys: [DataKeyView]
  /// Secrets that are still sealed with an older key.
  package var toRewrap: Int

  package init(masterKey: String, keys: [DataKeyView], toRewrap: Int) {
    self.masterKey = masterKey
    self.keys = keys
    self.toRewrap = toRewrap
  }
}

/// One data key.
package struct DataKeyView: Codable, Hashable, Sendable {
  package var id: Int64
  package var createdAt: String
  package var isPrimary: Bool
  /// Values that are sealed with it.
  package var secrets: Int

  package init(id: Int64, createdAt: String, isPrimary: Bool, secrets: Int) {
    self.id = id
    self.createdAt = createdAt
    self.isPrimary = isPrimary
    self.secrets = secrets
  }
}

/// Whether the audit log is whole.
package struct AuditVerdict: Codable, Hashable, Sendable {
  package var isWhole: Bool
  package var lines: Int64
  /// Hexadecimal hash of the last line.
  package var head: String
  /// The first line that does not fit.
  package var brokenAt: Int64?
  package var message: String?

  package init(
    isWhole: Bool, lines: Int64, head: String, brokenAt: Int64? = nil, message: String? = nil
  ) {
    self.isWhole = isWhole
    self.lines = lines
    self.head = head
    self.brokenAt = brokenAt
    self.message = message
  }
}

/// Where a sign-in is.
package struct ConnectState: Codable, Hashable, Sendable {
  package var account: AccountName
  /// Hand it back with the next value.
  package var session: Int64
  package var state: State
  /// A page to open in a browser.
  package var url: String?
  /// The name of the value that is asked for.
  package var input: String?
  /// How to ask a person for it.
  package var prompt: String?
  /// The only values that are possible, where there is a choice.
  package var options: [InputOption]?
  /// Whether the value must not be shown while it is typed.
  package var isSecret: Bool
  /// Who the account turned out to be.
  package var handle: String?
  package var error: ErrorObject?

  package init(
    account: AccountName, session: Int64, state: State, url: String? = nil, input: String? = nil,
    prompt: String? = nil, options: [InputOption]? = nil, isSecret: Bool, handle: String? = nil,
    error: ErrorObject? = nil
  ) {
    self.account = account
    self.session = session
    self.state = state
    self.url = url
    self.input = input
    self.prompt = prompt
    self.options = options
    self.isSecret = isSecret
    self.handle = handle
    self.error = error
  }

  /// What the sign-in is waiting for.
  package enum State: String, Codable, Hashable, Sendable, CaseIterable {
    case working, input, done, failed
  }
}

/// One line of the log.
package struct LogLine: Codable, Hashable, Sendable {
  package var at: String
  package var level: LogLevel
  package var message: String
  package var fields: [String: String]

  package init(at: String, level: LogLevel, message: String, fields: [String: String]) {
    self.at = at
    self.level = level
    self.message = message
    self.fields = fields
  }
}
