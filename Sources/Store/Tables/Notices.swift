package import Domain

/// The table `notice`: what people should know, delivered at least once.
enum Notices {
  static let columns = "id, at, kind, title, body, delivered_at IS NOT NULL"
  static let insert = SQL("INSERT INTO notice(at, kind, title, body) VALUES(?, ?, ?, ?)")
  static let waiting = SQL(
    "SELECT \(columns) FROM notice WHERE delivered_at IS NULL ORDER BY id LIMIT ?")
  static let latest = SQL("SELECT \(columns) FROM notice WHERE id < ? ORDER BY id DESC LIMIT ?")
  static let markDelivered = SQL(
    "UPDATE notice SET delivered_at = ? WHERE id = ? AND delivered_at IS NULL")
}

extension Store {
  func insert(_ notice: Notice, at: Instant) throws {
    try connection.run(
      Notices.insert, at.milliseconds, notice.kind.rawValue, notice.title, notice.body)
  }

  /// Notices that were not delivered yet, the oldest first.
  package func undeliveredNotices(limit: Int) throws -> [NoticeView] {
    checkOwner()
    return try connection.rows(Notices.waiting, limit, body: readNotice)
  }

  /// Notices, the latest first.
  ///
  /// - Parameter before: the `next` of the page before.
  package func notices(before: String? = nil, limit: Int) throws -> Page<NoticeView> {
    checkOwner()
    let first = before.flatMap { Int64($0) } ?? .max
    let items = try connection.rows(Notices.latest, first, limit, body: readNotice)
    return Page(items: items, next: items.count < limit ? nil : items.last.map { "\($0.id)" })
  }

  /// Notes that a notice reached its sink; does nothing when it was noted before.
  package func markNotice(_ id: Int64, deliveredAt: Instant) throws {
    try part { try connection.run(Notices.markDelivered, deliveredAt.milliseconds, id) }
  }

  private func readNotice(_ row: Row) throws -> NoticeView {
    guard let kind = Notice.Kind(rawValue: row.text(2)) else {
      throw damaged("notice \(row.integer(0))")
    }
    return NoticeView(
      id: row.integer(0), at: timeText(Instant(milliseconds: row.integer(1))), kind: kind,
      title: row.text(3), body: row.text(4), isDelivered: row.int(5) == 1)
  }
}
