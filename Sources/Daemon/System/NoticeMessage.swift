import Domain

/// What goes to the receiver of notices: one of them, or many of one kind in one message, because
/// nobody reads a storm.
struct NoticeMessage {
  /// Notices of one kind that are told one by one.
  private static let singlesMax = 3
  /// Titles that a message of many lists.
  private static let titlesMax = 20

  var notice: NoticeView
  /// The notices that it tells of.
  var ids: [Int64]

  /// - Parameter waiting: notices that were not told yet, the oldest first.
  static func messages(for waiting: [NoticeView]) -> [NoticeMessage] {
    var groups: [[NoticeView]] = []
    for notice in waiting {
      if let index = groups.firstIndex(where: { $0[0].kind == notice.kind }) {
        groups[index].append(notice)
      } else {
        groups.append([notice])
      }
    }
    return groups.flatMap { group in
      group.count > singlesMax
        ? [NoticeMessage(ofMany: group)]
        : group.map { NoticeMessage(notice: $0, ids: [$0.id]) }
    }
  }

  private init(notice: NoticeView, ids: [Int64]) {
    self.notice = notice
    self.ids = ids
  }

  /// It has the id of the latest notice, so that a repetition can be told by it.
  private init(ofMany group: [NoticeView]) {
    notice = group[group.count - 1]
    notice.title = "\(group.count) × \(notice.kind.rawValue)"
    let rest = group.count - NoticeMessage.titlesMax
    notice.body =
      (group.prefix(NoticeMessage.titlesMax).map(\.title)
      + (rest > 0 ? ["and \(rest) more: belfry notices"] : [])).joined(separator: "\n")
    ids = group.map(\.id)
  }
}
