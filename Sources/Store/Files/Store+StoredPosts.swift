package import Domain

/// What a plan compares the files with.
enum StoredPosts {
  private static let columns = """
    post.uid, post.due, post.zone, post.slot, post.late_policy, post.grace, post.project,
      post.series_item, delivery.id, account.name, delivery.placement, delivery.state,
      content.hash, delivery.cancelled_by_files,
      EXISTS(SELECT 1 FROM remote WHERE remote.delivery = delivery.id)
      OR EXISTS(SELECT 1 FROM unproven WHERE unproven.delivery = delivery.id),
      post.needs_approval, post.on_edit, post.attempts
    """
  private static let tables = """
    post LEFT JOIN delivery ON delivery.post = post.id
    LEFT JOIN account ON account.id = delivery.account
    LEFT JOIN revision ON revision.delivery = delivery.id AND revision.n = delivery.revision
    LEFT JOIN content ON content.id = revision.content
    """
  static let ofOrigin = SQL(
    """
    SELECT \(columns) FROM \(tables)
    WHERE post.uid > ? AND post.uid < ? AND post.staged NOT IN staging
    ORDER BY post.uid, delivery.id
    """)
  static let ofUID = SQL(
    """
    SELECT \(columns) FROM \(tables)
    WHERE post.uid = ? AND post.staged NOT IN staging ORDER BY delivery.id
    """)
  static let taken = SQL(
    """
    SELECT due, zone, slot FROM post
    WHERE slot IS NOT NULL AND due > ? AND NOT (uid > 'yaml:' AND uid < 'yaml;') ORDER BY due
    """)

  static let waiting = SQL(
    """
    SELECT post.uid, delivery.due FROM delivery JOIN post ON post.id = delivery.post
    WHERE delivery.account = ? AND delivery.state = ? AND \(Deliveries.isUnpublished)
      AND delivery.staged NOT IN staging
      AND NOT (post.uid > 'yaml:' AND post.uid < 'yaml;')
      AND NOT (post.uid > 'series:' AND post.uid < 'series;')
    ORDER BY delivery.due LIMIT ?
    """)
  static let waitingContents = SQL(
    """
    SELECT content.body FROM delivery JOIN post ON post.id = delivery.post
    JOIN revision ON revision.delivery = delivery.id AND revision.n = delivery.revision
    JOIN content ON content.id = revision.content
    WHERE delivery.account = ? AND delivery.state = ? AND \(Deliveries.isUnpublished)
      AND delivery.staged NOT IN staging
      AND NOT (post.uid > 'yaml:' AND post.uid < 'yaml;')
      AND NOT (post.uid > 'series:' AND post.uid < 'series;')
    ORDER BY delivery.due LIMIT ?
    """)

  /// Adds the row's post, unless it is there from the row before, and its delivery.
  static func add(_ row: Row, to posts: inout [StoredPost]) throws {
    if posts.last?.uid.text != row.text(0) { posts.append(try readPost(row)) }
    if !row.isNull(8) { posts[posts.count - 1].deliveries.append(try readDelivery(row)) }
  }

  private static func readPost(_ row: Row) throws -> StoredPost {
    guard let uid = PostUID(row.text(0)), let late = LatePolicy(rawValue: row.text(4)) else {
      throw damaged("post \(row.text(0))")
    }
    return StoredPost(
      uid: uid,
      due: .init(
        instant: Instant(milliseconds: row.integer(1)), zone: row.text(2),
        slot: row.optionalText(3)),
      latePolicy: late, grace: .milliseconds(row.integer(5)), project: row.optionalText(6),
      seriesItem: row.optionalText(7), deliveries: [], needsApproval: row.int(15) == 1,
      onEdit: EditPolicy(rawValue: row.text(16)), attempts: row.int(17))
  }

  private static func readDelivery(_ row: Row) throws -> StoredPost.StoredDelivery {
    guard let account = AccountName(row.text(9)), let state = DeliveryState(rawValue: row.int(11))
    else { throw damaged("delivery \(row.integer(8))") }
    return StoredPost.StoredDelivery(
      id: DeliveryID(row.integer(8)), account: account, placement: row.text(10), state: state,
      contentHash: row.blob(12), cancelledByFiles: row.int(13) == 1,
      hasPartsOut: row.int(14) == 1)
  }
}

extension Store {
  /// Every post of these origins, with the deliveries it ever had; by uid.
  package func storedPosts(origins: [PostOrigin]) throws -> [StoredPost] {
    checkOwner()
    var posts: [StoredPost] = []
    for origin in origins.map(\.rawValue).sorted() {
      // A colon follows the origin, and a semicolon follows the colon.
      try connection.each(StoredPosts.ofOrigin, origin + ":", origin + ";") { row in
        try StoredPosts.add(row, to: &posts)
        return true
      }
    }
    return posts
  }

  /// Those of the posts that the store has.
  package func storedPosts(_ uids: [PostUID]) throws -> [StoredPost] {
    checkOwner()
    var posts: [StoredPost] = []
    for uid in uids {
      try connection.each(StoredPosts.ofUID, uid.text) { row in
        try StoredPosts.add(row, to: &posts)
        return true
      }
    }
    return posts
  }

  /// The times to come of slots that were given to posts which the YAML files do not own.
  package func takenSlots(after now: Instant) throws -> [DeclaredPost.Due] {
    checkOwner()
    return try connection.rows(StoredPosts.taken, now.milliseconds) { row in
      DeclaredPost.Due(
        instant: Instant(milliseconds: row.integer(0)), zone: row.text(1), slot: row.text(2))
    }
  }

  /// What waits on an account and came another way than through the YAML files: posts, times, and
  /// what the next ones say.
  ///
  /// - Parameters:
  ///   - most: how many are read, in each state, of those that are due first.
  ///   - contents: of how many of them the content is read.
  package func waitingFromElsewhere(
    on account: AccountID, most: Int, contents: Int
  ) throws -> [(post: PostUID, due: Instant, content: Content?)] {
    checkOwner()
    return try DeliveryState.allCases.filter { $0 != .draft && $0.canBeChanged }.flatMap { state in
      let waiting = try connection.rows(
        StoredPosts.waiting, account.number, state.rawValue, most
      ) { row -> (PostUID, Instant) in
        guard let uid = PostUID(row.text(0)) else {
          throw damaged("post \(row.text(0))")
        }
        return (uid, Instant(milliseconds: row.integer(1)))
      }
      guard !waiting.isEmpty else { return [] as [(PostUID, Instant, Content?)] }
      let known = try connection.rows(
        StoredPosts.waitingContents, account.number, state.rawValue, contents
      ) { try CanonicalContent.decode($0.blob(0)) }
      return waiting.enumerated().map { ($1.0, $1.1, known.indices.contains($0) ? known[$0] : nil) }
    }
  }
}
