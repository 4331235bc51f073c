package import Domain

/// The outcome of a post to one or many accounts.
package struct PostResult: Codable, Hashable, Sendable {
  package var uid: PostUID
  package var result: PostOutcome
  package var status: OuterPostStatus
  /// RFC 3339.
  package var due: String
  /// Where the latest state is to be had.
  package var address: String
  /// The first answer to a request with this uid, given again.
  package var isReplay: Bool
  package var isDryRun: Bool
  package var results: [TargetResult]

  package init(
    uid: PostUID, result: PostOutcome, status: OuterPostStatus, due: String, address: String,
    isReplay: Bool, isDryRun: Bool, results: [TargetResult]
  ) {
    self.uid = uid
    self.result = result
    self.status = status
    self.due = due
    self.address = address
    self.isReplay = isReplay
    self.isDryRun = isDryRun
    self.results = results
  }
}

/// The sum of what became of a post's deliveries.
package enum PostOutcome: String, Codable, Hashable, Sendable, CaseIterable {
  /// Every delivery is published.
  case success = "SUCCESS"
  /// Some are published, and the rest will not be without a person.
  case partial = "PARTIAL"
  /// None is published, and none will be without a person.
  case failed = "FAILED"
  /// Something is still to come.
  case pending = "PENDING"

  /// The sum of `statuses`; no deliveries count as a failure.

  package init(of statuses: [OuterDeliveryStatus]) {
    let live = statuses.filter { $0 != .cancelled }
    if live.contains(where: { !$0.isSettled }) {
      self = .pending
    } else if live.isEmpty || !live.contains(.published) {
      self = .failed
    } else {
      self = live.allSatisfy { $0 == .published } ? .success : .partial
    }
  }
}

extension OuterDeliveryStatus {
  /// Nothing happens to it any more without a person.
  package var isSettled: Bool {
    switch self {
    case .published, .failed, .cancelled, .needsYou: true
    case .draft, .awaitingApproval, .pending, .publishing, .retrying, .inDoubt, .blocked: false
    }
  }
}

/// One account's part of a post's outcome.
package struct TargetResult: Codable, Hashable, Sendable {
  package var account: AccountName
  package var placement: String
  package var delivery: DeliveryID?
  package var status: OuterDeliveryStatus
  package var remoteId: String?
  package var remoteUrl: String?
  package var error: ErrorObject?

  package init(
    account: AccountName, placement: String, delivery: DeliveryID? = nil,
    status: OuterDeliveryStatus, remoteId: String? = nil, remoteUrl: String? = nil,
    error: ErrorObject? = nil
  ) {
    self.account = account
    self.placement = placement
    self.delivery = delivery
    self.status = status
    self.remoteId = remoteId
    self.remoteUrl = remoteUrl
    self.error = error
  }

  package init(_ delivery: DeliveryView) {
    self.init(
      account: delivery.account, placement: delivery.placement, delivery: delivery.id,
      status: delivery.status, remoteId: delivery.remoteId, remoteUrl: delivery.remoteUrl,
      error: delivery.error)
  }
}

/// What became of an edit.
package struct EditReply: Codable, Hashable, Sendable {
  package var uid: PostUID
  /// Whether the post was changed (or would be, in a dry run).
  package var isApplied: Bool
  package var isDryRun: Bool
  /// The accounts on which it is changed (or would be).
  package var accounts: [AccountName]
  /// For a post that a file owns: the change to commit, as a unified diff.
  package var patch: String?
  /// The file that owns the post.
  package var file: String?
  package var deliveries: [DeliveryView]

  package init(
    uid: PostUID, isApplied: Bool, isDryRun: Bool, accounts: [AccountName] = [],
    patch: String? = nil, file: String? = nil, deliveries: [DeliveryView]
  ) {
    self.uid = uid
    self.isApplied = isApplied
    self.isDryRun = isDryRun
    self.accounts = accounts
    self.patch = patch
    self.file = file
    self.deliveries = deliveries
  }
}

/// What an action did, or would do.
package struct ActionReport: Codable, Hashable, Sendable {
  package var isDryRun: Bool
  /// How many deliveries it changed, or would change.
  package var changed: Int
  /// How many it left alone, with the reasons in `results`.
  package var skipped: Int
  /// At most 1,000 of them.
  package var results: [ActionResult]

  package init(isDryRun: Bool, changed: Int, skipped: Int, results: [ActionResult]) {
    self.isDryRun = isDryRun
    self.changed = changed
    self.skipped = skipped
    self.results = results
  }
}

/// One delivery's part of an action.
package struct ActionResult: Codable, Hashable, Sendable {
  package var delivery: DeliveryID
  package var uid: PostUID
  package var account: AccountName
  package var status: OuterDeliveryStatus
  /// Why it was left alone.
  package var error: ErrorObject?

  package init(
    delivery: DeliveryID, uid: PostUID, account: AccountName, status: OuterDeliveryStatus,
    error: ErrorObject? = nil
  ) {
    self.delivery = delivery
    self.uid = uid
    self.account = account
    self.status = status
    self.error = error
  }
}

/// How an import went, or how far it is.
package struct ImportReport: Codable, Hashable, Sendable {
  /// Names the import: the file's hash.
  package var batch: String
  package var state: State
  package var isDryRun: Bool
  package var rows: Int
  /// Rows that are done.
  package var done: Int
  package var added: Int
  /// Rows that were imported before.
  package var unchanged: Int
  /// At most 1,000 of them.
  package var errors: [RowError]

  package init(
    batch: String, state: State, isDryRun: Bool, rows: Int, done: Int, added: Int, unchanged: Int,
    errors: [RowError]
  ) {
    self.batch = batch
    self.state = state
    self.isDryRun = isDryRun
    self.rows = rows
    self.done = done
    self.added = added
    self.unchanged = unchanged
    self.errors = errors
  }

  /// Where an import is.
  package enum State: String, Codable, Hashable, Sendable, CaseIterable {
    case working, done
    /// Nothing was taken, for the reasons in `errors`.
    case refused
  }
}

/// What is wrong with a row of a CSV file.
package struct RowError: Codable, Hashable, Sendable {
  /// Counted from 1, in the file.
  package var line: Int
  /// The column's name.
  package var column: String?
  package var message: String
  package var hint: String?

  package init(line: Int, column: String? = nil, message: String, hint: String? = nil) {
    self.line = line
    self.column = column
    self.message = message
    self.hint = hint
  }
}

/// Posts of a range, by day.
package struct CalendarView: Codable, Hashable, Sendable {
  /// The zone that the days are cut in.
  package var timezone: String
  package var days: [CalendarDayView]

  package init(timezone: String, days: [CalendarDayView]) {
    self.timezone = timezone
    self.days = days
  }
}

/// One day of the calendar; days without posts are left out.
package struct CalendarDayView: Codable, Hashable, Sendable {
  /// `2026-12-01`.
  package var day: String
  package var posts: [CalendarPostView]

  package init(day: String, posts: [CalendarPostView]) {
    self.day = day
    self.posts = posts
  }
}

/// A post on its day.
package struct CalendarPostView: Codable, Hashable, Sendable {
  package var uid: PostUID
  /// RFC 3339.
  package var due: String
  package var status: OuterPostStatus
  package var accounts: [AccountName]
  package var text: String
  package var project: String?

  package init(
    uid: PostUID, due: String, status: OuterPostStatus, accounts: [AccountName], text: String,
    project: String? = nil
  ) {
    self.uid = uid
    self.due = due
    self.status = status
    self.accounts = accounts
    self.text = text
    self.project = project
  }
}

/// Store posts as YAML.
package struct ExportView: Codable, Hashable, Sendable {
  package var posts: Int
  package var yaml: String

  package init(posts: Int, yaml: String) {
    self.posts = posts
    self.yaml = yaml
  }
}
