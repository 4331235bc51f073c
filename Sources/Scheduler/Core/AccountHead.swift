import Domain

/// What the core keeps in memory about one account.
struct AccountHead: Sendable {
  var row: AccountRow
  /// The host whose circuit and clock the account's calls share.
  var host: String
  /// Where its calls are counted.
  var server: ServerLoad.Index
  /// The queue may hold something that is ready and has room; false only after looking.
  var mayBeReady = true
  /// Something ready was left alone until a call at its server ends.
  var awaitsServer = false
  /// When something will be ready by itself; it may be earlier than what is left then.
  var nextReady: Instant?
  /// `nextReady` holds for the queue as it is.
  var knowsNext = false
  /// When the account is to be looked at, ahead of its next post; `nil` where it need not be.
  var checkAt: Instant?
  /// When it answered well for the last time, or a look at it began.
  var heardAt: Uptime?
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
    self.row = row
    self.host = host
    self.server = server
  }

  /// Where to look for something that can be begun. What is due waits while a visible call is
  /// under way: its own would find no room.
  var lanes: [Lane] { visible == nil ? Lane.allCases : AccountHead.lanesBesideVisible }

  private static let lanesBesideVisible: [Lane] = [.settle, .prepare]

  /// The network turned the present access token down.
  var isTokenRefused: Bool { refusedToken != nil && refusedToken == row.token?.version }

  /// Flows that must not be claimed now.
  var excluded: [FlowID] {
    var flows = waiting + awaitingToken + harmless + questions
    if let visible { flows.append(visible) }
    return flows
  }

  /// When the account has something to do by itself.
  var nextWake: Instant? {
    guard let checkAt else { return nextReady }
    return nextReady.map { min($0, checkAt) } ?? checkAt
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

  /// A flow of the account begins to sleep.
  mutating func note(sleepUntil instant: Instant) {
    nextReady = min(nextReady ?? instant, instant)
  }

  /// There may be room for what found none.
  mutating func tryAgain() {
    waiting = []
    awaitsServer = false
    mayBeReady = true
  }

  /// The queue may have changed.
  mutating func lookAgain() {
    tryAgain()
    knowsNext = false
  }
}
