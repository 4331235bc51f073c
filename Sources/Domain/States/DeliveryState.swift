/// Where a delivery is on its way. The numbers are stored; the drawing is docs/states.md, and a
/// test holds enum, drawing and the store's table together.
package enum DeliveryState: Int, Hashable, Sendable, CaseIterable, Codable {
  /// Being written; goes nowhere by itself.
  case draft = 0
  /// Waits for an approver.
  case awaitingApproval = 1
  /// Accepted; waits for its time.
  case scheduled = 2
  /// Harmless calls are under way: uploads, containers, reads.
  case preparing = 3
  /// Everything is ready; the next call would be visible.
  case armed = 4
  /// A visible call is committed and may have left.
  case publishing = 5
  /// The network took it and works on it.
  case confirming = 6
  /// The outcome of a visible call is unknown; the network is being asked.
  case doubtful = 7
  /// Its account, the clock or the disk stand in the way; nothing is lost.
  case blocked = 8
  case published = 9
  /// The network will not take it.
  case refused = 10
  /// Too late to be worth publishing, by its own policy.
  case expired = 11
  case cancelled = 12
  /// Waits for a person's answer to a question.
  case attention = 13

  /// The word for it in the store, in JSON and on the terminal.
  package var word: String {
    switch self {
    case .draft: "draft"
    case .awaitingApproval: "awaiting approval"
    case .scheduled: "scheduled"
    case .preparing: "preparing"
    case .armed: "armed"
    case .publishing: "publishing"
    case .confirming: "confirming"
    case .doubtful: "doubtful"
    case .blocked: "blocked"
    case .published: "published"
    case .refused: "refused"
    case .expired: "expired"
    case .cancelled: "cancelled"
    case .attention: "attention"
    }
  }

  /// Nothing happens to it any more without a person.
  package var isSettled: Bool {
    switch self {
    case .published, .refused, .expired, .cancelled, .attention: true
    default: false
    }
  }

  /// No visible call has been committed yet, so that it can still be changed or cancelled.
  package var canBeChanged: Bool {
    switch self {
    case .draft, .awaitingApproval, .scheduled, .preparing, .armed, .blocked: true
    default: false
    }
  }

  /// It ended without being out, so that a change of its post may begin it anew.
  package var hasFailed: Bool { self == .refused || self == .expired }

  /// The states that may follow. `published` is final; the other settled states can be left by a
  /// person's word or by a change of the files.
  package var successors: Set<DeliveryState> {
    switch self {
    case .draft: [.awaitingApproval, .scheduled, .cancelled]
    case .awaitingApproval: [.draft, .scheduled, .cancelled, .expired, .attention]
    case .scheduled:
      [
        .awaitingApproval, .preparing, .armed, .publishing, .blocked, .refused, .expired,
        .cancelled,
        .attention,
      ]
    case .preparing:
      [
        .awaitingApproval, .scheduled, .armed, .publishing, .blocked, .refused, .expired,
        .cancelled, .attention,
      ]
    case .armed:
      [
        .awaitingApproval, .scheduled, .preparing, .publishing, .blocked, .refused, .expired,
        .cancelled, .attention,
      ]
    case .publishing:
      [.armed, .preparing, .confirming, .doubtful, .blocked, .published, .refused, .attention]
    case .confirming: [.armed, .published, .refused, .doubtful, .attention]
    case .doubtful: [.armed, .published, .confirming, .refused, .attention]
    case .blocked:
      [
        .publishing, .awaitingApproval, .scheduled, .preparing, .armed, .expired, .cancelled,
        .attention,
        .doubtful,
      ]
    case .published: []
    case .refused: [.awaitingApproval, .scheduled, .cancelled]
    case .expired: [.awaitingApproval, .scheduled, .cancelled]
    case .cancelled: [.scheduled, .awaitingApproval]
    case .attention:
      [.awaitingApproval, .scheduled, .armed, .published, .refused, .cancelled, .doubtful]
    }
  }
}

/// Why a delivery is blocked.
package enum BlockCause: String, Hashable, Sendable, Codable, CaseIterable {
  /// Nobody signed in to the account yet.
  case notConnected = "not connected"
  case signIn = "sign in"
  case accountDisabled = "account disabled"
  case circuitOpen = "circuit open"
  case clock
  case disk
  /// A network must fetch its media, and the place that hands them out does not work.
  case media
  /// What the account may spend in a month is spent.
  case budget
  /// The platform has ended the version of its API that accounts.yaml names.
  case apiVersion = "api version"
  /// The database was restored from a backup and is not trusted yet.
  case quarantine
}

/// What a person is asked about a delivery in attention.
package enum Question: String, Hashable, Sendable, Codable, CaseIterable {
  /// It may be out; the network cannot say.
  case mayBePublished = "may have been published"
  /// Some parts of a thread are out, and the rest cannot follow.
  case partial
  /// It could not go out within its grace, and its policy says `ask`.
  case late
  /// Every attempt failed.
  case attemptsUsedUp = "attempts used up"
  /// It was under way at two crashes in a row.
  case poison
  /// The store was put back from a copy, and it may have gone out since the copy was made.
  case restored = "restored from a copy"
  /// The same, and it waited for an approver when the copy was made: one may have let it go since.
  case restoredUnapproved = "restored from a copy, not approved"
  /// Its journal does not fit the recipe.
  case brokenJournal = "broken journal"
}

extension Question {
  /// It came up because the store was put back from a copy.
  package var isOfQuarantine: Bool { self == .restored || self == .restoredUnapproved }
}

/// What people and the API call the state of a delivery.
package enum OuterDeliveryStatus: String, Hashable, Sendable, Codable, CaseIterable {
  case draft
  case awaitingApproval = "awaiting approval"
  case pending, publishing, retrying
  case inDoubt = "in doubt"
  case blocked, published, failed, cancelled
  case needsYou = "needs you"

  /// - Parameter tries: how many attempts failed so far.
  package init(_ state: DeliveryState, tries: Int) {
    self =
      switch state {
      case .draft: .draft
      case .awaitingApproval: .awaitingApproval
      case .scheduled, .preparing, .armed: tries > 0 ? .retrying : .pending
      case .publishing, .confirming: .publishing
      case .doubtful: .inDoubt
      case .blocked: .blocked
      case .published: .published
      case .refused, .expired: .failed
      case .cancelled: .cancelled
      case .attention: .needsYou
      }
  }
}

/// What people and the API call the state of a post: the sum of its deliveries.
package enum OuterPostStatus: String, Hashable, Sendable, Codable, CaseIterable {
  case draft
  case awaitingApproval = "awaiting approval"
  case scheduled, publishing, published, partial, failed, cancelled

  package init(of states: [DeliveryState]) {
    let live = states.filter { $0 != .cancelled }
    if live.isEmpty {
      self = .cancelled
    } else if live.allSatisfy({ $0 == .draft }) {
      self = .draft
    } else if live.allSatisfy({ $0 == .published }) {
      self = .published
    } else if live.allSatisfy(\.isSettled) {
      self = live.contains(.published) ? .partial : .failed
    } else if live.allSatisfy({ $0 == .awaitingApproval || $0 == .draft }) {
      self = .awaitingApproval
    } else if live.contains(where: {
      $0.rawValue >= DeliveryState.preparing.rawValue && $0 != .blocked
    }) {
      self = .publishing
    } else {
      self = .scheduled
    }
  }
}
