/// Walks along an index of deliveries in the order of the queue, from wherever a page ended: first
/// the rest of that moment, which many posts may share, then what is due later.
struct QueueWalk {
  /// Rows due at a moment whose numbers come after one.
  let atMoment: SQL
  /// Rows due after a moment and before another.
  let later: SQL

  /// - Parameter which: names the index's first columns.
  init(of which: String) {
    atMoment = QueueWalk.statement("\(which) AND delivery.due = ? AND delivery.id > ?")
    later = QueueWalk.statement("\(which) AND delivery.due > ? AND delivery.due < ?")
  }

  // CROSS JOIN keeps the order of the tables: the index's rows first, then their posts.
  private static func statement(_ condition: String) -> SQL {
    SQL(
      """
      SELECT \(QueueSearch.columns) FROM delivery CROSS JOIN post ON post.id = delivery.post
      CROSS JOIN account ON account.id = delivery.account
      WHERE \(condition) AND delivery.staged NOT IN staging ORDER BY delivery.due, delivery.id
      """)
  }
}
