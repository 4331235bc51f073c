import Domain

/// Contents that were read lately: a delivery's content is wanted several times on its way, and
/// rows of `content` never change.
final class ContentCache {
  private var contents: [Int64: Content] = [:]
  /// Enough for what is under way at a time; a few hundred bytes each.
  private static let countMax = 512

  /// The content of a row of `Deliveries.withContent`.
  func content(ofRow row: Row) throws -> Content {
    let id = row.integer(15)
    if let content = contents[id] { return content }
    let content = try CanonicalContent.decode(row.blob(14))
    if contents.count >= ContentCache.countMax { contents.removeAll(keepingCapacity: true) }
    contents[id] = content
    return content
  }

  /// After a rollback a number may come to mean another content.
  func forget() { contents.removeAll(keepingCapacity: true) }
}
