import Domain

/// The table `post`, and the content of its deliveries.
enum Posts {
  static let find = SQL(
    "SELECT id, revision, fingerprint FROM post WHERE uid = ? AND staged NOT IN staging")
  static let insert = SQL(
    """
    INSERT INTO post(uid, due, zone, slot, late_policy, grace, needs_approval, on_edit, attempts,
      project, series_item, place, revision, fingerprint, generation, staged)
    VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)
    """)
  static let update = SQL(
    """
    UPDATE post SET due = ?, zone = ?, slot = ?, late_policy = ?, grace = ?, needs_approval = ?,
      on_edit = ?, attempts = ?, project = ?, series_item = ?, place = ?, revision = ?,
      generation = coalesce(?, generation) WHERE id = ?
    """)
  static let findContent = SQL("SELECT id FROM content WHERE hash = ?")
  static let insertContent = SQL(
    "INSERT INTO content(hash, excerpt, body) VALUES(?, ?, ?) ON CONFLICT(hash) DO NOTHING")
  static let insertRevision = SQL(
    "INSERT INTO revision(delivery, n, content, generation) VALUES(?, ?, ?, ?)")
  static let insertDelivery = SQL(
    """
    INSERT INTO delivery(post, account, placement, revision, state, due, staged)
    VALUES(?, ?, ?, ?, ?, ?, ?)
    """)
  static let park = SQL(
    "UPDATE delivery SET state = 13, question = ?, settled_at = ? WHERE id = ?")
  static let findDelivery = SQL(
    """
    SELECT delivery.state, delivery.placement, account.name,
      EXISTS(SELECT 1 FROM remote WHERE remote.delivery = delivery.id)
      OR EXISTS(SELECT 1 FROM unproven WHERE unproven.delivery = delivery.id), delivery.due
    FROM delivery JOIN account ON account.id = delivery.account WHERE delivery.id = ?
    """)
  static let restartDelivery = SQL(
    """
    UPDATE delivery SET state = ?, due = ?, revision = coalesce(?, revision), cause = NULL,
      question = NULL, reason = NULL, settled_at = NULL, cancelled_by_files = 0 WHERE id = ?
    """)
  static let amendDelivery = SQL("UPDATE delivery SET revision = ? WHERE id = ?")
  static let cancelDelivery = SQL(
    """
    UPDATE delivery SET state = 12, settled_at = ?, cancelled_by_files = ?, cause = NULL,
      question = NULL WHERE id = ?
    """)
  static let restartFlow = SQL(
    """
    UPDATE flow SET version = ?, run = run + 1, lane = ?, not_before = ?, tries = 0,
      negatives = 0, reading = 0, crashes = 0, started_at = NULL, entropy = x'', inputs = NULL,
      done = 0 WHERE delivery = ? AND kind = 0
    """)
  static let endFlow = SQL(
    "UPDATE flow SET run = run + 1, done = 1, not_before = ? WHERE delivery = ? AND kind = 0")
  static let accountID = SQL(
    "SELECT id FROM account WHERE name = ? AND (staged = ? OR staged NOT IN staging)")

  /// The beginning of a text, for lists.
  static func excerpt(of content: Content) -> String {
    let text = content.parts[0].text
    return text.utf8.count <= 280 ? text : String(text.prefix(280))
  }
}
