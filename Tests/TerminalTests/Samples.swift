import Control
import Domain
import Terminal

/// A small world to print: one moment, three accounts, some posts.
enum Samples {
  static let now = Instant(rfc3339: "2026-11-21T08:16:00Z")!
  static let fedi = AccountName("acme-fedi")!
  static let sky = AccountName("acme-sky")!
  static let x = AccountName("acme-x")!
  static let launch = PostUID(.yaml, "launch")

  static func account(
    _ name: AccountName, _ platform: PlatformName, state: String = "ok", reason: String? = nil,
    limit: LimitView, token: TokenView?
  ) -> AccountView {
    AccountView(
      name: name, platform: platform, project: nil, state: state, reason: reason, handle: nil,
      nextDue: "2026-11-21T08:30:00.000Z", publishedToday: 4, pending: 2, limits: [limit],
      token: token, circuit: "closed")
  }

  static let accounts = [
    account(
      fedi, .mastodon,
      limit: LimitView(
        name: "posts", unit: "posts", left: 296, capacity: 300, perSeconds: 10_800, fullAt: nil),
      token: TokenView(
        obtainedAt: "2026-01-01T00:00:00.000Z", accessExpires: nil, refreshExpires: nil,
        scopes: [])),
    account(
      sky, .bluesky,
      limit: LimitView(
        name: "points", unit: "points", left: 4988, capacity: 5000, perSeconds: 3600, fullAt: nil),
      token: TokenView(
        obtainedAt: "2026-01-01T00:00:00.000Z", accessExpires: "2026-11-21T08:57:30.000Z",
        refreshExpires: "2027-01-01T00:00:00.000Z", scopes: [])),
    account(
      x, PlatformName("x"), state: "sign in", reason: "refused 08:02",
      limit: LimitView(
        name: "posts", unit: "posts", left: 12, capacity: 15, perSeconds: 86_400, fullAt: nil),
      token: nil),
  ]

  static let tokens = [
    TokenStandingView(
      account: fedi, platform: .mastodon, state: "ok", source: "sign-in",
      connectedAt: "2026-01-01T00:00:00.000Z", obtainedAt: "2026-01-01T00:00:00.000Z",
      accessExpires: nil, refreshExpires: nil, renewsItself: false, nextRenewal: nil, ends: nil,
      scopes: ["write:statuses"], missingScopes: ["write:media"]),
    TokenStandingView(
      account: sky, platform: .bluesky, state: "ok", source: "renewal",
      connectedAt: "2026-01-01T00:00:00.000Z", obtainedAt: "2026-11-21T07:00:00.000Z",
      accessExpires: "2026-11-21T08:57:30.000Z", refreshExpires: "2027-01-01T00:00:00.000Z",
      renewsItself: true, nextRenewal: "2026-12-11T15:00:00.000Z",
      ends: "2027-01-01T00:00:00.000Z", scopes: [], missingScopes: []),
    TokenStandingView(
      account: x, platform: PlatformName("x"), state: "sign in", source: "none", connectedAt: nil,
      obtainedAt: nil, accessExpires: nil, refreshExpires: nil, renewsItself: false,
      nextRenewal: nil, ends: nil, scopes: [], missingScopes: []),
  ]

  static let doubtful = DeliveryView(
    id: DeliveryID(812), uid: PostUID(.yaml, "autumn"), account: AccountName("acme-li")!,
    platform: PlatformName("linkedin"), placement: "feed", project: nil, status: .needsYou,
    state: "attention", due: "2026-11-21T08:00:00.000Z", notBefore: nil,
    text: "Autumn is here.\nAnd so are we: 秋が来た 🍂 with a longer text that does not fit",
    attempts: 1, maxAttempts: 5, cause: nil, question: "may have been published",
    error: ErrorObject(
      .outcomeUnknown, "the answer was lost at 08:00:03, and LinkedIn cannot be asked",
      hint: "look, then: belfry resolve 812 --published URL | --resend | --drop"),
    remoteId: nil, remoteUrl: nil, settledAt: nil)

  static func delivery(
    _ number: Int64, _ account: AccountName, _ status: OuterDeliveryStatus,
    error: ErrorObject? = nil
  ) -> DeliveryView {
    DeliveryView(
      id: DeliveryID(number), uid: launch, account: account, platform: .mastodon,
      placement: "feed", project: nil, status: status, state: "scheduled",
      due: "2026-12-01T08:30:00.000Z", notBefore: nil,
      text: "Belfry 1.0 is out:\u{1B}[31m every post, on time, once.\tReally.", attempts: 2,
      maxAttempts: 5, cause: status == .blocked ? "sign in" : nil, question: nil, error: error,
      remoteId: status == .published ? "109" : nil,
      remoteUrl: status == .published ? "https://mastodon.example/@acme/109" : nil,
      settledAt: status == .published ? "2026-12-01T08:30:02.000Z" : nil)
  }

  static let queue = Page(
    items: [
      doubtful, delivery(813, fedi, .pending), delivery(814, sky, .retrying),
      delivery(815, x, .blocked),
    ], next: "815", total: 129)

  static let status = StatusView(
    version: "1.0.0", state: .ready, startedAt: "2026-11-09T07:00:00.000Z",
    now: "2026-11-21T08:16:00.000Z", timezone: "Europe/Berlin",
    generation: GenerationView(
      id: GenerationID(41), at: "2026-11-21T06:10:00.000Z", commit: "3f2a9c1b7",
      uncommitted: []), clock: "ok", diskFreeBytes: 71_300_000_000,
    next: [
      UpcomingView(uid: launch, due: "2026-11-21T08:30:00.000Z", accounts: [fedi, sky, x])
    ],
    queue: QueueCounts(
      states: ["scheduled": 128, "preparing": 1, "blocked": 2, "published": 900],
      publishedToday: 12, refusedToday: 0), accounts: accounts, attention: [doubtful],
    attentionTotal: 1)

  static let plan = PlanView(
    timezone: "Europe/Berlin",
    changes: [
      PlanChangeView(
        kind: .add, uid: launch, due: "2026-12-01T08:30:00.000Z", accounts: [fedi, sky, x]),
      PlanChangeView(
        kind: .reschedule, uid: PostUID(.yaml, "tuesday-tip"), due: "2026-11-24T07:30:00.000Z",
        dueBefore: "2026-11-24T08:00:00.000Z", accounts: [fedi]),
      PlanChangeView(
        kind: .cancel, uid: PostUID(.yaml, "old-offer"), dueBefore: "2026-11-30T11:00:00.000Z",
        accounts: [fedi, sky], note: "2 deliveries cancelled"),
      PlanChangeView(
        kind: .tooLate, uid: PostUID(.yaml, "autumn"), accounts: [],
        note: "already published on acme-fedi; the new text will not be applied there"),
    ], diagnostics: [],
    quotas: [
      QuotaView(
        account: x, day: "2026-12-01", limit: "own.posts", unit: "posts",
        used: 3, capacity: 15)
    ], uncommitted: [])

  static let wrongPlan = PlanView(
    timezone: "Europe/Berlin", changes: [],
    diagnostics: [
      DiagnosticView(
        file: "schedule.yaml", line: 12, column: 5, severity: .error,
        message: "unknown key \"tex\"", hint: "did you mean \"text\"?"),
      DiagnosticView(
        file: "schedule.yaml", line: 31, column: 11, severity: .warning,
        message: "2027-03-28 02:30 does not exist in Europe/Berlin"),
    ], quotas: [], massRemoval: MassRemovalView(removed: 90, pending: 100),
    uncommitted: ["schedule.yaml"])

  static let post = PostView(
    uid: launch, status: .partial, due: "2026-12-01T08:30:00.000Z", zone: "Europe/Berlin",
    project: "spring",
    deliveries: [
      delivery(813, fedi, .published),
      delivery(
        815, x, .failed,
        error: ErrorObject(.duplicate, "X has this text already", hint: "change the text")),
    ],
    parts: [
      PublishedPartView(
        delivery: DeliveryID(813), part: 0, remoteId: "109",
        remoteUrl: "https://mastodon.example/@acme/109", evidence: .read)
    ],
    attempts: [
      AttemptView(
        delivery: DeliveryID(813), run: 1, step: "media-0", attempt: 1, kind: "harmless",
        method: "POST", url: "https://mastodon.example/api/v2/media",
        at: "2026-12-01T08:20:00.125Z", outcome: "answer", status: 202, tookMs: 1843,
        answer: "{\"id\":\"7\"}"),
      AttemptView(
        delivery: DeliveryID(813), run: 2, step: "status", attempt: 1, kind: "visible",
        method: "POST", url: "https://mastodon.example/api/v1/statuses",
        at: "2026-12-01T08:30:00.002Z", outcome: "cut", status: nil, tookMs: 30_000, answer: nil),
    ])

  static func result(_ outcome: PostOutcome, _ statuses: [OuterDeliveryStatus]) -> PostResult {
    let accounts = [fedi, sky, x]
    return PostResult(
      uid: PostUID(.api, "hello"), result: outcome, status: .publishing,
      due: "2026-12-01T08:30:00.000Z", address: "/v1/posts/api:hello", isReplay: false,
      isDryRun: false,
      results: statuses.enumerated().map { index, status in
        let error = status == .failed ? ErrorObject(.duplicate, "X has this text already") : nil
        return TargetResult(delivery(Int64(900 + index), accounts[index], status, error: error))
      })
  }

  static func action(dryRun: Bool = false) -> ActionReport {
    ActionReport(
      isDryRun: dryRun, changed: 1, skipped: 1,
      results: [
        ActionResult(
          delivery: DeliveryID(813), uid: launch, account: fedi, status: .cancelled),
        ActionResult(
          delivery: DeliveryID(814), uid: launch, account: sky, status: .published,
          error: ErrorObject(.conflict, "it is published already")),
      ])
  }
}

/// Berlin in winter, and UTC; enough for these tests.
struct TwoZones: TimeZones {
  func knows(_ zone: String) -> Bool { zone == "Europe/Berlin" || zone == "UTC" }

  func resolve(_ local: LocalDateTime, in zone: String) -> ZonedTime? {
    guard knows(zone) else { return nil }
    let offset: Duration = zone == "UTC" ? .zero : .seconds(3600)
    return ZonedTime(
      instant: local.instant(offset: offset), fit: .exact,
      abbreviation: zone == "UTC" ? "UTC" : "CET", offset: offset)
  }

  func local(_ instant: Instant, in zone: String) -> (time: LocalDateTime, abbreviation: String)? {
    guard knows(zone) else { return nil }
    let offset: Duration = zone == "UTC" ? .zero : .seconds(3600)
    return (LocalDateTime(instant, offset: offset), zone == "UTC" ? "UTC" : "CET")
  }
}
