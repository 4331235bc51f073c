import Domain

/// Makes the coming occurrences of a series, and gives each its text: always the one whose last
/// turn lies furthest back, so that none comes twice before all came once.
struct SeriesTurns {
  let zones: any TimeZones
  let recurrences: any Recurrences
  let now: Instant

  /// Occurrences exist this long before they are due.
  static let ahead = Duration.seconds(35 * 86_400)
  /// More occurrences than this in that time are not made; a post every half hour is fewer.
  static let limit = 2000

  /// - Parameter stored: what the store knows of the series, by uid.
  func posts(of series: Series, stored: [PostUID: StoredPost]) -> [DeclaredPost] {
    guard let from = zones.local(now, in: series.zone)?.time,
      let until = zones.local(now + SeriesTurns.ahead, in: series.zone)?.time
    else { return [] }
    var turns = history(stored)
    let times = series.occurrences(
      from: from, until: until, limit: SeriesTurns.limit, using: recurrences)
    return times.compactMap { local -> DeclaredPost? in
      let uid = series.uid(at: local)
      guard let instant = zones.resolve(local, in: series.zone)?.instant, instant >= now,
        stored[uid].map(isOpen) ?? true
      else { return nil }
      let item = longestUnused(series.items, turns)
      turns[item.key] = instant
      return series.rules.post(
        uid, due: DeclaredPost.Due(instant: instant, zone: series.zone), targets: item.targets,
        seriesItem: item.key, place: series.place)
    }
  }

  /// The last turn of each text. A text that is out, or may be, had its turn; so has one that is
  /// late. An occurrence that was cancelled or expired gave its text no turn.
  private func history(_ stored: [PostUID: StoredPost]) -> [String: Instant] {
    var turns: [String: Instant] = [:]
    for uid in stored.keys.sorted() {
      guard let post = stored[uid], let item = post.seriesItem else { continue }
      let wentOut = post.deliveries.contains {
        !$0.state.canBeChanged && $0.state != .cancelled && $0.state != .expired
      }
      guard wentOut || (isOpen(post) && post.due.instant < now) else { continue }
      turns[item] = max(turns[item] ?? post.due.instant, post.due.instant)
    }
    return turns
  }

  /// Something of it can still be changed or come back.
  private func isOpen(_ post: StoredPost) -> Bool {
    post.deliveries.contains { $0.state.canBeChanged || $0.cancelledByFiles }
  }

  private func longestUnused(_ items: [Series.Item], _ turns: [String: Instant]) -> Series.Item {
    var best = items[0]
    for item in items.dropFirst() where isEarlier(turns[item.key], turns[best.key]) { best = item }
    return best
  }

  private func isEarlier(_ left: Instant?, _ right: Instant?) -> Bool {
    guard let right else { return false }
    guard let left else { return true }
    return left < right
  }
}
