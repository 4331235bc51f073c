import Control
import Domain

/// One full example of every document, with every member set.
enum Samples {
  static let at = "2026-12-01T08:30:00.000Z"
  static let moment = Instant(rfc3339: at)!
  static let account = AccountName("acme-fedi")!
  static let uid = PostUID(.yaml, "launch")
  static let error = ErrorObject(
    .rateLimited, "slow down", retryable: true, retryAfterS: 3, attempts: 1, maxAttempts: 5,
    hint: "wait")

  static let delivery = DeliveryView(
    id: DeliveryID(812), uid: uid, account: account, platform: .mastodon, placement: "feed",
    project: "spring", status: .needsYou, state: "attention", due: at, notBefore: at,
    text: "Belfry 1.0 is out", attempts: 2, maxAttempts: 5, cause: "clock",
    question: "may have been published", error: error, remoteId: "1", remoteUrl: "https://x/1",
    settledAt: at)
  static let accountView = AccountView(
    name: account, platform: .mastodon, project: "spring", state: "ok", reason: "none",
    handle: "@a@b", nextDue: at, publishedToday: 4, pending: 2,
    limits: [
      LimitView(
        name: "posts", unit: "posts", left: 296, capacity: 300, perSeconds: 10_800, fullAt: at)
    ],
    token: TokenView(
      obtainedAt: at, accessExpires: at, refreshExpires: at, scopes: ["write"]), circuit: "closed",
    spending: SpendingView(month: "2026-12", spent: "3.425", budget: "25.00", calls: 17))
  static let tokenStanding = TokenStandingView(
    account: account, platform: .mastodon, state: "ok", source: "sign-in", connectedAt: at,
    obtainedAt: at, accessExpires: at, refreshExpires: at, renewsItself: true, nextRenewal: at,
    ends: at, scopes: ["write"], missingScopes: ["read"])
  static let generation = GenerationView(
    id: GenerationID(41), at: at, commit: "3f2a9c1", uncommitted: ["schedule.yaml"])
  static let status = StatusView(
    version: "1.0.0", state: .ready, startedAt: at, now: at, timezone: "Europe/Berlin",
    generation: generation, clock: "ok", diskFreeBytes: 71_000_000_000,
    next: [UpcomingView(uid: uid, due: at, accounts: [account])],
    queue: QueueCounts(
      states: ["scheduled": 128, "awaiting approval": 2], publishedToday: 12, refusedToday: 0),
    accounts: [accountView], attention: [delivery], attentionTotal: 1, quarantine: quarantine)
  static let quarantine = QuarantineView(
    isInForce: true, since: at, until: at, reason: "the store was restored from a copy",
    unasked: 1, unanswered: 1, deliveries: [delivery])
  static let backup = BackupReport(
    path: "/var/backups/belfry.db", state: .done, done: 7, pages: 7, bytes: 28_672, takenAt: at,
    auditLines: 12, removed: ["/var/backups/belfry-20261101T083000Z.db"], error: error)
  static let upload = UploadView(
    id: "m-1", method: "PUT", url: "https://s3.example/x", headers: ["Content-Type": "image/png"],
    expires: at)
  static let medium = MediaView(
    MediaRecord(
      id: "m-1", owner: "uid:1000", project: "spring", name: "a.png", state: .failed,
      mime: "video/mp4", bytes: 7, announcedHash: nil,
      file: MediaFile(
        hash: String(repeating: "0", count: 64), bytes: 7, mime: "video/mp4", width: 1, height: 2,
        milliseconds: 3, codec: "avc1", name: "a.mp4"), reason: "it is another file",
      createdAt: moment, changedAt: moment, expiresAt: moment))
  static let sweep = MediaSweep(
    isDryRun: true, items: [.init(.file, "00", bytes: 7)], keptBytes: 9)
  static let mediaCheck = MediaCheckView(
    files: 3, bytes: 21, missing: ["0a"], damaged: ["0b"], unneeded: ["0c"])
  static let health = HealthView(
    status: .degraded,
    checks: [
      HealthCheck(
        name: "disk", status: .degraded, message: "little space", values: ["free_bytes": 1.5])
    ])
  static let calendar = CalendarView(
    timezone: "Europe/Berlin",
    days: [
      CalendarDayView(
        day: "2026-12-01",
        posts: [
          CalendarPostView(
            uid: uid, due: at, status: .scheduled, accounts: [account], text: "Hello",
            project: "spring")
        ])
    ])
  static let post = PostView(
    uid: uid, status: .partial, due: at, zone: "Europe/Berlin", project: "spring",
    deliveries: [delivery],
    parts: [
      PublishedPartView(
        delivery: DeliveryID(812), part: 0, remoteId: "1", remoteUrl: "https://x/1",
        evidence: .read)
    ],
    attempts: [
      AttemptView(
        delivery: DeliveryID(812), run: 1, step: "status", attempt: 1, kind: "visible",
        method: "POST", url: "https://x/api", at: at, outcome: "answer", status: 200, tookMs: 87,
        answer: "{}")
    ])
  static let result = PostResult(
    uid: uid, result: .partial, status: .partial, due: at, address: "/v1/posts/yaml:launch",
    isReplay: false, isDryRun: false, results: [TargetResult(delivery)])
  static let edit = EditReply(
    uid: uid, isApplied: false, isDryRun: false, patch: "--- a\n+++ b\n", file: "schedule.yaml",
    deliveries: [delivery])
  static let importReport = ImportReport(
    batch: "abc", state: .refused, isDryRun: true, rows: 3, done: 3, added: 2, unchanged: 1,
    errors: [RowError(line: 2, column: "at", message: "no such day", hint: "look")])
  static let export = ExportView(posts: 1, yaml: "posts:\n")
  static let action = ActionReport(
    isDryRun: true, changed: 1, skipped: 1,
    results: [
      ActionResult(
        delivery: DeliveryID(812), uid: uid, account: account, status: .cancelled, error: error)
    ])
  static let connect = ConnectState(
    account: account, session: 7, state: .input, url: "https://x/auth", input: "code",
    prompt: "Code", options: [InputOption("1", label: "One")], isSecret: true, handle: "@a@b",
    error: error)
  static let plan = PlanView(
    timezone: "Europe/Berlin",
    changes: [
      PlanChangeView(
        kind: .tooLate, uid: uid, due: at, dueBefore: at, accounts: [account], note: "late")
    ],
    diagnostics: [
      DiagnosticView(
        file: "schedule.yaml", line: 12, column: 5, severity: .error, message: "unknown key",
        hint: "text?")
    ],
    quotas: [
      QuotaView(
        account: account, day: "2026-12-01", limit: "own.posts", unit: "posts",
        used: 3, capacity: 15)
    ],
    costs: [
      PlannedCostView(
        account: account, month: "2026-12", planned: "3.425", spent: "0.20", budget: "25.00")
    ],
    massRemoval: MassRemovalView(removed: 9, pending: 10), commit: "3f2a9c1",
    uncommitted: ["schedule.yaml"])
  static let reload = ReloadReport(state: .applied, generation: generation, plan: plan)
  static let keys = KeysView(
    masterKey: "credential:belfry-key",
    keys: [DataKeyView(id: 1, createdAt: at, isPrimary: true, secrets: 12)], toRewrap: 0)
  static let verdict = AuditVerdict(
    isWhole: false, lines: 12, head: "ff", brokenAt: 9, message: "changed")
  static let notice = NoticeView(
    id: 1, at: at, kind: .signIn, title: "Sign in", body: "again", isDelivered: false)
  static let audit = AuditView(
    seq: 1, at: at, actor: "uid:1000", action: "delivery.cancelled", subject: "delivery:812",
    detail: ["why": "typo"], hash: "ff")
  static let event = EventView(
    seq: 4711, at: at, action: "delivery.published", subject: "delivery:812",
    detail: ["url": "https://x/1"])
  static let log = LogLine(
    at: at, level: .warning, message: "held back", fields: ["account.id": "acme-fedi"])

  static let filter = DeliveryFilterFields(
    state: [StateWord(.attention), StateWord(.awaitingApproval)], account: [account],
    platform: .mastodon, project: "spring", post: "lau", from: MomentText(moment),
    until: MomentText(moment + .seconds(60)), delivery: [DeliveryID(812), DeliveryID(813)])
  static let page = PageFields(limit: 10, cursor: "next page/2")
  static let target = SelectionFields(.deliveries([DeliveryID(812)]), dryRun: true)
  static let create = CreatePost(
    uid: "hello-1", to: ["everywhere"], at: "2026-12-01 09:30", timezone: "Europe/Berlin",
    text: "Hello + wörld", link: "https://example.org",
    media: [MediaFields(file: "/a", id: "m-1", alt: "b")],
    warning: "w", language: "de", visibility: .unlisted, tags: ["a"],
    thread: [ThreadFields(text: "more", link: "https://b", media: [])],
    for: [
      "acme-x": OverrideFields(
        text: "short", link: "https://c", warning: "v", language: "en", visibility: .everyone,
        tags: [], options: ["reply_settings": "following"])
    ], late: .skip, graceS: 60, project: "spring", hold: true, dryRun: true, waitS: 5)

  /// Every request, each with every field.
  static let requests: [ControlRequest] = [
    .status(GetStatus()), .health(GetHealth()),
    .queue(ListDeliveries(filter: filter, page: page)),
    .calendar(
      GetCalendar(
        from: MomentText(moment), until: MomentText(moment + .seconds(60)), project: "spring")),
    .post(create), .show(ShowPost(post: PostReference(.uid(uid)))),
    .edit(
      EditPost(
        post: PostReference(.id("a b/c")), to: ["fedi"], text: "t", link: "l", warning: "w",
        language: "de",
        visibility: .direct, tags: ["x"], dryRun: true)),
    .importPosts(ImportPosts(csv: "id,text\n1,\"a\"\n", name: "p.csv", dryRun: true, waitS: 0)),
    .followImport(FollowImport(batch: "abc", after: 7, waitS: 1)),
    .export(ExportPosts(project: "spring")), .retry(Retry(target: target)),
    .cancel(Cancel(target: SelectionFields(.post(PostReference(.uid(uid)))))),
    .reschedule(Reschedule(target: target, at: "2026-12-01 09:30", timezone: "Europe/Berlin")),
    .reschedule(Reschedule(target: target, shiftS: -60)),
    .approve(Approve(target: SelectionFields(.filter(filter.filter)), comment: "ok")),
    .reject(Reject(target: target, comment: "no")),
    .resolve(
      Resolve(target: target, verdict: .published, url: "https://x/1", remoteId: "1")),
    .delete(Delete(target: target)),
    .accounts(ListAccounts()), .tokens(ListTokens()),
    .startConnect(StartConnect(account: account, redirectUri: "http://127.0.0.1:1/")),
    .startConnect(StartConnect(account: account, web: true)),
    .answerConnect(
      AnswerConnect(
        account: account, session: 7, input: "code", value: SecretText(Secret("hush")))),
    .followConnect(FollowConnect(account: account, session: 7, waitS: 1)),
    .disconnect(Disconnect(account: account)), .plan(GetPlan()),
    .reload(Reload(force: true, waitS: 9)), .notices(ListNotices(page: page)),
    .audit(ListAudit(subject: "delivery:812", actor: "uid:0", page: page)),
    .verifyAudit(VerifyAudit()), .keys(GetKeys()), .rotateKeys(RotateKeys()),
    .startBackup(StartBackup(path: "/var/backups/belfry.db", keep: 14, waitS: 0)),
    .followBackup(FollowBackup(after: 3, waitS: 1)), .quarantine(GetQuarantine()),
    .assumeSent(AssumeSent()), .endQuarantine(EndQuarantine()),
    .requestUpload(
      RequestUpload(
        name: "a b.png", mime: "image/png", bytes: 7, sha256: String(repeating: "0a", count: 32),
        project: "spring")),
    .confirmUpload(ConfirmUpload(id: "m-1")),
    .putMedia(PutMedia(file: "/a/b.png", name: "c.png", project: "spring")),
    .media(
      ListMedia(owner: "uid:0", project: "spring", state: .uploaded, limit: 5, cursor: "x")),
    .sweepMedia(SweepMedia(dryRun: true)), .checkMedia(CheckMedia()),
  ]
}

extension ControlRequest {
  /// The operation itself.
  var operation: any Operation {
    switch self {
    case .status(let operation): operation
    case .health(let operation): operation
    case .queue(let operation): operation
    case .calendar(let operation): operation
    case .show(let operation): operation
    case .post(let operation): operation
    case .edit(let operation): operation
    case .importPosts(let operation): operation
    case .followImport(let operation): operation
    case .export(let operation): operation
    case .retry(let operation): operation
    case .cancel(let operation): operation
    case .approve(let operation): operation
    case .reject(let operation): operation
    case .reschedule(let operation): operation
    case .resolve(let operation): operation
    case .delete(let operation): operation
    case .accounts(let operation): operation
    case .tokens(let operation): operation
    case .startConnect(let operation): operation
    case .answerConnect(let operation): operation
    case .followConnect(let operation): operation
    case .disconnect(let operation): operation
    case .reload(let operation): operation
    case .plan(let operation): operation
    case .notices(let operation): operation
    case .audit(let operation): operation
    case .verifyAudit(let operation): operation
    case .keys(let operation): operation
    case .rotateKeys(let operation): operation
    case .startBackup(let operation): operation
    case .followBackup(let operation): operation
    case .quarantine(let operation): operation
    case .assumeSent(let operation): operation
    case .endQuarantine(let operation): operation
    case .requestUpload(let operation): operation
    case .confirmUpload(let operation): operation
    case .putMedia(let operation): operation
    case .media(let operation): operation
    case .sweepMedia(let operation): operation
    case .checkMedia(let operation): operation
    }
  }

  /// The full example of the answer.
  var sampleReply: ControlReply {
    switch self {
    case .status: .status(Samples.status)
    case .health: .health(Samples.health)
    case .queue: .deliveries(Page(items: [Samples.delivery], next: "2", total: 5))
    case .calendar: .calendar(Samples.calendar)
    case .show: .post(Samples.post)
    case .post: .result(Samples.result)
    case .edit: .edit(Samples.edit)
    case .importPosts, .followImport: .importReport(Samples.importReport)
    case .export: .export(Samples.export)
    case .retry, .cancel, .approve, .reject, .reschedule, .resolve, .delete: .action(Samples.action)
    case .accounts: .accounts(Page(items: [Samples.accountView], next: "2", total: 5))
    case .startConnect, .answerConnect, .followConnect: .connect(Samples.connect)
    case .disconnect:
      .disconnect(
        DisconnectReport(account: Samples.accountView, outcome: .revoked, message: "done"))
    case .tokens: .tokens(Page(items: [Samples.tokenStanding], next: "2", total: 5))
    case .reload: .reload(Samples.reload)
    case .plan: .plan(Samples.plan)
    case .notices: .notices(Page(items: [Samples.notice], next: "2", total: 5))
    case .audit: .audit(Page(items: [Samples.audit], next: "2", total: 5))
    case .verifyAudit: .auditVerdict(Samples.verdict)
    case .keys, .rotateKeys: .keys(Samples.keys)
    case .startBackup, .followBackup: .backup(Samples.backup)
    case .quarantine, .assumeSent, .endQuarantine: .quarantine(Samples.quarantine)
    case .requestUpload: .upload(Samples.upload)
    case .confirmUpload, .putMedia: .medium(Samples.medium)
    case .media: .media(Page(items: [Samples.medium], next: "2", total: 5))
    case .sweepMedia: .mediaSweep(Samples.sweep)
    case .checkMedia: .mediaCheck(Samples.mediaCheck)
    }
  }
}
