import Domain

/// Notices when so many posts vanish at once that it looks like an unmounted directory rather than
/// an intention.
enum RemovalGuard {
  /// Fewer removals than this are never too many, unless they are all there is.
  static let atLeast = 5
  /// More removals than this share of the pending posts are too many, in percent.
  static let percent = 20

  /// Occurrences of series do not count, nor do drafts, which are named on purpose, nor a single
  /// post that is the only one.
  ///
  /// - Parameters:
  ///   - removals: the posts that the files name no more.
  ///   - stored: all posts of the store.
  ///   - drafts: posts that the files hold back.
  static func judge(
    _ removals: [StoredPost], of stored: [StoredPost], drafts: Set<PostUID>
  ) -> Plan.MassRemoval? {
    let removed = removals.count { isPending($0) && !drafts.contains($0.uid) }
    let pending = stored.count(where: isPending)
    let isMany = removed >= atLeast && removed * 100 > pending * percent
    guard isMany || (removed == pending && removed > 1) else { return nil }
    return Plan.MassRemoval(removed: removed, pending: pending)
  }

  private static func isPending(_ post: StoredPost) -> Bool {
    post.uid.origin == .yaml && post.deliveries.contains(where: \.state.canBeChanged)
  }
}
