import Domain

/// Views that speak words, for people with the `sqlite3` tool, and the words themselves.
enum Version1Views {
  static let text = """
    CREATE VIEW deliveries AS
      SELECT delivery.id, post.uid, account.name AS account, placement, \
    delivery_state.word AS state,
        strftime('%Y-%m-%dT%H:%M:%SZ', delivery.due / 1000, 'unixepoch') AS due, cause, question,
        evidence.word AS evidence, content.excerpt AS text
      FROM delivery JOIN post ON post.id = delivery.post
      JOIN account ON account.id = delivery.account
      JOIN delivery_state ON delivery_state.id = delivery.state
      JOIN revision ON revision.delivery = delivery.id AND revision.n = delivery.revision
      JOIN content ON content.id = revision.content
      LEFT JOIN evidence ON evidence.id = delivery.evidence;
    CREATE VIEW flows AS
      SELECT flow.id, flow_kind.word AS kind, account.name AS account, delivery, version, run,
        lane.word AS lane, strftime('%Y-%m-%dT%H:%M:%SZ', not_before / 1000, 'unixepoch')
          AS not_before, tries, negatives, reading, crashes, done
      FROM flow JOIN flow_kind ON flow_kind.id = flow.kind
      JOIN account ON account.id = flow.account JOIN lane ON lane.id = flow.lane;
    CREATE VIEW steps AS
      SELECT step.id, flow, run, name, attempt, call_class.word AS class, part, delivery,
        strftime('%Y-%m-%dT%H:%M:%SZ', step.at / 1000, 'unixepoch') AS at,
        coalesce(later.word, first.word, 'under way') AS outcome, outcome.took AS took_ms
      FROM step JOIN call_class ON call_class.id = step.class
      LEFT JOIN outcome ON outcome.step = step.id
      LEFT JOIN step_meaning AS first ON first.id = outcome.meaning
      LEFT JOIN verdict ON verdict.step = step.id
      LEFT JOIN step_meaning AS later ON later.id = verdict.meaning;

    """

  /// The rows of the reference tables: table, number, word.
  static let words: [(table: String, number: Int, word: String)] =
    [
      ("delivery_state", 0, "draft"), ("delivery_state", 1, "awaiting approval"),
      ("delivery_state", 2, "scheduled"), ("delivery_state", 3, "preparing"),
      ("delivery_state", 4, "armed"), ("delivery_state", 5, "publishing"),
      ("delivery_state", 6, "confirming"), ("delivery_state", 7, "doubtful"),
      ("delivery_state", 8, "blocked"), ("delivery_state", 9, "published"),
      ("delivery_state", 10, "refused"), ("delivery_state", 11, "expired"),
      ("delivery_state", 12, "cancelled"), ("delivery_state", 13, "attention"),
      ("flow_kind", 0, "publish"), ("flow_kind", 1, "connect"), ("flow_kind", 2, "refresh"),
      ("flow_kind", 3, "probe"), ("flow_kind", 4, "delete"), ("flow_kind", 5, "edit"),
      ("flow_kind", 6, "revoke"),
      ("lane", 0, "settle"), ("lane", 1, "due"), ("lane", 2, "prepare"), ("lane", 3, "catch up"),
      ("account_state", 0, "not connected"), ("account_state", 1, "ok"),
      ("account_state", 2, "sign in"), ("account_state", 3, "disabled"),
      ("call_class", 0, "harmless"), ("call_class", 1, "secret"), ("call_class", 2, "visible"),
      ("call_class", 3, "edit"),
      ("step_meaning", 1, "done"), ("step_meaning", 2, "refused"),
      ("step_meaning", 3, "not sent"), ("step_meaning", 4, "unknown"),
      ("step_meaning", 5, "present"), ("step_meaning", 6, "absent"),
      ("outcome_form", 1, "answered"), ("outcome_form", 2, "not sent"),
      ("outcome_form", 3, "unknown"),
      ("evidence", 0, "answer"), ("evidence", 1, "read"), ("evidence", 2, "person"),
      ("media_state", 1, "uploading"), ("media_state", 2, "uploaded"),
      ("media_state", 3, "failed"), ("media_state", 4, "deleted"),
    ]

  /// The reference rows as statements; the words are constants of ours without quotes.
  static var fillings: String {
    words.map { "INSERT INTO \($0.table) VALUES(\($0.number), '\($0.word)');" }
      .joined(separator: "\n")
  }
}
