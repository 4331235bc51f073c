import Domain

/// Gives imported posts their times.
struct CSVTimes {
  private let resolver: TimeResolver
  private let stored: [PostUID: StoredPost]
  private var book: SlotBook

  init(snapshot: Snapshot, ports: ConfigurationPorts, stored: [StoredPost], now: Instant) {
    resolver = TimeResolver(zones: ports.zones, now: now, horizon: snapshot.horizon)
    self.stored = Dictionary(stored.map { ($0.uid, $0) }, uniquingKeysWith: { $1 })
    book = SlotBook(slots: snapshot.slots, zones: ports.zones, now: now, horizon: snapshot.horizon)
    for post in stored { book.take(post.due) }
  }

  /// The post with its time; `nil` when it has none, which is reported.
  mutating func declare(_ post: SnapshotPost, report: Report) -> DeclaredPost? {
    let known = stored[post.uid]
    guard let due = resolver.due(of: post, stored: known, book: &book, report: report) else {
      return nil
    }
    if known == nil { resolver.judgeNew(post, due, report) }
    return post.declared(due: due)
  }
}
