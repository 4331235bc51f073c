/// What the store knows about a post, as far as a plan needs it.
package struct StoredPost: Hashable, Sendable {
  package var uid: PostUID
  package var due: DeclaredPost.Due
  package var latePolicy: LatePolicy
  package var grace: Duration
  package var project: String?
  /// For an occurrence of a series: which of the series' texts it carries.
  package var seriesItem: String?
  package var deliveries: [StoredDelivery]
  /// The rest of how the post is treated; what is `nil` is not compared.
  package var needsApproval: Bool?
  package var onEdit: EditPolicy?
  package var attempts: Int?

  package init(
    uid: PostUID, due: DeclaredPost.Due, latePolicy: LatePolicy, grace: Duration,
    project: String?, seriesItem: String? = nil, deliveries: [StoredDelivery],
    needsApproval: Bool? = nil, onEdit: EditPolicy? = nil, attempts: Int? = nil
  ) {
    self.uid = uid
    self.due = due
    self.latePolicy = latePolicy
    self.grace = grace
    self.project = project
    self.seriesItem = seriesItem
    self.deliveries = deliveries
    self.needsApproval = needsApproval
    self.onEdit = onEdit
    self.attempts = attempts
  }

  /// One of its deliveries as the store has it.
  package struct StoredDelivery: Hashable, Sendable {
    package var id: DeliveryID
    package var account: AccountName
    package var placement: String
    package var state: DeliveryState
    /// SHA-256 of the canonical content at its revision.
    package var contentHash: [UInt8]
    /// It was cancelled because its files no longer named it, and may come back.
    package var cancelledByFiles: Bool
    /// A part of it is public or may be, so that it cannot be changed any more, whatever its state.
    package var hasPartsOut: Bool

    package init(
      id: DeliveryID, account: AccountName, placement: String, state: DeliveryState,
      contentHash: [UInt8], cancelledByFiles: Bool, hasPartsOut: Bool = false
    ) {
      self.id = id
      self.account = account
      self.placement = placement
      self.state = state
      self.contentHash = contentHash
      self.cancelledByFiles = cancelledByFiles
      self.hasPartsOut = hasPartsOut
    }
  }
}

/// What a new generation of the files would do. A value: `belfry plan` prints it, a reload
/// carries it out.
package struct Plan: Hashable, Sendable {
  package var posts: [PostChange]
  package var accounts: [AccountDeclaration]
  /// Posts that would be cancelled are more than the guard allows without `--force`.
  package var massRemoval: MassRemoval?

  package init(
    posts: [PostChange], accounts: [AccountDeclaration], massRemoval: MassRemoval? = nil
  ) {
    self.posts = posts
    self.accounts = accounts
    self.massRemoval = massRemoval
  }

  /// The guard: an unmounted directory is not an intention.
  package struct MassRemoval: Hashable, Sendable {
    package var removed: Int
    package var pending: Int

    package init(removed: Int, pending: Int) {
      self.removed = removed
      self.pending = pending
    }
  }

  /// An account of the files, or one that is gone from them (it becomes disabled, and is kept).
  package enum AccountDeclaration: Hashable, Sendable {
    case declare(DeclaredAccount)
    case disable(AccountName)
  }
}

/// One post's part of a plan. Unchanged posts are not in it.
package struct PostChange: Hashable, Sendable {
  package var uid: PostUID
  /// The post as declared; `nil` when its files no longer name it.
  package var declared: DeclaredPost?
  package var kind: Kind
  package var deliveries: [DeliveryPlan]

  package init(
    uid: PostUID, declared: DeclaredPost?, kind: Kind, deliveries: [DeliveryPlan]
  ) {
    self.uid = uid
    self.declared = declared
    self.kind = kind
    self.deliveries = deliveries
  }

  /// What a generation would do to the post.
  package enum Kind: String, Hashable, Sendable, Codable {
    case add
    /// Text, targets or settings changed.
    case revise
    /// Only the time changed.
    case reschedule
    case cancel
    /// Came back after its files had dropped it.
    case revive
    /// Changed, but everything of it is out or on its way.
    case tooLate
  }

  /// What happens to one delivery.
  package enum DeliveryPlan: Hashable, Sendable {
    case add(DeclaredPost.Target)
    /// New content for a delivery that can still be changed; it starts a new run.
    case revise(DeliveryID, DeclaredPost.Target)
    /// New content for a delivery that failed and whose time is gone; it goes out when a person
    /// tries it again.
    case amend(DeliveryID, DeclaredPost.Target)
    case reschedule(DeliveryID, account: AccountName)
    case cancel(DeliveryID, account: AccountName)
    case revive(DeliveryID, DeclaredPost.Target)
    /// New words for a delivery that is out, on a network that edits.
    case edit(DeliveryID, DeclaredPost.Target)
    /// Content changed after it was armed for the last time; recorded, warned about, not applied.
    case tooLate(DeliveryID, account: AccountName, state: DeliveryState)
  }
}

/// The result of applying a plan.
package struct GenerationSummary: Hashable, Sendable, Codable {
  package var id: GenerationID
  package var at: Instant
  /// The commit that the files were at, when they are in a git checkout.
  package var source: String
  package var added: Int
  package var revised: Int
  package var rescheduled: Int
  package var cancelled: Int
  package var revived: Int
  package var tooLate: Int

  package init(
    id: GenerationID, at: Instant, source: String, added: Int, revised: Int, rescheduled: Int,
    cancelled: Int, revived: Int, tooLate: Int
  ) {
    self.id = id
    self.at = at
    self.source = source
    self.added = added
    self.revised = revised
    self.rescheduled = rescheduled
    self.cancelled = cancelled
    self.revived = revived
    self.tooLate = tooLate
  }
}
