import Control
import Domain
import Store

extension Operator {
  /// Records of one page, unless the caller says.
  private static let mediaRows = 100

  /// What people brought, the latest first.
  func media(_ request: ListMedia) async throws(ErrorObject) -> Page<MediaView> {
    let limit = request.limit ?? Operator.mediaRows
    let before = try request.cursor.map { cursor throws(ErrorObject) in
      let halves = cursor.split(separator: ",", maxSplits: 1)
      guard halves.count == 2, let created = Int64(halves[0]) else {
        throw ErrorObject(.badRequest, "cursor: not one that an answer gave")
      }
      return (created: Instant(milliseconds: created), id: String(halves[1]))
    }
    let records = try await inTurn { context in
      try context.store.media(
        owner: request.owner, project: request.project, state: request.state, before: before,
        limit: limit)
    }
    let next =
      records.count < limit
      ? nil
      : records.last.map { last in
        "\(last.createdAt.milliseconds),\(last.id)"
      }
    return Page(items: records.map(MediaView.init), next: next)
  }
}
