package import Domain

extension Store {
  /// Deliveries by due time, a page at a time; also what a calendar shows, by `dueFrom` and
  /// `dueUntil`.
  ///
  /// Bounded: a page that looked at many rows without finding enough ends early, with a `next`.
  ///
  /// - Parameters:
  ///   - after: the `next` of the page before.
  ///   - limit: 1 … 500 rows.
  package func queue(
    _ filter: DeliveryFilter, after: String? = nil, limit: Int
  ) throws -> Page<DeliveryView> {
    checkOwner()
    let limit = max(1, min(limit, 500))
    let start = after.flatMap(QueuePosition.init(text:)) ?? .first
    var search = QueueSearch(filter: filter, after: start, limit: limit)
    let streams = try streams(for: filter)
    for stream in streams { try scan(stream, of: streams.count, &search) }
    let (positions, next) = search.page()
    let items = try positions.compactMap { position in
      try connection.first(DeliveryViews.byID, position.id) {
        try DeliveryViews.read($0, timeText)
      }
    }
    return Page(
      items: items, next: next?.text, total: filter == DeliveryFilter() ? try total() : nil)
  }

  /// One ordered stream for each state, and account where some are named.
  private func streams(for filter: DeliveryFilter) throws -> [QueueStream] {
    if !filter.deliveries.isEmpty { return filter.deliveries.prefix(500).map { .one($0) } }
    let states = filter.states.isEmpty ? DeliveryState.allCases : filter.states
    guard !filter.accounts.isEmpty, filter.accounts.count <= 32 else {
      return states.map { .state($0) }
    }
    let accounts = try filter.accounts.compactMap { name in
      try connection.first(QueueSearch.accountID, name.text) { $0.integer(0) }
    }
    guard !filter.states.isEmpty else { return accounts.map { .account($0) } }
    return states.flatMap { (state) -> [QueueStream] in
      switch state {
      // There are never many.
      case .publishing: return [.state(state)]
      case .published: return accounts.map { .published($0) }
      default: return accounts.map { .unpublished($0, state) }
      }
    }
  }

  private func scan(
    _ stream: QueueStream, of count: Int, _ search: inout QueueSearch
  ) throws {
    let budget = max(200, QueueSearch.rowsPerPageMax / count)
    search.begin(budget: budget)
    switch stream {
    case .one(let id):
      try connection.each(QueueSearch.byID, id.number) { search.take($0) }
    case .state(let state):
      try walk(QueueSearch.ofState, state.rawValue, into: &search)
    case .account(let account): try walk(QueueSearch.ofAccount, account, into: &search)
    case .published(let account):
      search.begin(budget: budget, onlyState: .published)
      try walk(QueueSearch.ofAccount, account, into: &search)
    case .unpublished(let account, let state):
      try walk(QueueSearch.unpublished, account, state.rawValue, into: &search)
    }
  }

  private func walk<each Value: Bindable>(
    _ walk: QueueWalk, _ which: repeat each Value, into search: inout QueueSearch
  ) throws {
    let after = search.after
    let from = search.filter.dueFrom?.milliseconds ?? .min
    let until = (search.filter.dueUntil ?? .never).milliseconds
    var wantsMore = true
    if after.due >= from, after.due < until {
      try connection.each(walk.atMoment, repeat each which, after.due, after.id) { row in
        wantsMore = search.take(row)
        return wantsMore
      }
    }
    guard wantsMore else { return }
    let passed = max(after.due, from == .min ? .min : from - 1)
    try connection.each(walk.later, repeat each which, passed, until) { search.take($0) }
  }

  private func total() throws -> Int {
    try connection.first(QueueSearch.total) { $0.int(0) } ?? 0
  }
}

/// A delivery's place in the order of the queue.
struct QueuePosition: Comparable {
  var due: Int64
  var id: Int64

  static let first = QueuePosition(due: .min, id: .min)

  /// `DUE.ID`, as the pages hand it out.
  var text: String { "\(due).\(id)" }

  init(due: Int64, id: Int64) {
    self.due = due
    self.id = id
  }

  init?(text: String) {
    let parts = text.split(separator: ".").map { Int64($0) }
    guard parts.count == 2, let due = parts[0], let id = parts[1] else { return nil }
    self.init(due: due, id: id)
  }

  static func < (left: QueuePosition, right: QueuePosition) -> Bool {
    (left.due, left.id) < (right.due, right.id)
  }
}

/// Rows that an index gives in order.
enum QueueStream {
  case one(DeliveryID)
  case state(DeliveryState)
  case account(Int64)
  /// All of an account, of which only these are wanted.
  case published(Int64)
  /// Of any state but `publishing` and `published`.
  case unpublished(Int64, DeliveryState)
}
