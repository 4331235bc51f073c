package import Domain

extension Store {
  /// A post with its deliveries and every attempt (the latest 1,000); `nil` for an unknown uid.
  package func show(_ uid: PostUID) throws -> PostView? {
    checkOwner()
    let found = try connection.first(Show.post, uid.text) { row in
      ShownPost(
        id: row.integer(0), due: Instant(milliseconds: row.integer(1)), zone: row.text(2),
        project: row.optionalText(3))
    }
    guard let post = found else { return nil }
    let deliveries = try connection.rows(DeliveryViews.ofPost, post.id) {
      try DeliveryViews.read($0, timeText)
    }
    let states = try connection.rows(Deliveries.ofPost, post.id, body: Deliveries.read).map(\.state)
    return PostView(
      uid: uid, status: OuterPostStatus(of: states), due: timeText(post.due), zone: post.zone,
      project: post.project, deliveries: deliveries,
      parts: try connection.rows(Show.parts, post.id, body: Show.readPart),
      attempts: try connection.rows(Show.attempts, post.id) { try Show.readAttempt($0, timeText) }
        .reversed())
  }

  /// The post that a delivery belongs to; `nil` for an unknown number.
  package func show(_ delivery: DeliveryID) throws -> PostView? {
    try self.delivery(delivery).flatMap { try show($0.uid) }
  }

  private struct ShownPost {
    var id: Int64
    var due: Instant
    var zone: String
    var project: String?
  }
}

/// Reading attempts and parts as people see them.
private enum Show {
  static let post = SQL(
    "SELECT id, due, zone, project FROM post WHERE uid = ? AND staged NOT IN staging")
  static let parts = SQL(
    """
    SELECT remote.delivery, remote.part, coalesce(remote.remote_id, ''), remote.url,
      remote.evidence FROM delivery JOIN remote ON remote.delivery = delivery.id
    WHERE delivery.post = ? ORDER BY remote.delivery, remote.part
    """)
  static let attempts = SQL(
    """
    SELECT flow.delivery, step.run, step.name, step.attempt, call_class.word, step.call, step.at,
      coalesce(later.word, first.word, 'under way'), outcome.form, outcome.took, outcome.body
    FROM delivery JOIN flow ON flow.delivery = delivery.id JOIN step ON step.flow = flow.id
    JOIN call_class ON call_class.id = step.class
    LEFT JOIN outcome ON outcome.step = step.id
    LEFT JOIN step_meaning AS first ON first.id = outcome.meaning
    LEFT JOIN verdict ON verdict.step = step.id
    LEFT JOIN step_meaning AS later ON later.id = verdict.meaning
    WHERE delivery.post = ? ORDER BY step.id DESC LIMIT 1000
    """)
  /// Characters of an answer's body that are shown.
  private static let answerLengthMax = 500

  static func readPart(_ row: Row) throws -> PublishedPartView {
    guard let evidence = Evidence(number: row.int(4)) else { throw damaged("a published part") }
    return PublishedPartView(
      delivery: DeliveryID(row.integer(0)), part: row.int(1), remoteId: row.text(2),
      remoteUrl: row.optionalText(3), evidence: evidence)
  }

  static func readAttempt(_ row: Row, _ timeText: (Instant) -> String) throws -> AttemptView {
    let target = try CallCoding.target(of: row.blob(5))
    var view = AttemptView(
      delivery: DeliveryID(row.integer(0)), run: row.int(1), step: row.text(2),
      attempt: row.int(3), kind: row.text(4), method: target.method,
      url: String(target.url.prefix { $0 != "?" }),
      at: timeText(Instant(milliseconds: row.integer(6))), outcome: row.text(7), status: nil,
      tookMs: row.optionalInteger(9).map { Int($0) }, answer: nil)
    guard !row.isNull(8) else { return view }
    if row.int(8) == OutcomeForm.answered.rawValue {
      let answer = try AnswerCoding.decode(row.blob(10))
      view.status = answer.status
      view.answer = String(answer.text.prefix(answerLengthMax))
    } else {
      view.answer = row.text(10)
    }
    return view
  }
}
