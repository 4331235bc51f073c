import Domain

/// What the core keeps in memory about one account. What every turn looks at, of each account,
/// comes first and lies together.
struct AccountHead: Sendable {
  /// Of its row, at hand for those who look for the head.
  let id: AccountID
  /// Where its calls are counted.
  var server: ServerLoad.Index
  /// The queue may hold something that is ready and has room; false only after looking.
  var mayBeReady = true
  /// Something ready was left alone until a call at its server ends.
  var awaitsServer = false
  /// `waits.nextReady` holds for the queue as it is.
  var knowsNext = false
  /// What it waits for.
  var waits = AccountWaits()
  /// The account as the store has it. It is large and seldom changes, so that heads share it.
  var row: AccountRow {
    _read { yield shared.value }
    set { shared = Shared(newValue) }
  }
  private var shared: Shared<AccountRow>
  /// The host whose circuit and clock the account's calls share.
  var host: String
  /// When it answered well for the last time, or a look at it began.
  var heardAt: Uptime?
  /// What is ready beside a visible call: questions, sign-ins and preparation.
  var beside = ReadAhead()
  /// What is ready and waits for a visible call of the account to end.
  var visibly = ReadAhead()
  /// Ready flows that wait for a call of this account to end, or for room.
  var waiting: [FlowID] = []
  /// Flows that wait for a fresh access token.
  var awaitingToken: [FlowID] = []
  /// The flow whose visible call or edit is under way: at most one.
  var visible: FlowID?
  /// Harmless and secret calls under way.
  var harmless: [FlowID] = []
  /// Questions about a call in doubt under way.
  var questions: [FlowID] = []
  var circuit = Circuit()
  /// A renewal of the token failed; it is not asked for again before this time.
  var renewAfter = Uptime(milliseconds: 0)
  /// The version of the token that the network turned down.
  var refusedToken: Int?
  /// When the latest missed post went out.
  var lastCatchUp: Uptime?

  init(row: AccountRow, host: String, server: ServerLoad.Index) {
    id = row.id
    shared = Shared(row)
    self.host = host
    self.server = server
  }

  static let lanesBeside: [Lane] = [.settle, .prepare]
  static let lanesVisibly: [Lane] = [.due, .catchUp]

  /// The lanes of posts that may begin: none beside a visible call, where theirs find no room.
  var openLanes: [Lane] {
    guard visible == nil, waits.postsHeldUntil == nil else { return [] }
    return waits.missedHeldUntil == nil ? AccountHead.lanesVisibly : [.due]
  }

  /// The flow to begin next, of those that were read ahead.
  var next: ReadyFlow? {
    guard let due = visibly.first, openLanes.contains(due.lane) else { return beside.first }
    guard let other = beside.first, other.lane < due.lane else { return due }
    return other
  }

  /// The network turned the present access token down.
  var isTokenRefused: Bool { refusedToken != nil && refusedToken == row.token?.version }

  /// Flows that must not be claimed now.
  var excluded: [FlowID] {
    var flows = waiting + awaitingToken + harmless + questions
    if let visible { flows.append(visible) }
    return flows
  }

  mutating func begin(_ flow: FlowID, _ kind: CallKind) {
    switch kind {
    case .visible, .edit: visible = flow
    case .question, .confirmation: questions.append(flow)
    case .harmless, .secret: harmless.append(flow)
    }
  }

  mutating func end(_ flow: FlowID) {
    if visible == flow { visible = nil }
    harmless.removeAll { $0 == flow }
    questions.removeAll { $0 == flow }
    tryAgain()
  }

  /// A flow of the account was put into the queue.
  mutating func note(readyAt instant: Instant, in lane: Lane, _ now: Instant) {
    if instant > now { return note(sleepUntil: instant) }
    // What is held is read anew when it may begin.
    if !isHeld(lane) { forgetAhead() }
  }

  /// A flow of the account begins to sleep.
  mutating func note(sleepUntil instant: Instant) {
    waits.nextReady = min(waits.nextReady ?? instant, instant)
  }

  /// There may be room for what found none.
  mutating func tryAgain() {
    if !waiting.isEmpty { forgetAhead() }
    waiting = []
    awaitsServer = false
    mayBeReady = true
  }

  mutating func holdPosts(until instant: Instant) {
    waits.postsHeldUntil = max(waits.postsHeldUntil ?? instant, instant)
  }

  mutating func holdMissed(until instant: Instant) {
    waits.missedHeldUntil = instant
    visibly.forget()
  }

  /// What was held until `now` or before may begin.
  mutating func letGo(at now: Instant) {
    let (posts, missed) = (waits.postsHeldUntil, waits.missedHeldUntil)
    if let posts, posts <= now { waits.postsHeldUntil = nil }
    if let missed, missed <= now { waits.missedHeldUntil = nil }
    if posts != waits.postsHeldUntil || missed != waits.missedHeldUntil { wake() }
  }

  private func isHeld(_ lane: Lane) -> Bool {
    switch lane {
    case .due: waits.postsHeldUntil != nil
    case .catchUp: waits.postsHeldUntil != nil || waits.missedHeldUntil != nil
    case .settle, .prepare: false
    }
  }

  /// The time has come that something waited for.
  mutating func wake() {
    mayBeReady = true
    knowsNext = false
    forgetAhead()
  }

  /// The queue may have changed.
  mutating func lookAgain() {
    (waits.postsHeldUntil, waits.missedHeldUntil) = (nil, nil)
    tryAgain()
    knowsNext = false
    forgetAhead()
  }

  /// Something may be ready that was not when the queue was read.
  mutating func forgetAhead() {
    beside.forget()
    visibly.forget()
  }
}
