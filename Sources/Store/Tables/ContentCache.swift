import Domain

/// Contents that were read lately: a delivery's content is wanted several times on its way, and
/// rows of `content` never change.
final class ContentCache {
  private var young: [Int64: Content] = [:]
  /// Those that were the young ones before.
  private var old: [Int64: Content] = [:]
  /// Enough for what is under way at a time; a few hundred bytes each.
  private static let youngMax = 512

  /// The content of a row of `Deliveries.withContent` or of `Situations.ofFlow`.
  func content(ofRow row: Row) throws -> Content {
    let id = row.integer(15)
    if let content = young[id] ?? old[id] { return content }
    let content = try CanonicalContent.decode(row.blob(14))
    if young.count >= ContentCache.youngMax {
      swap(&young, &old)
      young.removeAll(keepingCapacity: true)
    }
    young[id] = content
    return content
  }

  /// After a rollback a number may come to mean another content.
  func forget() { (young, old) = ([:], [:]) }
}
