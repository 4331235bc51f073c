package import Domain

/// An approver's word about a post as it was at one revision.
package struct Approval: Hashable, Sendable {
  package var post: PostID
  /// `Store.revisionHash` of the post when it was looked at.
  package var revisionHash: [UInt8]
  /// `uid:1000`, `web:anna` …
  package var by: String
  package var isApproved: Bool
  package var comment: String
  /// When the approval ends; `nil` if it does not.
  package var until: Instant?
  package var at: Instant

  package init(
    post: PostID, revisionHash: [UInt8], by: String, isApproved: Bool, comment: String,
    until: Instant? = nil, at: Instant
  ) {
    self.post = post
    self.revisionHash = revisionHash
    self.by = by
    self.isApproved = isApproved
    self.comment = comment
    self.until = until
    self.at = at
  }
}

/// The table `approval`.
enum Approvals {
  static let insert = SQL(
    """
    INSERT INTO approval(post, revision_hash, by, verdict, comment, until, at)
    VALUES(?, ?, ?, ?, ?, ?, ?)
    """)
  static let ofPost = SQL(
    """
    SELECT post, revision_hash, by, verdict, comment, until, at FROM approval
    WHERE post = ? ORDER BY id DESC LIMIT 100
    """)
  static let contents = SQL(
    """
    SELECT delivery.account, delivery.placement, content.hash FROM delivery
    JOIN revision ON revision.delivery = delivery.id AND revision.n = delivery.revision
    JOIN content ON content.id = revision.content WHERE delivery.post = ? ORDER BY delivery.id
    """)

  static func read(_ row: Row) -> Approval {
    Approval(
      post: PostID(row.integer(0)), revisionHash: row.blob(1), by: row.text(2),
      isApproved: row.int(3) == 1, comment: row.text(4),
      until: row.optionalInteger(5).map { Instant(milliseconds: $0) },
      at: Instant(milliseconds: row.integer(6)))
  }
}

extension Store {
  /// Notes an approver's word.
  package func insert(_ approval: Approval) throws {
    try part {
      try connection.run(
        Approvals.insert, approval.post.number, approval.revisionHash, approval.by,
        approval.isApproved, approval.comment, approval.until?.milliseconds,
        approval.at.milliseconds)
    }
  }

  /// What approvers said about a post, the latest first, at most 100.
  package func approvals(of post: PostID) throws -> [Approval] {
    checkOwner()
    return try connection.rows(Approvals.ofPost, post.number, body: Approvals.read)
  }

  /// SHA-256 over what the post says now on each of its targets: an approval holds for this only.
  package func revisionHash(of post: PostID) throws -> [UInt8] {
    checkOwner()
    var writer = ByteWriter(version: 1)
    try connection.each(Approvals.contents, post.number) { row in
      writer.add(row.integer(0))
      writer.add(row.text(1))
      writer.add(row.blob(2))
      return true
    }
    return hashing.sha256(writer.bytes)
  }

  /// Whether the latest word about the post as it is now approves it, and still holds.
  package func isApproved(_ post: PostID, at now: Instant) throws -> Bool {
    let hash = try revisionHash(of: post)
    let latest = try approvals(of: post).first { $0.revisionHash == hash }
    guard let latest, latest.isApproved else { return false }
    return latest.until.map { now < $0 } ?? true
  }
}
