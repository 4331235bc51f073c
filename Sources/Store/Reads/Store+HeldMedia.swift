import Domain

/// Files of the spool that deliveries need, by one slice of the deliveries.
package struct HeldMedia: Hashable, Sendable {
  /// Hashes, hexadecimal.
  package var hashes: Set<String>
  /// The last delivery that was looked at; `nil` when there are no more.
  package var last: Int64?
}

extension Store {
  /// Which files the deliveries after `last` need that are not over, in whatever revision, and what
  /// their open flows have fetched. What waits for an answer is not over.
  ///
  /// - Parameter span: how many deliveries to look at, at most.
  package func heldMedia(after last: Int64, span: Int64) throws -> HeldMedia {
    checkOwner()
    let end = try connection.first(Held.end) { $0.integer(0) } ?? 0
    guard end > last else { return HeldMedia(hashes: [], last: nil) }
    let upTo = min(end, last + span)
    var held = HeldMedia(hashes: [], last: upTo)
    let bodies = try connection.rows(Held.contents, last, upTo) { $0.blob(0) }
    for body in bodies {
      for part in try CanonicalContent.decode(body).parts {
        held.hashes.formUnion(part.media.map(\.file.hash))
      }
    }
    let answers = try connection.rows(Held.answers, last, upTo) { $0.blob(0) }
    for answer in answers {
      guard case .spooled(let file) = try AnswerCoding.decode(answer).body else { continue }
      held.hashes.insert(file.hash)
    }
    return held
  }
}

private enum Held {
  static let end = SQL("SELECT max(id) FROM delivery")
  /// Most contents name no file; those are not even read.
  static let contents = SQL(
    """
    SELECT DISTINCT content.body FROM delivery
    JOIN revision ON revision.delivery = delivery.id JOIN content ON content.id = revision.content
    WHERE delivery.id > ? AND delivery.id <= ? AND (delivery.state < 9 OR delivery.state = 13)
      AND instr(content.body, CAST('"hash":"' AS BLOB)) > 0
    """)
  static let answers = SQL(
    """
    SELECT outcome.body FROM flow JOIN step ON step.flow = flow.id
    JOIN outcome ON outcome.step = step.id
    WHERE flow.delivery > ? AND flow.delivery <= ? AND flow.done = 0 AND outcome.form = 1
    """)
}
