import Control
import Domain
import Store

/// What a post is answered with: how it stands once nothing of it moves any more, or when the
/// caller has waited as long as it said.
struct PostingOutcome: Sendable {
  /// Seconds that a caller waits when it does not say.
  private static let waitDefault = 20

  private let uid: PostUID
  private let seconds: Int
  private let engine: Engine
  private let feed: EventFeed
  /// Followed from before the post is accepted, so that nothing of it is missed.
  private let events: AsyncStream<EventView>?

  init(of uid: PostUID, _ request: CreatePost, engine: Engine, feed: EventFeed) {
    self.uid = uid
    seconds = request.dryRun == true ? 0 : request.waitS ?? PostingOutcome.waitDefault
    self.engine = engine
    self.feed = feed
    events = seconds > 0 ? feed.join() : nil
  }

  /// A post in the queue, in the turn that put it there or found it.
  struct Accepted: Sendable {
    var standing: Standing
    var isReplay: Bool
    /// The audit log's latest line before anything happened to the post.
    var line: Int64

    /// - Throws: `not_found`.
    init(_ uid: PostUID, isReplay: Bool, _ store: Store) throws {
      guard let view = try store.show(uid) else { throw Operator.unknown(PostReference(.uid(uid))) }
      standing = Standing(view)
      self.isReplay = isReplay
      line = try store.latestEvent()
    }

    /// A post that this turn put into the queue, to which nothing has happened.
    init(_ post: DeclaredPost, _ deliveries: [DeliveryID], _ store: Store) throws {
      standing = Standing(post, deliveries, due: store.timeText(post.due.instant))
      isReplay = false
      line = try store.latestEvent()
    }
  }

  /// How a post stands.
  struct Standing: Sendable {
    var status: OuterPostStatus
    var due: String
    var results: [TargetResult]

    init(_ view: PostView) {
      status = view.status
      due = view.due
      results = view.deliveries.map(TargetResult.init)
    }

    /// A post that waits for its time, or for approval.
    ///
    /// - Parameter deliveries: of its targets, in their order; none for a rehearsal.
    init(_ post: DeclaredPost, _ deliveries: [DeliveryID] = [], due: String) {
      let waits: OuterDeliveryStatus = post.needsApproval ? .awaitingApproval : .pending
      status = post.needsApproval ? .awaitingApproval : .scheduled
      self.due = due
      results = post.targets.enumerated().map { index, target in
        TargetResult(
          account: target.account, placement: target.placement,
          delivery: deliveries.isEmpty ? nil : deliveries[index], status: waits)
      }
    }
  }

  /// The answer to a post that was accepted before.
  func ofReplay() async throws(ErrorObject) -> PostResult {
    let uid = uid
    return try await result(
      try await inTurn { try Accepted(uid, isReplay: true, $0.store) })
  }

  func result(_ accepted: Accepted) async throws(ErrorObject) -> PostResult {
    let end = try await settled(accepted)
    return PostResult(
      uid: uid, result: PostOutcome(of: end.results.map(\.status)), status: end.status,
      due: end.due, address: "/v1/posts/\(uid)", isReplay: accepted.isReplay, isDryRun: false,
      results: end.results)
  }

  /// The answer to a request that accepts nothing.
  static func rehearsed(_ post: DeclaredPost) -> PostResult {
    let standing = Standing(post, due: post.due.instant.rfc3339)
    return PostResult(
      uid: post.uid, result: .pending, status: standing.status, due: standing.due,
      address: "/v1/posts/\(post.uid)", isReplay: false, isDryRun: true,
      results: standing.results)
  }

  private func settled(_ accepted: Accepted) async throws(ErrorObject) -> Standing {
    let (first, line) = (accepted.standing, accepted.line)
    guard let events else { return first }
    feed.begin(after: line)
    guard first.mayStillMove(within: seconds) else { return first }
    let deliveries = first.results.compactMap(\.delivery).map { "delivery:\($0.number)" }
    let subjects = Set(deliveries + ["post:\(uid)"])
    let last = await within(seconds) { () async -> Standing? in
      for await event in events where event.seq > line && subjects.contains(event.subject) {
        guard let standing = try? await shown() else { return nil }
        if !standing.isOpen { return standing }
      }
      return nil
    }
    if let last { return last }
    return try await shown() ?? first
  }

  private func shown() async throws(ErrorObject) -> Standing? {
    try await inTurn { [uid] in try $0.store.show(uid).map(Standing.init) }
  }

  private func inTurn<Value: Sendable>(
    _ body: @escaping @Sendable (Context) throws -> Value
  ) async throws(ErrorObject) -> Value {
    do {
      return try await engine.perform(body)
    } catch {
      throw Operator.told(error)
    }
  }
}

extension PostingOutcome.Standing {
  var isOpen: Bool { results.contains { !$0.status.isSettled } }

  /// Whether anything of it can end before the caller stops waiting.
  func mayStillMove(within seconds: Int) -> Bool {
    let held: Set<OuterDeliveryStatus> = [.draft, .awaitingApproval]
    guard results.contains(where: { !$0.status.isSettled && !held.contains($0.status) })
    else { return false }
    guard let due = Instant(rfc3339: due) else { return true }
    return due <= SystemClocks.wall() + .seconds(seconds)
  }
}
