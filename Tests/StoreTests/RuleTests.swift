import Domain
import Testing

@testable import Store

/// The database keeps its rules by itself: here each is attacked with plain SQL, around everything
/// that the program checks.
@Suite("Rules of the schema")
struct RuleTests {
  struct Attack: CustomTestStringConvertible {
    var rule: String
    var stage: Stage
    var sql: String
    /// Part of SQLite's message, to know that the rule meant is the one that spoke.
    var says: String

    init(_ rule: String, _ stage: Stage, _ sql: String, says: String) {
      self.rule = rule
      self.stage = stage
      self.sql = sql
      self.says = says
    }

    var testDescription: String { rule }
  }

  static func step(
    _ kind: Int, flow: Int = 1, delivery: String = "1", account: Int = 1, part: Int = 0,
    name: String = "again"
  ) -> String {
    """
    INSERT INTO step(flow, run, name, attempt, class, part, account, delivery, match_key, call,
      call_hash, at, boot) VALUES(\(flow), 1, '\(name)', 1, \(kind), \(part), \(account),
      \(delivery), '', x'', x'', 0, 1)
    """
  }

  static func outcome(_ step: Int, form: Int, meaning: Int) -> String {
    "INSERT INTO outcome VALUES(\(step), \(form), \(meaning), 0, 0, x'')"
  }

  static func verdict(_ meaning: Int, evidence: String = "1") -> String {
    "INSERT INTO verdict VALUES(1, \(meaning), \(evidence), 0, x'')"
  }

  static let steps: [Attack] = [
    Attack(
      "a visible call needs a delivery", .scheduled, step(2, delivery: "NULL"),
      says: "belongs to a delivery"),
    Attack(
      "no second visible call while the first is under way", .flying, step(2),
      says: "not proven absent"),
    Attack("no second visible call in doubt", .doubtful, step(2), says: "not proven absent"),
    Attack("no visible call for a public part", .partial, step(2), says: "public already"),
    Attack("no visible call after publishing", .published, step(2), says: "is over"),
    Attack(
      "one visible call per account", .flying, step(2, flow: 2, delivery: "2"),
      says: "of this account is under way"),
    Attack(
      "one visible call per delivery, even on another account", .flying,
      step(2, account: 2, part: 1), says: "flight.delivery"),
    Attack(
      "one secret call per account", .spending, step(1, flow: 4, delivery: "NULL"),
      says: "of this account is under way"),
    Attack(
      "an attempt is journaled once", .flying, step(0, name: "status"), says: "UNIQUE"),
    Attack("a step never changes", .flying, "UPDATE step SET call = x'00'", says: "never changes"),
    Attack("a visible step stays", .flying, "DELETE FROM step", says: "may be forgotten"),
    Attack("a step has a flow", .scheduled, step(0, flow: 77), says: "FOREIGN KEY"),
  ]

  static let outcomes: [Attack] = [
    Attack(
      "a step is closed once", .doubtful, outcome(1, form: 1, meaning: 1),
      says: "settled already"),
    Attack(
      "a step is not closed twice with OR REPLACE", .doubtful,
      "INSERT OR REPLACE INTO outcome VALUES(1, 2, 3, 0, 0, x'')", says: "settled already"),
    Attack(
      "absence is no outcome", .flying, outcome(1, form: 3, meaning: 6), says: "an outcome is"),
    Attack(
      "a lost answer refuses nothing", .flying, outcome(1, form: 3, meaning: 2),
      says: "only an answer"),
    Attack(
      "a lost answer is not 'not sent'", .flying, outcome(1, form: 3, meaning: 3),
      says: "was sent"),
    Attack("an outcome never changes", .doubtful, "UPDATE outcome SET meaning = 3", says: "never"),
    Attack("an outcome stays", .doubtful, "DELETE FROM outcome", says: "may be forgotten"),
    Attack("a verdict needs an outcome", .flying, verdict(6), says: "FOREIGN KEY"),
    Attack(
      "a verdict is present or absent", .doubtful, verdict(1), says: "says present or absent"),
    Attack("a verdict has evidence", .doubtful, verdict(6, evidence: "NULL"), says: "NOT NULL"),
    Attack(
      "an answered call gets no verdict", .published, verdict(6), says: "only an unknown"),
    Attack(
      "a call under way cannot be dropped", .flying, "DELETE FROM flight",
      says: "still under way"),
    Attack(
      "a call under way cannot be replaced", .flying,
      "INSERT OR REPLACE INTO flight VALUES(1, 2, 9)", says: "still under way"),
    Attack(
      "a call under way cannot be moved", .flying, "UPDATE flight SET account = 2",
      says: "never changes"),
    Attack(
      "a secret call under way cannot be dropped", .spending, "DELETE FROM spending",
      says: "still under way"),
    Attack(
      "a secret call under way cannot be moved", .spending, "UPDATE spending SET account = 2",
      says: "never changes"),
    Attack("a doubt needs proof to end", .doubtful, "DELETE FROM unproven", says: "nothing proves"),
    Attack(
      "a doubt cannot be moved", .doubtful, "UPDATE unproven SET part = 9", says: "never changes"),
    Attack(
      "nothing is public while its call is under way", .flying,
      "INSERT INTO remote VALUES(9, 1, 0, 1, 'x', NULL, NULL, 0, 0, NULL)",
      says: "is under way"),
    Attack("what is public stays known", .published, "DELETE FROM remote", says: "stays known"),
    Attack(
      "what is public keeps its name", .published, "UPDATE remote SET remote_id = 'x'",
      says: "keeps its name"),
    Attack(
      "one claimant per remote post", .published,
      "INSERT INTO remote VALUES(9, 2, 0, 1, '99', NULL, NULL, 0, 0, NULL)", says: "remote_id"),
    Attack(
      "one remote post per part", .published,
      "INSERT INTO remote VALUES(9, 1, 0, 1, '100', NULL, NULL, 0, 0, NULL)", says: "remote.part"
    ),
  ]

  static let deliveries: [Attack] = [
    Attack(
      "publishing needs a committed intent", .scheduled,
      "UPDATE delivery SET state = 5 WHERE id = 1", says: "needs a call under way"),
    Attack(
      "published needs evidence", .doubtful, "UPDATE delivery SET state = 9 WHERE id = 1",
      says: "needs evidence"),
    Attack(
      "published needs evidence, NULL included", .doubtful,
      "UPDATE delivery SET state = 9, evidence = NULL WHERE id = 1", says: "needs evidence"),
    Attack(
      "the word 'answer' alone is no evidence", .doubtful,
      "UPDATE delivery SET state = 9, evidence = 0 WHERE id = 1", says: "needs an answer"),
    Attack(
      "the word 'read' alone is no evidence", .scheduled,
      "UPDATE delivery SET state = 9, evidence = 1 WHERE id = 1", says: "needs an answer"),
    Attack(
      "nobody's word counts while the call is under way", .flying,
      "UPDATE delivery SET state = 9, evidence = 2 WHERE id = 1", says: "is under way"),
    Attack(
      "published is final", .published, "UPDATE delivery SET state = 2 WHERE id = 1",
      says: "is final"),
    Attack(
      "published keeps its evidence", .published,
      "UPDATE delivery SET evidence = NULL WHERE id = 1", says: "needs evidence"),
    Attack(
      "a delivery begins unpublished", .scheduled,
      "INSERT INTO delivery(post, account, placement, revision, state, due, evidence) "
        + "VALUES(1, 2, 'feed', 1, 9, 0, 2)", says: "begins as"),
    Attack(
      "one delivery per post, account and placement, for ever", .scheduled,
      "INSERT INTO delivery(post, account, placement, revision, state, due) "
        + "VALUES(1, 1, 'feed', 1, 2, 0)", says: "UNIQUE"),
    Attack(
      "a delivery keeps its account", .scheduled, "UPDATE delivery SET account = 2 WHERE id = 1",
      says: "keeps its post"),
    Attack("a delivery stays", .scheduled, "DELETE FROM delivery WHERE id = 1", says: "forgotten"),
    Attack("a post stays", .scheduled, "DELETE FROM post WHERE id = 1", says: "forgotten"),
    Attack(
      "a uid stays", .scheduled, "UPDATE post SET uid = 'yaml:z' WHERE id = 1",
      says: "keeps its id"),
    Attack(
      "a uid is never used again", .scheduled,
      "INSERT INTO post SELECT 99, uid, due, zone, slot, late_policy, grace, needs_approval, "
        + "on_edit, attempts, project, series_item, place, revision, fingerprint, generation, 0 "
        + "FROM post WHERE id = 1", says: "post.uid"),
    Attack(
      "a state has a word", .scheduled, "UPDATE delivery SET state = 14 WHERE id = 1",
      says: "FOREIGN KEY"),
    Attack(
      "audit lines never change", .scheduled, "UPDATE audit SET actor = 'x' WHERE seq = 1",
      says: "append-only"),
    Attack("audit lines stay", .scheduled, "DELETE FROM audit", says: "append-only"),
    Attack(
      "audit lines cannot be replaced", .scheduled,
      "INSERT OR REPLACE INTO audit SELECT seq, at, boot, 'x', action, subject, detail, hash "
        + "FROM audit WHERE seq = 1", says: "append-only"),
    Attack(
      "a revision never changes", .scheduled, "UPDATE revision SET content = 2",
      says: "never changes"),
    Attack(
      "content never changes", .scheduled, "UPDATE content SET excerpt = 'x'",
      says: "never changes"),
  ]

  static let staging: [Attack] = [
    Attack(
      "no visible call before a delivery is in force", .staged,
      step(2, flow: 4, delivery: "4"), says: "not in force yet"),
    Attack(
      "nothing joins a staging that is over", .scheduled,
      "INSERT INTO post(uid, due, zone, late_policy, grace, needs_approval, on_edit, attempts, "
        + "place, revision, staged) VALUES('yaml:z', 0, '', '', 0, 0, '', 0, '', 1, 9)",
      says: "is in force already"),
    Attack(
      "a delivery is staged with its post", .staged,
      "INSERT INTO delivery(post, account, placement, revision, state, due) "
        + "VALUES(4, 2, 'feed', 1, 2, 0)", says: "staged with its post"),
    Attack(
      "a flow is staged with its delivery", .staged,
      "INSERT INTO flow SELECT 9, 4, account, delivery, 1, 1, 0, 0, 0, 0, 0, 0, NULL, x'', NULL, "
        + "0, 0 FROM flow WHERE id = 4", says: "staged with its delivery"),
    Attack(
      "a flow keeps its delivery", .scheduled, "UPDATE flow SET delivery = 2 WHERE id = 1",
      says: "keeps its delivery"),
  ]

  static let ends: [Attack] = [Stage.flying, .partial].flatMap { stage in
    (10...12).map { state in
      Attack(
        "no end as \(DeliveryState(rawValue: state)!.word) while \(stage)", stage,
        "UPDATE delivery SET state = \(state) WHERE id = 1",
        says: stage == .flying ? "is under way" : "is public")
    }
  }

  static let all = steps + outcomes + deliveries + staging + ends

  @Test("the database refuses by itself", arguments: all)
  func refuses(_ attack: Attack) throws {
    let fixture = try attack.stage.prepare()
    let before = try snapshot(fixture)
    let error = #expect(throws: StoreError.self) { try fixture.raw(attack.sql) }
    #expect(error?.kind == .refused && error?.isRuleOfSchema == true)
    #expect(error?.message.contains(attack.says) == true, "\(String(describing: error))")
    #expect(try snapshot(fixture) == before)
  }

  @Test("every trigger that refuses is attacked here")
  func allRulesAreAttacked() throws {
    let rules = Version1Rules.text.split(separator: "\n").compactMap { line in
      line.wholeMatch(of: /.*RAISE\(FAIL, '(.*)'\).*/).map { String($0.1) }
    }
    #expect(rules.count > 30)
    for rule in Set(rules) {
      let isKnown = Self.all.contains { rule.contains($0.says) } || Self.provenElsewhere(rule)
      #expect(isKnown, "\(rule)")
    }
  }

  /// Rules that a first refusal hides from plain SQL; `LedgerTests` and the cases below
  /// attack them.
  private static func provenElsewhere(_ rule: String) -> Bool {
    rule == "a verdict was given already" || rule == "a verdict stays"
      || rule == "a verdict never changes"
  }

  @Test("a verdict is given once and stays")
  func verdictStays() throws {
    let fixture = try Stage.doubtful.prepare()
    try fixture.raw(Self.verdict(5))
    for sql in [Self.verdict(6), "UPDATE verdict SET meaning = 6", "DELETE FROM verdict"] {
      let error = #expect(throws: StoreError.self) { try fixture.raw(sql) }
      #expect(error?.kind == .refused)
    }
    #expect(try fixture.number("SELECT meaning FROM verdict") == 5)
  }

  @Test("a rule that is broken in the middle of an event undoes the event and nothing else")
  func parkable() throws {
    let fixture = try Stage.scheduled.prepare()
    try fixture.store.turn { store in
      _ = try store.carryOut([.notice(Notice(.disk, title: "kept", body: ""))], at: fixture.now)
      #expect(throws: StoreError.self) {
        try store.carryOut(
          [
            .notice(Notice(.disk, title: "undone", body: "")),
            .audit(AuditEntry(actor: "a", action: "undone", subject: "s")),
            .delivery(DeliveryID(1), DeliveryChange(.publishing)),
          ], at: fixture.now)
      }
      _ = try store.carryOut(
        [
          .delivery(DeliveryID(1), DeliveryChange(.attention, question: .brokenJournal)),
          .audit(AuditEntry(actor: "a", action: "kept", subject: "s")),
        ], at: fixture.now)
    }
    #expect(try fixture.text("SELECT group_concat(title) FROM notice") == "kept")
    #expect(try fixture.number("SELECT count(*) FROM audit WHERE action = 'undone'") == 0)
    #expect(try fixture.situation().delivery?.question == .brokenJournal)
    #expect(try fixture.store.verifyAudit().broken == nil)
  }

  /// Everything that a broken rule could have changed.
  private func snapshot(_ fixture: Fixture) throws -> [String] {
    try [
      "delivery", "post", "step", "outcome", "verdict", "flight", "spending", "unproven",
      "remote", "revision", "content", "audit",
    ].map { table in
      let columns = try fixture.store.connection.rows(
        SQL("SELECT name FROM pragma_table_info('\(table)')")
      ) { $0.text(0) }
      let row = columns.map { "quote(\($0))" }.joined(separator: " || ',' || ")
      return try fixture.text("SELECT group_concat(\(row), ';') FROM \(table)")
    }
  }
}
