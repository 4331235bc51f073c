package import Domain

/// A post of the files: complete but for its time, which may depend on what the store knows.
package struct SnapshotPost: Hashable, Sendable {
  package var uid: PostUID
  package var when: When
  package var rules: PostRules
  package var targets: [DeclaredPost.Target]
  /// Where its id is written.
  package var place: Place
  /// Where its time is written.
  package var timePlace: Place
  /// Checked, but not scheduled.
  package var isDraft: Bool

  /// The forms of a time.
  package enum When: Hashable, Sendable {
    case at(Instant, zone: String)
    /// As soon as it is accepted.
    case now(zone: String)
    /// The next free time of a slot.
    case next(slot: String)
  }

  /// The post with its time.
  package func declared(due: DeclaredPost.Due) -> DeclaredPost {
    rules.post(uid, due: due, targets: targets, place: place)
  }
}

/// How a post is treated, apart from what it says and when.
package struct PostRules: Hashable, Sendable {
  package var late: LatePolicy
  package var grace: Duration
  package var needsApproval: Bool
  package var onEdit: EditPolicy
  package var attempts: Int
  package var project: String?

  /// How late a post may go out unless it says otherwise.
  package static let defaultGrace = Duration.seconds(2 * 3600)
  /// How often a passing failure is tried again unless the post says otherwise: for hours.
  package static let defaultAttempts = 20

  init(_ layers: Layers) {
    late = layers.text("late").flatMap { LatePolicy(rawValue: $0.value) } ?? .ask
    grace = layers.duration("grace") ?? PostRules.defaultGrace
    needsApproval = layers.boolean("approval") ?? false
    onEdit = layers.text("on_edit").flatMap { EditPolicy(rawValue: $0.value) } ?? .report
    attempts = layers.integer("attempts") ?? PostRules.defaultAttempts
    project = layers.text("project")?.value
  }

  func post(
    _ uid: PostUID, due: DeclaredPost.Due, targets: [DeclaredPost.Target],
    seriesItem: String? = nil, place: Place
  ) -> DeclaredPost {
    DeclaredPost(
      uid: uid, due: due, latePolicy: late, grace: grace, needsApproval: needsApproval,
      onEdit: onEdit, attempts: attempts, project: project, targets: targets,
      seriesItem: seriesItem, place: "\(place)")
  }
}
