/// A post as its owner declared it: validated, with its time resolved and one content per target.
package struct DeclaredPost: Hashable, Sendable {
  package var uid: PostUID
  package var due: Due
  package var latePolicy: LatePolicy
  /// How late the post may go out without asking anybody.
  package var grace: Duration
  /// The post waits for an approver.
  package var needsApproval: Bool
  /// What to do when the text changes after publishing.
  package var onEdit: EditPolicy
  /// How often a transient failure is tried again before the post needs a person.
  package var attempts: Int
  package var project: String?
  package var targets: [Target]
  /// For an occurrence of a series: which of the series' texts it carries.
  package var seriesItem: String?
  /// Where it was written: `schedule.yaml:12:5`, for messages.
  package var place: String

  package init(
    uid: PostUID, due: Due, latePolicy: LatePolicy, grace: Duration, needsApproval: Bool,
    onEdit: EditPolicy, attempts: Int, project: String?, targets: [Target],
    seriesItem: String? = nil, place: String
  ) {
    self.uid = uid
    self.due = due
    self.latePolicy = latePolicy
    self.grace = grace
    self.needsApproval = needsApproval
    self.onEdit = onEdit
    self.attempts = attempts
    self.project = project
    self.targets = targets
    self.seriesItem = seriesItem
    self.place = place
  }

  /// When a post goes out.
  package struct Due: Hashable, Sendable, Codable {
    package var instant: Instant
    /// The zone that people think in.
    package var zone: String
    /// The named slot that the post was given to, if its time is not its own.
    package var slot: String?

    package init(instant: Instant, zone: String, slot: String? = nil) {
      self.instant = instant
      self.zone = zone
      self.slot = slot
    }
  }

  /// One delivery of the post: an account and the place on it.
  package struct Target: Hashable, Sendable {
    package var account: AccountName
    /// `feed`, unless the network has more than one place to publish to.
    package var placement: String
    package var content: Content

    package init(account: AccountName, placement: String = "feed", content: Content) {
      self.account = account
      self.placement = placement
      self.content = content
    }
  }
}

/// What happens to a post that could not go out within its grace.
package enum LatePolicy: String, Hashable, Sendable, Codable, CaseIterable {
  case publish, skip, ask
}

/// What happens when a published post's text changes in its file.
package enum EditPolicy: String, Hashable, Sendable, Codable, CaseIterable {
  /// Say so, and leave the published post alone.
  case report
  /// Edit it where the network can.
  case sync
}

extension Instant: Codable {
  package init(from decoder: any Decoder) throws {
    self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }
}
