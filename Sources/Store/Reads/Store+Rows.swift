package import Domain

extension Store {
  /// A delivery; `nil` when there is none of that number.
  package func delivery(_ id: DeliveryID) throws -> DeliveryRow? {
    checkOwner()
    return try connection.first(Deliveries.byID, id.number, body: Deliveries.read)
  }

  /// The deliveries of a post, in the order in which they were made; empty for an unknown uid.
  package func deliveries(of uid: PostUID) throws -> [DeliveryRow] {
    checkOwner()
    let post = try connection.first(Posts.find, uid.text) { $0.integer(0) }
    guard let post else { return [] }
    return try connection.rows(Deliveries.ofPost, post, body: Deliveries.read)
  }

  /// The flow that publishes a delivery.
  package func publishFlow(of delivery: DeliveryID) throws -> FlowRow? {
    checkOwner()
    return try connection.first(
      Flows.ofDelivery, delivery.number, FlowKind.publish.rawValue, body: Flows.read)
  }

  /// What a delivery says at its revision.
  package func content(of delivery: DeliveryID) throws -> Content? {
    checkOwner()
    let contents = contents
    return try connection.first(Deliveries.withContent, delivery.number) {
      try contents.content(ofRow: $0)
    }
  }

  /// A post as it stands now, in the form in which its owner declared it; `nil` for an unknown uid.
  /// Targets that were cancelled are left out.
  package func declaredPost(_ uid: PostUID) throws -> DeclaredPost? {
    checkOwner()
    let declared = try connection.first(PostRows.byUID, uid.text) {
      try PostRows.read($0, uid: uid)
    }
    guard var declared else { return nil }
    declared.targets = try connection.rows(PostRows.targets, uid.text, body: PostRows.readTarget)
    return declared
  }

  /// For each account when its earliest open flow may begin, in the past or in the future; accounts
  /// without one are left out.
  package func earliestFlows() throws -> [(account: AccountID, at: Instant)] {
    let accounts = try connection.rows(PostRows.accountIDs) { AccountID($0.integer(0)) }
    return try accounts.compactMap { account in
      try nextReady(account: account, after: Instant(milliseconds: .min)).map { (account, $0) }
    }
  }
}

/// Reading a post back into what was declared.
private enum PostRows {
  static let accountIDs = SQL("SELECT id FROM account ORDER BY id")
  static let byUID = SQL(
    """
    SELECT due, zone, slot, late_policy, grace, needs_approval, on_edit, attempts, project,
      series_item, place FROM post WHERE uid = ? AND staged NOT IN staging
    """)
  static let targets = SQL(
    """
    SELECT account.name, delivery.placement, content.body FROM post
    JOIN delivery ON delivery.post = post.id JOIN account ON account.id = delivery.account
    JOIN revision ON revision.delivery = delivery.id AND revision.n = delivery.revision
    JOIN content ON content.id = revision.content
    WHERE post.uid = ? AND delivery.state <> 12 ORDER BY delivery.id
    """)

  static func read(_ row: Row, uid: PostUID) throws -> DeclaredPost {
    guard let late = LatePolicy(rawValue: row.text(3)), let edit = EditPolicy(rawValue: row.text(6))
    else { throw damaged("post \(uid)") }
    return DeclaredPost(
      uid: uid,
      due: .init(
        instant: Instant(milliseconds: row.integer(0)), zone: row.text(1),
        slot: row.optionalText(2)),
      latePolicy: late, grace: .milliseconds(row.integer(4)), needsApproval: row.int(5) == 1,
      onEdit: edit, attempts: row.int(7), project: row.optionalText(8), targets: [],
      seriesItem: row.optionalText(9), place: row.text(10))
  }

  static func readTarget(_ row: Row) throws -> DeclaredPost.Target {
    guard let account = AccountName(row.text(0)) else { throw damaged("an account's name") }
    return DeclaredPost.Target(
      account: account, placement: row.text(1),
      content: try CanonicalContent.decode(row.blob(2)))
  }
}
