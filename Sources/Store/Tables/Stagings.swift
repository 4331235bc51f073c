/// The table `staging`, and the rows that bear its numbers.
enum Stagings {
  /// The number of a staging is that of the first post that it may hold, so that its posts are
  /// found among the newest.
  static let insert = SQL(
    """
    INSERT INTO staging(id) SELECT max(coalesce((SELECT max(id) FROM post), 0),
      coalesce((SELECT max(id) FROM staging), 0)) + 1
    """)
  static let delete = SQL("DELETE FROM staging WHERE id = ?")
  static let all = SQL("SELECT id FROM staging ORDER BY id")
  static let addAccount = SQL(
    """
    INSERT INTO account(name, platform, project, declared, state, staged)
    VALUES(?1, ?2, ?3, ?4, CASE WHEN ?5 THEN 0 ELSE 3 END, ?6) ON CONFLICT(name) DO NOTHING
    """)
  static let posts = SQL("SELECT id FROM post WHERE id >= ?1 AND staged = ?1 LIMIT ?2")
  /// What belongs to a post, in the order in which it can go.
  static let forgetPost = [
    SQL("DELETE FROM revision WHERE delivery IN (SELECT id FROM delivery WHERE post = ?)"),
    SQL("DELETE FROM flow WHERE delivery IN (SELECT id FROM delivery WHERE post = ?)"),
    SQL("DELETE FROM delivery WHERE post = ?"),
    SQL("DELETE FROM post WHERE id = ?"),
  ]
  static let forgetCounts = SQL("DELETE FROM tally WHERE staged = ?")
  static let forgetAccounts = SQL("DELETE FROM account WHERE staged = ?")
}
