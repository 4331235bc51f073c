import Domain

/// Carries out changes of posts, one after the other, within one part of a turn.
struct PostChanger {
  let store: Store
  let at: Instant
  let actor: String
  /// The generation that the changes belong to; `nil` for posts that the store owns.
  let generation: GenerationID?
  /// What new posts are staged in; `nil` for changes that are in force with the turn.
  let staging: StagingID?
  let start: (DeclaredPost, DeclaredPost.Target) -> FlowStart
  /// The accounts that were looked up.
  private var accounts: [AccountName: Int64] = [:]
  private let quarantine: Quarantine?
  private var latest: (content: Content, row: Int64)?

  init(
    store: Store, at: Instant, actor: String, generation: GenerationID?,
    staging: StagingID? = nil, start: @escaping (DeclaredPost, DeclaredPost.Target) -> FlowStart
  ) throws {
    self.store = store
    self.at = at
    self.actor = actor
    self.generation = generation
    self.staging = staging
    self.start = start
    quarantine = try store.quarantine()
  }

  /// Carries out one post's part of a plan.
  ///
  /// A delivery that is out or on its way by now is left alone, whatever the plan says.
  ///
  /// - Returns: what became of the post: `tooLate` when nothing of it could be changed.
  mutating func carryOut(_ change: PostChange) throws -> PostChange.Kind {
    let post = try change.declared.map { try row(for: $0) }
    var changed = false
    for plan in change.deliveries {
      if try carryOut(plan, of: change.declared, in: post) { changed = true }
    }
    guard changed || (change.deliveries.isEmpty && change.kind != .tooLate) else {
      return .tooLate
    }
    if let declared = change.declared, let post, !post.isNew { try update(declared, post) }
    try record(PostChanger.action(change.kind), change.uid)
    return change.kind
  }

  /// A row of `post`, and the number that a new revision of it gets.
  struct PostRow {
    var id: Int64
    var nextRevision: Int
    var isNew: Bool
  }

  /// Inserts the post, which must be new.
  mutating func insert(_ post: DeclaredPost, fingerprint: [UInt8]?) throws -> PostRow {
    try store.connection.run(
      Posts.insert, post.uid.text, post.due.instant.milliseconds, post.due.zone, post.due.slot,
      post.latePolicy.rawValue, post.grace.wholeMilliseconds, post.needsApproval,
      post.onEdit.rawValue, post.attempts, post.project, post.seriesItem, post.place,
      fingerprint, generation?.number, staging?.number ?? 0)
    return PostRow(id: store.connection.lastInsertedRow, nextRevision: 1, isNew: true)
  }

  /// Adds a post that must be new, with all of its deliveries.
  mutating func addWhole(
    _ post: DeclaredPost, fingerprint: [UInt8]?
  ) throws -> (id: PostID, deliveries: [DeliveryID]) {
    let row = try insert(post, fingerprint: fingerprint)
    let deliveries = try post.targets.map { try add($0, of: post, in: row) }
    try record(staging == nil ? "post.added" : "post.staged", post.uid)
    return (PostID(row.id), deliveries)
  }

  private func record(_ action: String, _ uid: PostUID) throws {
    var detail: [String: JSON] = [:]
    if let generation { detail["generation"] = .integer(generation.number) }
    if let staging { detail["staging"] = .integer(staging.number) }
    try store.record(
      AuditEntry(
        actor: actor, action: action, subject: "post:\(uid)",
        detail: detail.isEmpty ? .null : .object(detail)), at: at)
  }

  /// Adds a delivery with its first revision and its flow.
  mutating func add(
    _ target: DeclaredPost.Target, of post: DeclaredPost, in row: PostRow
  ) throws -> DeliveryID {
    let account = try account(target.account, of: post)
    let content = try contentRow(target.content)
    let state: DeliveryState = post.needsApproval ? .awaitingApproval : .scheduled
    try store.connection.run(
      Posts.insertDelivery, row.id, account, target.placement, row.nextRevision, state.rawValue,
      post.due.instant.milliseconds, staging?.number ?? 0)
    let delivery = store.connection.lastInsertedRow
    try store.connection.run(
      Posts.insertRevision, delivery, row.nextRevision, content, generation?.number)
    let flow = start(post, target)
    let notBefore = state == .scheduled ? flow.notBefore : .never
    try store.connection.run(
      Flows.insert, FlowKind.publish.rawValue, account, delivery, flow.version,
      flow.lane.rawValue, notBefore.milliseconds, nil as [UInt8]?, staging?.number ?? 0)
    try parkUnapproved(DeliveryID(delivery), state, due: post.due.instant)
    return DeliveryID(delivery)
  }

  private mutating func account(_ name: AccountName, of post: DeclaredPost) throws -> Int64 {
    if let known = accounts[name] { return known }
    let found = try store.connection.first(
      Posts.accountID, name.text, staging?.number ?? 0
    ) { $0.integer(0) }
    guard let found else {
      throw StoreError(.refused, "adding \(post.uid)", "there is no account \(name.text)")
    }
    accounts[name] = found
    return found
  }

  private static func action(_ kind: PostChange.Kind) -> String {
    switch kind {
    case .add: "post.added"
    case .revise: "post.revised"
    case .reschedule: "post.rescheduled"
    case .cancel: "post.cancelled"
    case .revive: "post.revived"
    case .tooLate: "post.late"
    }
  }
}

// MARK: - One delivery

extension PostChanger {
  /// - Returns: whether anything was changed.
  private mutating func carryOut(
    _ plan: PostChange.DeliveryPlan, of post: DeclaredPost?, in row: PostRow?
  ) throws -> Bool {
    switch plan {
    case .add(let target):
      guard let post, let row else { throw nothingDeclared }
      _ = try add(target, of: post, in: row)
      return true
    case .revise(let id, let target):
      guard let post, let row else { throw nothingDeclared }
      guard let found = try find(id), found.mayBegin else { return false }
      try restart(id, found, post, target, revision: row.nextRevision)
      return true
    case .amend(let id, let target):
      guard let row else { throw nothingDeclared }
      guard let found = try find(id), found.state.hasFailed, !found.isSeen else { return false }
      try amend(id, target, revision: row.nextRevision)
      return true
    case .revive(let id, let target):
      guard let post, let row else { throw nothingDeclared }
      // What may be out since the copy was made comes back under the quarantine, which asks.
      guard let found = try find(id), found.state == .cancelled,
        !found.isSeen || !found.isSent && quarantine?.covers(due: post.due.instant) ?? false
      else { return false }
      try restart(id, found, post, target, revision: row.nextRevision)
      return true
    case .reschedule(let id, _):
      guard let post else { throw nothingDeclared }
      return try reschedule(id, post)
    case .cancel(let id, _):
      guard let found = try find(id), found.canBeChanged else { return false }
      try cancel(id)
      return true
    case .edit(let id, let target):
      guard let post, let row else { throw nothingDeclared }
      return try edit(id, post, target, revision: row.nextRevision)
    case .tooLate: return false
    }
  }

  /// Starts the edit of what is out. Only words can be brought out: a post with other files, or of
  /// another number of parts, stays as it is.
  private mutating func edit(
    _ id: DeliveryID, _ post: DeclaredPost, _ target: DeclaredPost.Target, revision: Int
  ) throws -> Bool {
    guard let found = try find(id), found.state == .published,
      let flow = try store.publishFlow(of: id), let old = try store.content(of: id),
      old.parts.map(\.media) == target.content.parts.map(\.media),
      try !store.parts(of: id).contains(where: \.isDeleted)
    else { return false }
    let content = try contentRow(target.content)
    try store.connection.run(
      Posts.insertRevision, id.number, revision, content, generation?.number)
    _ = try store.start(
      NewFlow(
        kind: .edit, account: flow.account, delivery: id, version: start(post, target).version,
        lane: .settle, notBefore: at, inputs: [FlowRow.revisionInput: .text("\(revision)")]))
    return true
  }

  private var nothingDeclared: StoreError {
    StoreError(.refused, "applying a plan", "a change without the post that it declares")
  }

  /// What decides whether a delivery can still be changed.
  private struct Found {
    var state: DeliveryState
    var placement: String
    var account: String
    /// A visible call was sent for it that is not proven to have made nothing.
    var isSent: Bool
    /// The same, or one may have been sent since the copy was made that the store came from.
    var isSeen: Bool

    var canBeChanged: Bool { state.canBeChanged && !isSeen }
    /// It can still be changed, or failed and made nothing.
    var mayBegin: Bool { (state.canBeChanged || state.hasFailed) && !isSeen }
  }

  private func find(_ id: DeliveryID) throws -> Found? {
    try store.connection.first(Posts.findDelivery, id.number) { row in
      guard let state = DeliveryState(rawValue: row.int(0)) else {
        throw damaged("delivery \(id.number)")
      }
      let due = Instant(milliseconds: row.integer(4))
      let mayBeSeen = state != .draft && quarantine?.covers(due: due) ?? false
      let isSent = row.int(3) == 1
      return Found(
        state: state, placement: row.text(1), account: row.text(2), isSent: isSent,
        isSeen: isSent || mayBeSeen)
    }
  }

  private func reschedule(_ id: DeliveryID, _ post: DeclaredPost) throws -> Bool {
    guard let found = try find(id), found.canBeChanged,
      let target = post.targets.first(where: {
        $0.account.text == found.account && $0.placement == found.placement
      })
    else { return false }
    // The content is what was approved; only a change of it asks for approval again.
    try begin(id, state: found.state.isHeld ? found.state : .scheduled, post, target, nil)
    return true
  }

  private mutating func restart(
    _ id: DeliveryID, _ found: Found, _ post: DeclaredPost, _ target: DeclaredPost.Target,
    revision: Int
  ) throws {
    let content = try contentRow(target.content)
    try store.connection.run(
      Posts.insertRevision, id.number, revision, content, generation?.number)
    let accepted: DeliveryState = post.needsApproval ? .awaitingApproval : .scheduled
    try begin(id, state: found.state == .draft ? .draft : accepted, post, target, revision)
  }

  private mutating func amend(
    _ id: DeliveryID, _ target: DeclaredPost.Target, revision: Int
  ) throws {
    let content = try contentRow(target.content)
    try store.connection.run(
      Posts.insertRevision, id.number, revision, content, generation?.number)
    try store.connection.run(Posts.amendDelivery, revision, id.number)
  }

  /// Puts the delivery back to its beginning, with a new run.
  private func begin(
    _ id: DeliveryID, state: DeliveryState, _ post: DeclaredPost, _ target: DeclaredPost.Target,
    _ revision: Int?
  ) throws {
    try store.connection.run(
      Posts.restartDelivery, state.rawValue, post.due.instant.milliseconds, revision, id.number)
    let flow = start(post, target)
    let notBefore = state.isHeld ? .never : flow.notBefore
    try store.connection.run(
      Posts.restartFlow, flow.version, flow.lane.rawValue, notBefore.milliseconds, id.number)
    try parkUnapproved(id, state, due: post.due.instant)
  }

  /// Before the store was put back from a copy, the post may have been known, approved and out.
  private func parkUnapproved(_ id: DeliveryID, _ state: DeliveryState, due: Instant) throws {
    guard state == .awaitingApproval, quarantine?.covers(due: due) ?? false else { return }
    try store.connection.run(
      Posts.park, Question.restoredUnapproved.rawValue, at.milliseconds, id.number)
  }

  private func cancel(_ id: DeliveryID) throws {
    try store.connection.run(
      Posts.cancelDelivery, at.milliseconds, generation != nil, id.number)
    try store.connection.run(Posts.endFlow, Instant.never.milliseconds, id.number)
  }
}

// MARK: - Rows

extension PostChanger {
  private mutating func row(for post: DeclaredPost) throws -> PostRow {
    let found = try store.connection.first(Posts.find, post.uid.text) {
      PostRow(id: $0.integer(0), nextRevision: $0.int(1) + 1, isNew: false)
    }
    return try found ?? insert(post, fingerprint: nil)
  }

  private func update(_ post: DeclaredPost, _ row: PostRow) throws {
    try store.connection.run(
      Posts.update, post.due.instant.milliseconds, post.due.zone, post.due.slot,
      post.latePolicy.rawValue, post.grace.wholeMilliseconds, post.needsApproval,
      post.onEdit.rawValue, post.attempts, post.project, post.seriesItem, post.place,
      row.nextRevision, generation?.number, row.id)
  }

  /// The row of `content`; equal contents share one.
  private mutating func contentRow(_ content: Content) throws -> Int64 {
    if let latest, latest.content == content { return latest.row }
    let body = CanonicalContent.encode(content)
    let hash = store.hashing.sha256(body)
    try store.connection.run(Posts.insertContent, hash, Posts.excerpt(of: content), body)
    let isNew = store.connection.changes == 1
    let row = isNew ? store.connection.lastInsertedRow : try findContent(hash)
    latest = (content, row)
    return row
  }

  private func findContent(_ hash: [UInt8]) throws -> Int64 {
    let row = try store.connection.first(Posts.findContent, hash) { $0.integer(0) }
    guard let row else { throw damaged("content") }
    return row
  }
}

extension DeliveryState {
  /// A person must release it before its time counts.
  fileprivate var isHeld: Bool { self == .draft || self == .awaitingApproval }
}
