import Domain

/// Finds the time of a post that depends on what the store knows: `now` and slots.
struct TimeResolver {
  let zones: any TimeZones
  let now: Instant
  let horizon: Duration

  /// The time of a post; `nil` when its slot has none left, which is reported.
  func due(
    of post: SnapshotPost, stored: StoredPost?, book: inout SlotBook, report: Report
  ) -> DeclaredPost.Due? {
    switch post.when {
    case .at(let instant, let zone): return DeclaredPost.Due(instant: instant, zone: zone)
    case .now(let zone):
      // A time to come was another wish than "now"; a time that is gone was the "now" of then.
      if let stored, stored.due.instant <= now { return stored.due }
      return DeclaredPost.Due(instant: now, zone: zone)
    case .next(let slot):
      if let due = keptSlot(post, stored) ?? book.next(slot) { return due }
      report.error(
        post.timePlace,
        "no free time within \(DurationText.text(horizon)) for \(quoted(post.uid.name))",
        hint: "add times to the slot, or raise horizon:")
      return nil
    }
  }

  /// The time that a post with a slot was given earlier. It keeps it, unless it was dropped from
  /// the files and comes back after its time.
  func keptSlot(_ post: SnapshotPost, _ stored: StoredPost?) -> DeclaredPost.Due? {
    guard case .next(let slot) = post.when, let stored, stored.due.slot == slot else { return nil }
    let wasDropped = stored.deliveries.allSatisfy(\.cancelledByFiles)
    return wasDropped && stored.due.instant <= now ? nil : stored.due
  }

  /// A new post with a time that is long gone is a mistake, unless it says what to do then.
  func judgeNew(_ post: SnapshotPost, _ due: DeclaredPost.Due, _ report: Report) {
    guard due.instant + post.rules.grace < now else { return }
    let local = zones.local(due.instant, in: due.zone)
    let time = local.map { "\($0.time.text) \($0.abbreviation)" } ?? due.instant.rfc3339
    let message = "\(time) is in the past, and \(quoted(post.uid.name)) is new"
    switch post.rules.late {
    case .ask:
      report.error(
        post.timePlace, message,
        hint: "correct the time, write at: now, or say late: skip or late: publish")
    case .skip: report.warning(post.timePlace, message, hint: "it will not go out (late: skip)")
    case .publish:
      report.warning(post.timePlace, message, hint: "it goes out at once (late: publish)")
    }
  }
}
