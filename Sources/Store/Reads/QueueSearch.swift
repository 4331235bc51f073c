import Domain

/// Collects a page from several ordered streams, looking at a bounded number of rows.
struct QueueSearch {
  /// Rows that one page looks at, over all streams: a few milliseconds.
  static let rowsPerPageMax = 6000

  let filter: DeliveryFilter
  let after: QueuePosition
  private let limit: Int
  private let accounts: Set<String>
  private let states: Set<Int>
  private var found: [QueuePosition] = []
  /// Where the first stream stopped before its end; nothing beyond it may be shown yet.
  private var horizon: QueuePosition?
  private var budget = 0
  /// The one state that is taken from the stream.
  private var onlyState: DeliveryState?
  private var foundInStream = 0

  init(filter: DeliveryFilter, after: QueuePosition, limit: Int) {
    self.filter = filter
    self.after = after
    self.limit = limit
    accounts = Set(filter.accounts.map(\.text))
    states = Set(filter.states.map(\.rawValue))
  }

  /// Begins a stream.
  ///
  /// - Parameter onlyState: where the stream has other states too.
  mutating func begin(budget: Int, onlyState: DeliveryState? = nil) {
    self.budget = budget
    self.onlyState = onlyState
    foundInStream = 0
  }

  /// Takes the stream's next row; answers whether it wants another.
  mutating func take(_ row: Row) -> Bool {
    let position = QueuePosition(due: row.integer(0), id: row.integer(1))
    budget -= 1
    if position > after, matches(row) {
      found.append(position)
      foundInStream += 1
    }
    guard foundInStream <= limit else { return false }
    guard budget > 0 else {
      horizon = min(horizon ?? position, position)
      return false
    }
    return true
  }

  /// The page, and where the next one begins.
  func page() -> (positions: [QueuePosition], next: QueuePosition?) {
    var visible = found.sorted()
    if let horizon { visible.removeAll { $0 > horizon } }
    let positions = Array(visible.prefix(limit))
    return (positions, visible.count > limit ? positions.last : horizon)
  }

  private func matches(_ row: Row) -> Bool {
    if let onlyState, onlyState.rawValue != row.int(6) { return false }
    if !accounts.isEmpty, !accounts.contains(row.text(2)) { return false }
    if let platform = filter.platform, platform.text != row.text(3) { return false }
    if let project = filter.project, project != row.text(4) { return false }
    if let part = filter.post, !row.text(5).contains(part) { return false }
    if !states.isEmpty, !states.contains(row.int(6)) { return false }
    if let from = filter.dueFrom, row.integer(0) < from.milliseconds { return false }
    if let until = filter.dueUntil, row.integer(0) >= until.milliseconds { return false }
    return true
  }
}

extension QueueSearch {
  static let columns = """
    delivery.due, delivery.id, account.name, account.platform, post.project, post.uid,
    delivery.state
    """
  private static let tables = """
    delivery JOIN post ON post.id = delivery.post JOIN account ON account.id = delivery.account
    """

  static let byID = SQL(
    """
    SELECT \(columns) FROM \(tables)
    WHERE delivery.id = ? AND delivery.staged NOT IN staging
    """)
  static let ofState = QueueWalk(of: "delivery.state = ?")
  static let ofAccount = QueueWalk(of: "delivery.account = ?")
  static let unpublished = QueueWalk(
    of: "delivery.account = ? AND delivery.state = ? AND \(Deliveries.isUnpublished)")
  static let accountID = SQL("SELECT id FROM account WHERE name = ?")
  static let total = SQL("SELECT coalesce(sum(n), 0) FROM tally WHERE staged = 0")
}
