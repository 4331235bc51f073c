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
    var view: PostView
    var isReplay: Bool
    /// The audit log's latest line before anything happened to the post.
    var line: Int64

    /// - Throws: `not_found`.
    init(_ uid: PostUID, isReplay: Bool, _ store: Store) throws {
      guard let view = try store.show(uid) else { throw Operator.unknown(PostReference(.uid(uid))) }
      self.view = view
      self.isReplay = isReplay
      line = try store.latestEvent()
    }
  }

  /// The answer to a post that was accepted before.
  func ofReplay() async throws(ErrorObject) -> PostResult {
    let uid = uid
    return try await result(
      try await inTurn { try Accepted(uid, isReplay: true, $0.store) })
  }

  func result(_ accepted: Accepted) async throws(ErrorObject) -> PostResult {
    let view = try await settled(accepted)
    return PostResult(
      uid: uid, result: PostOutcome(of: view.deliveries.map(\.status)), status: view.status,
      due: view.due, address: "/v1/posts/\(uid)", isReplay: accepted.isReplay, isDryRun: false,
      results: view.deliveries.map(TargetResult.init))
  }

  /// The answer to a request that accepts nothing.
  static func rehearsed(_ post: DeclaredPost) -> PostResult {
    let status: OuterDeliveryStatus = post.needsApproval ? .awaitingApproval : .pending
    return PostResult(
      uid: post.uid, result: .pending,
      status: post.needsApproval ? .awaitingApproval : .scheduled, due: post.due.instant.rfc3339,
      address: "/v1/posts/\(post.uid)", isReplay: false, isDryRun: true,
      results: post.targets.map {
        TargetResult(account: $0.account, placement: $0.placement, status: status)
      })
  }

  private func settled(_ accepted: Accepted) async throws(ErrorObject) -> PostView {
    let (first, line) = (accepted.view, accepted.line)
    guard let events else { return first }
    feed.begin(after: line)
    guard PostingOutcome.mayStillMove(first, within: seconds) else { return first }
    let subjects = Set(first.deliveries.map { "delivery:\($0.id.number)" } + ["post:\(uid)"])
    let last = await within(seconds) { () async -> PostView? in
      for await event in events where event.seq > line && subjects.contains(event.subject) {
        guard let view = try? await shown() else { return nil }
        if !PostingOutcome.isOpen(view) { return view }
      }
      return nil
    }
    if let last { return last }
    return try await shown() ?? first
  }

  private func shown() async throws(ErrorObject) -> PostView? {
    try await inTurn { [uid] in try $0.store.show(uid) }
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

  private static func isOpen(_ view: PostView) -> Bool {
    view.deliveries.contains { !$0.status.isSettled }
  }

  /// Whether anything of it can end before the caller stops waiting.
  private static func mayStillMove(_ view: PostView, within seconds: Int) -> Bool {
    guard isOpen(view) else { return false }
    let held: Set<OuterDeliveryStatus> = [.draft, .awaitingApproval]
    guard view.deliveries.contains(where: { !$0.status.isSettled && !held.contains($0.status) })
    else { return false }
    guard let due = Instant(rfc3339: view.due) else { return true }
    return due <= SystemClocks.wall() + .seconds(seconds)
  }
}
