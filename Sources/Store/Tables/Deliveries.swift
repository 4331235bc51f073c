import Domain

/// The tables `delivery`, `revision` and `content`.
enum Deliveries {
  /// What a query says, word for word, to be answered along the index `delivery_unpublished`. Every
  /// post passes the first of the two states and ends in the second, so that going out takes one
  /// page of the account's own there, and none of `delivery_by_account`.
  static let isUnpublished = "delivery.state <> 5 AND delivery.state <> 9"

  static let columns = """
    delivery.id, delivery.post, post.uid, delivery.account, delivery.placement, delivery.revision,
    delivery.state, delivery.due, post.late_policy, post.grace, post.attempts, delivery.cause,
    delivery.question, delivery.reason
    """

  static func read(_ row: Row) throws -> DeliveryRow {
    guard let uid = PostUID(row.text(2)), let state = DeliveryState(rawValue: row.int(6)),
      let late = LatePolicy(rawValue: row.text(8))
    else { throw damaged("delivery \(row.integer(0))") }
    return DeliveryRow(
      id: DeliveryID(row.integer(0)), post: PostID(row.integer(1)), uid: uid,
      account: AccountID(row.integer(3)), placement: row.text(4), revision: row.int(5),
      state: state, due: Instant(milliseconds: row.integer(7)), latePolicy: late,
      grace: .milliseconds(row.integer(9)), attempts: row.int(10),
      cause: row.optionalText(11).flatMap(BlockCause.init(rawValue:)),
      question: row.optionalText(12).flatMap(Question.init(rawValue:)),
      reason: try row.optionalBlob(13).map { try JSON.decode(ErrorObject.self, from: $0) })
  }

  static let byID = SQL(
    """
    SELECT \(columns) FROM delivery JOIN post ON post.id = delivery.post
    WHERE delivery.id = ? AND delivery.staged NOT IN staging
    """)
  static let withContent = SQL(
    """
    SELECT \(columns), content.body, content.id FROM delivery JOIN post ON post.id = delivery.post
    JOIN revision ON revision.delivery = delivery.id AND revision.n = delivery.revision
    JOIN content ON content.id = revision.content
    WHERE delivery.id = ? AND delivery.staged NOT IN staging
    """)
  static let contentAt = SQL(
    """
    SELECT content.body, content.id FROM revision JOIN content ON content.id = revision.content
    WHERE revision.delivery = ? AND revision.n = ?
    """)
  static let setRevision = SQL("UPDATE delivery SET revision = ? WHERE id = ?")
  static let ofPost = SQL(
    """
    SELECT \(columns) FROM delivery JOIN post ON post.id = delivery.post
    WHERE delivery.post = ? ORDER BY delivery.id
    """)
  /// The next occurrence of a series that is to go out, or went out.
  static let successor = SQL(
    """
    SELECT delivery.due FROM post CROSS JOIN delivery ON delivery.post = post.id
    WHERE post.uid > ? AND post.uid < ? AND delivery.account = ? AND delivery.placement = ?
      AND delivery.due > ? AND delivery.state NOT IN (0, 1, 10, 11, 12)
      AND delivery.staged NOT IN staging ORDER BY post.uid LIMIT 1
    """)
  /// Names no column of `delivery_by_account`: SQLite writes an index anew when a column of it is
  /// named, be its value the same.
  static let change = SQL(
    """
    UPDATE OR FAIL delivery SET state = ?, cause = ?, question = ?, reason = ?,
      evidence = coalesce(?, evidence), settled_at = coalesce(?, settled_at),
      cancelled_by_files = 0 WHERE id = ?
    """)
  static let move = SQL("UPDATE OR FAIL delivery SET due = ? WHERE id = ?")
}
