import Control
import Domain
import Terminal
import Testing

@Suite("Pages")
struct PageTests {
  static let styles: [(String, Style)] = [
    ("80", Style(isTerminal: true, width: 80, hasColour: false)),
    ("40", Style(isTerminal: true, width: 40, hasColour: false)),
    ("120-colour", Style(isTerminal: true, width: 120, hasColour: true)),
    ("pipe", .plain),
  ]

  private func pages(_ style: Style) -> PageWriter {
    PageWriter(
      style: style, time: TimeText(zones: TwoZones(), zone: "Europe/Berlin", now: Samples.now))
  }

  @Test("the status page", arguments: styles)
  func status(_ name: String, _ style: Style) {
    expectSnapshot(pages(style).page(Samples.status), "status-\(name).txt")
  }

  @Test("the accounts with their limits and money", arguments: styles)
  func accounts(_ name: String, _ style: Style) {
    var accounts = Samples.accounts
    accounts[1].limits[0].fullAt = "2026-11-21T09:00:00.000Z"
    accounts[2].spending = SpendingView(
      month: "2026-11", spent: "3.425", budget: "25.00", calls: 17)
    expectSnapshot(pages(style).accounts(accounts), "accounts-\(name).txt")
  }

  @Test("the tokens", arguments: styles)
  func tokens(_ name: String, _ style: Style) {
    expectSnapshot(pages(style).tokens(Samples.tokens), "tokens-\(name).txt")
  }

  @Test("the queue", arguments: styles)
  func queue(_ name: String, _ style: Style) {
    expectSnapshot(pages(style).queue(Samples.queue), "queue-\(name).txt")
  }

  @Test("a post with every attempt", arguments: styles)
  func show(_ name: String, _ style: Style) {
    expectSnapshot(pages(style).page(Samples.post), "show-\(name).txt")
  }

  @Test("the plan", arguments: styles)
  func plan(_ name: String, _ style: Style) {
    expectSnapshot(pages(style).page(Samples.plan), "plan-\(name).txt")
    expectSnapshot(pages(style).page(Samples.wrongPlan), "plan-wrong-\(name).txt")
  }

  @Test("reloads")
  func reloads() {
    let writer = pages(Style(isTerminal: true, width: 80, hasColour: false))
    let generation = Samples.status.generation
    let text = [
      ReloadReport(state: .applied, generation: generation, plan: Samples.plan),
      ReloadReport(
        state: .unchanged, generation: generation,
        plan: PlanView(timezone: "UTC", changes: [], diagnostics: [], quotas: [], uncommitted: [])),
      ReloadReport(state: .refused, generation: generation, plan: Samples.wrongPlan),
    ].map(writer.page).joined(separator: "---\n")
    expectSnapshot(text, "reload.txt")
  }

  @Test("results of posts and actions", arguments: styles)
  func results(_ name: String, _ style: Style) {
    let writer = pages(style)
    let text = [
      writer.page(Samples.result(.success, [.published, .published])),
      writer.page(Samples.result(.partial, [.published, .published, .failed])),
      writer.page(Samples.result(.pending, [.pending])),
      writer.page(Samples.action(), verb: "cancelled"),
      writer.page(Samples.action(dryRun: true), verb: "cancelled"),
    ].joined(separator: "---\n")
    expectSnapshot(text, "results-\(name).txt")
  }

  @Test("the other pages", arguments: styles)
  func others(_ name: String, _ style: Style) {
    let writer = pages(style)
    let at = "2026-11-21T07:00:00.000Z"
    let health = HealthView(
      status: .degraded,
      checks: [
        HealthCheck(name: "store", status: .ok, message: "answers in 1 ms", values: [:]),
        HealthCheck(
          name: "disk", status: .degraded, message: "little space is left",
          values: ["free_bytes": 1_000_000, "share": 0.054]),
      ])
    let calendar = CalendarView(
      timezone: "Europe/Berlin",
      days: [
        CalendarDayView(
          day: "2026-12-01",
          posts: [
            CalendarPostView(
              uid: Samples.launch, due: "2026-12-01T08:30:00.000Z", status: .scheduled,
              accounts: [Samples.fedi, Samples.sky], text: "Belfry 1.0 is out")
          ])
      ])
    let keys = KeysView(
      masterKey: "credential:belfry-key",
      keys: [
        DataKeyView(id: 1, createdAt: at, isPrimary: false, secrets: 3),
        DataKeyView(id: 2, createdAt: at, isPrimary: true, secrets: 9),
      ], toRewrap: 3)
    let audit = Page(
      items: [
        AuditView(
          seq: 7, at: at, actor: "uid:1000", action: "delivery.cancelled",
          subject: "delivery:812", detail: ["why": "typo"], hash: "ff")
      ])
    let notices = Page(
      items: [
        NoticeView(
          id: 1, at: at, kind: .signIn, title: "acme-x: sign in", body: "belfry connect acme-x",
          isDelivered: false)
      ])
    let report = ImportReport(
      batch: "b", state: .refused, isDryRun: false, rows: 3, done: 3, added: 0, unchanged: 0,
      errors: [RowError(line: 3, column: "at", message: "no such day", hint: "use 2026-12-01")])
    let event = EventView(
      seq: 4711, at: at, action: "delivery.published", subject: "delivery:812",
      detail: ["url": "https://x/1"])
    let log = LogLine(
      at: at, level: .warning, message: "held back", fields: ["account.id": "a", "n": "1"])
    let edit = EditReply(
      uid: Samples.launch, isApplied: false, isDryRun: false,
      patch: "--- a/schedule.yaml\n+++ b/schedule.yaml\n", file: "schedule.yaml", deliveries: [])
    let text = [
      writer.page(health), writer.page(calendar), writer.page(keys), writer.audit(audit),
      writer.notices(notices), writer.page(report, file: "posts.csv"), writer.page(event),
      writer.page(log), writer.page(edit),
      writer.page(AuditVerdict(isWhole: true, lines: 12, head: "ab")),
      writer.page(AuditVerdict(isWhole: false, lines: 12, head: "ab", brokenAt: 3)),
    ].joined(separator: "---\n")
    expectSnapshot(text, "others-\(name).txt")
  }

  @Test("no table line is wider than the terminal", arguments: [40, 60, 80, 100])
  func widths(_ width: Int) {
    let writer = pages(Style(isTerminal: true, width: width, hasColour: false))
    for line in writer.queue(Samples.queue).split(separator: "\n") {
      #expect(columns(String(line)) <= width, "\(line)")
    }
  }

  /// Columns by the two wide kinds that the samples have.
  private func columns(_ text: String) -> Int {
    text.reduce(0) { $0 + ($1 == "🍂" || "秋が来た".contains($1) ? 2 : 1) }
  }

  @Test("in a pipe there are no colours, no headings and no cut texts")
  func pipe() {
    let text = pages(.plain).queue(Samples.queue)
    #expect(text.split(separator: "\n").count == 4)
    #expect(text.split(separator: "\n").allSatisfy { $0.count { $0 == "\t" } == 5 })
    #expect(text.contains("with a longer text that does not fit"))
    #expect(!text.contains("\u{1B}"))
  }

  @Test("a post's text cannot move the cursor or forge a line")
  func hostile() {
    for (_, style) in Self.styles where !style.hasColour {
      let writer = pages(style)
      #expect(!writer.queue(Samples.queue).contains("\u{1B}"))
      #expect(!writer.page(Samples.post).contains("\u{1B}"))
    }
  }

  @Test("the progress bar grows and fits")
  func progress() {
    let bar = ProgressBar("importing", width: 60)
    #expect(
      bar.line(done: 500, of: 1000)
        == "\rimporting [################.................] 500 of 1,000\u{1B}[K")
    #expect(bar.line(done: 0, of: 0).contains("[....."))
  }
}
