/// The table `meta`: facts about the file itself, by name.
enum Meta {
  static let find = SQL("SELECT value FROM meta WHERE name = ?")
  static let set = SQL(
    """
    INSERT INTO meta(name, value) VALUES(?, ?)
    ON CONFLICT(name) DO UPDATE SET value = excluded.value
    """)
  static let remove = SQL("DELETE FROM meta WHERE name = ?")
}

extension Store {
  /// A fact about the file, such as whether it ever served the sandbox; `nil` when it was
  /// never set.
  package func fact(_ name: String) throws -> String? {
    checkOwner()
    return try connection.first(Meta.find, name) { $0.text(0) }
  }

  /// Sets a fact about the file.
  package func setFact(_ name: String, _ value: String) throws {
    try part { try connection.run(Meta.set, name, value) }
  }
}
