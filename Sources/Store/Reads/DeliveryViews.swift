import Domain

/// Reading rows of the queue as people see them.
enum DeliveryViews {
  static let columns = """
    delivery.id, post.uid, account.name, account.platform, delivery.placement, post.project,
    delivery.state, delivery.due, flow.not_before, content.excerpt, coalesce(flow.tries, 0),
    post.attempts, delivery.cause, delivery.question, delivery.reason, remote.remote_id,
    remote.url, delivery.settled_at
    """
  static let tables = """
    delivery JOIN post ON post.id = delivery.post JOIN account ON account.id = delivery.account
    JOIN revision ON revision.delivery = delivery.id AND revision.n = delivery.revision
    JOIN content ON content.id = revision.content
    LEFT JOIN flow ON flow.delivery = delivery.id AND flow.kind = 0
    LEFT JOIN remote ON remote.delivery = delivery.id AND remote.part = 0
    """
  static let byID = SQL(
    """
    SELECT \(columns) FROM \(tables)
    WHERE delivery.id = ? AND delivery.staged NOT IN staging
    """)
  static let ofPost = SQL(
    "SELECT \(columns) FROM \(tables) WHERE delivery.post = ? ORDER BY delivery.id")

  static func read(_ row: Row, _ timeText: (Instant) -> String) throws -> DeliveryView {
    guard let uid = PostUID(row.text(1)), let account = AccountName(row.text(2)),
      let state = DeliveryState(rawValue: row.int(6))
    else { throw damaged("delivery \(row.integer(0))") }
    func time(_ column: Int32) -> String? {
      row.optionalInteger(column).map { timeText(Instant(milliseconds: $0)) }
    }
    let waits = !state.isSettled && row.integer(8) < Instant.never.milliseconds
    return DeliveryView(
      id: DeliveryID(row.integer(0)), uid: uid, account: account,
      platform: PlatformName(row.text(3)), placement: row.text(4), project: row.optionalText(5),
      status: OuterDeliveryStatus(state, tries: row.int(10)), state: state.word,
      due: time(7) ?? "", notBefore: waits ? time(8) : nil, text: row.text(9),
      attempts: row.int(10), maxAttempts: row.int(11), cause: row.optionalText(12),
      question: row.optionalText(13),
      error: try row.optionalBlob(14).map { try JSON.decode(ErrorObject.self, from: $0) },
      remoteId: row.optionalText(15), remoteUrl: row.optionalText(16), settledAt: time(17))
  }
}
