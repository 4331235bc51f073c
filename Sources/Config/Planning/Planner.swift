package import Domain

/// Finds out what a snapshot would change in the store. Pure: it reads nothing and changes nothing.
package struct Planner: Sendable {
  private let zones: any TimeZones
  private let recurrences: any Recurrences
  private let hashing: any Hashing

  package init(
    zones: any TimeZones, recurrences: any Recurrences, hashing: any Hashing
  ) {
    self.zones = zones
    self.recurrences = recurrences
    self.hashing = hashing
  }

  /// The difference between the files and the store.
  ///
  /// Ids are permanent: what was published or cancelled by a person stays so, whatever the files
  /// do. Posts that came another way (CSV, control API) are not touched.
  ///
  /// - Parameters:
  ///   - snapshot: the files.
  ///   - stored: the store.
  ///   - now: decides what is past, and the time of posts with `at: now`.
  package func plan(_ snapshot: Snapshot, stored: StoredState, now: Instant) -> PlanResult {
    let report = Report()
    let index = Dictionary(stored.posts.map { ($0.uid, $0) }, uniquingKeysWith: { $1 })
    let scheduled = scheduledPosts(snapshot, index, stored, now, report)
    let posts = scheduled + occurrences(of: snapshot.series, stored: stored.posts, now: now)
    let diff = PostDiff(now: now, hashing: hashing)
    var changes = posts.compactMap { diff.change($0, stored: index[$0.uid]) }
    tellLateAdditions(scheduled, snapshot, index, diff, report)
    let named = Set(posts.map(\.uid))
    let gone = stored.posts.filter { !named.contains($0.uid) }.sorted { $0.uid < $1.uid }
    let removals = gone.filter { isRemoved($0, series: snapshot.series, now: now) }
    changes += removals.compactMap(diff.removal)
    let drafts = Set(snapshot.posts.filter(\.isDraft).map(\.uid))
    return PlanResult(
      plan: Plan(
        posts: changes, accounts: accounts(snapshot, stored),
        massRemoval: RemovalGuard.judge(removals, of: stored.posts, drafts: drafts)),
      diagnostics: report.diagnostics,
      upcoming: posts.compactMap { diff.upcoming($0, stored: index[$0.uid]) })
  }

  /// What the passing of time adds to series, without reading the files again.
  ///
  /// - Parameter stored: the posts of origin `series`.
  package func extend(_ series: [Series], stored: [StoredPost], now: Instant) -> [PostChange] {
    let index = Dictionary(stored.map { ($0.uid, $0) }, uniquingKeysWith: { $1 })
    let diff = PostDiff(now: now, hashing: hashing)
    return occurrences(of: series, stored: stored, now: now).compactMap {
      diff.change($0, stored: index[$0.uid])
    }
  }

  // MARK: - Posts and their times

  private func scheduledPosts(
    _ snapshot: Snapshot, _ index: [PostUID: StoredPost], _ stored: StoredState, _ now: Instant,
    _ report: Report
  ) -> [DeclaredPost] {
    let resolver = TimeResolver(zones: zones, now: now, horizon: snapshot.horizon)
    var book = SlotBook(
      slots: snapshot.slots, zones: zones, now: now, horizon: snapshot.horizon)
    let posts = snapshot.posts.filter { !$0.isDraft }
    for post in posts {
      if let kept = resolver.keptSlot(post, index[post.uid]) { book.take(kept) }
    }
    for due in stored.taken { book.take(due) }
    return posts.compactMap { post in
      let due = resolver.due(of: post, stored: index[post.uid], book: &book, report: report)
      guard let due else { return nil }
      if index[post.uid] == nil { resolver.judgeNew(post, due, report) }
      return post.declared(due: due)
    }
  }

  private func occurrences(
    of series: [Series], stored: [StoredPost], now: Instant
  ) -> [DeclaredPost] {
    let turns = SeriesTurns(zones: zones, recurrences: recurrences, now: now)
    let bySeries = Dictionary(grouping: stored.filter { $0.uid.origin == .series }) {
      Series.name(of: $0.uid)
    }
    return series.flatMap { series in
      let known = (bySeries[series.name] ?? []).map { ($0.uid, $0) }
      return turns.posts(of: series, stored: Dictionary(known, uniquingKeysWith: { $1 }))
    }
  }

  // MARK: - Removals

  /// Whether the files own the post and name it no more. Occurrences that are late are left to
  /// their series.
  private func isRemoved(_ post: StoredPost, series: [Series], now: Instant) -> Bool {
    switch post.uid.origin {
    case .yaml: true
    case .series:
      post.due.instant >= now || !series.contains { $0.name == Series.name(of: post.uid) }
    case .csv, .api, .assist: false
    }
  }

  private func accounts(
    _ snapshot: Snapshot, _ stored: StoredState
  ) -> [Plan.AccountDeclaration] {
    let names = Set(snapshot.accounts.map(\.name))
    return snapshot.accounts.map { .declare($0) }
      + stored.accounts.filter { !names.contains($0) }.sorted().map { .disable($0) }
  }

  // MARK: - What is worth saying

  private func tellLateAdditions(
    _ posts: [DeclaredPost], _ snapshot: Snapshot, _ index: [PostUID: StoredPost],
    _ diff: PostDiff, _ report: Report
  ) {
    var late: [PostUID] = []
    var names: Set<AccountName> = []
    for post in posts where diff.isPast(post) {
      guard let stored = index[post.uid] else { continue }
      let known = stored.deliveries.map(\.account)
      let added = post.targets.map(\.account).filter { !known.contains($0) }
      guard !added.isEmpty else { continue }
      late.append(post.uid)
      names.formUnion(added)
    }
    guard let first = snapshot.posts.first(where: { $0.uid == late.first }) else { return }
    let more = late.count > 1 ? " and \(late.count - 1) more posts" : ""
    report.warning(
      first.place,
      "the time of \(quoted(first.uid.name))\(more) is past; not sent to accounts added since: "
        + names.sorted().map(\.text).joined(separator: ", "))
  }
}
