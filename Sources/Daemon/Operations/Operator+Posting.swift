import Config
import Control
import Crypto
import Domain
import Media
import Scheduler
import Store

extension Operator {
  /// Seconds that a caller waits for an outcome when it does not say.
  private static let waitDefault = 20

  func post(_ request: CreatePost, _ caller: Caller) async throws(ErrorObject) -> PostResult {
    let uid = PostUID(.api, request.uid ?? Operator.randomName())
    let mark = PostMark(of: request, parts.ports.hashing)
    let wanted = wantedTargets(request)
    guard let rows = try await lookUp(wanted, for: request, uid, mark) else {
      return try await outcome(of: uid, request, isReplay: true)
    }
    let draft = try await draft(of: request, to: try wanted.get(), rows, caller)
    try check(draft.targets)
    let post = draft.post(uid: uid, place: mark.text, now: SystemClocks.wall())
    guard request.dryRun != true else { return Operator.rehearsal(post) }
    try adopt(draft.media)
    let isReplay = try await accept(post, draft, mark, caller)
    return try await outcome(of: uid, request, isReplay: isReplay)
  }

  private func wantedTargets(
    _ request: CreatePost
  ) -> Result<[DeclaredAccount], ErrorObject> {
    Result { () throws(ErrorObject) in
      try TargetNames(present: parts.present).accounts(request.to)
    }
  }

  /// What the store knows of the accounts; `nil` for a post that was accepted before.
  ///
  /// - Throws: `conflict` when it was another one; `disk_full`.
  private func lookUp(
    _ wanted: Result<[DeclaredAccount], ErrorObject>, for request: CreatePost, _ uid: PostUID,
    _ mark: PostMark
  ) async throws(ErrorObject) -> [AccountRow]? {
    let (isNamed, isDryRun) = (request.uid != nil, request.dryRun == true)
    return try await inTurn { context in
      if isNamed, let known = try context.store.declaredPost(uid) {
        try mark.check(known)
        return nil
      }
      if !isDryRun { try context.requireRoom() }
      return try wanted.get().compactMap { try context.store.account(named: $0.name) }
    }
  }

  /// - Returns: whether somebody else's equal request came first.
  private func accept(
    _ post: DeclaredPost, _ draft: PostDraft, _ mark: PostMark, _ caller: Caller
  ) async throws(ErrorObject) -> Bool {
    let (start, isNow, accounts) = (starter, draft.due == nil, draft.targets.map(\.account))
    return try await inTurn { context in
      if let known = try context.store.declaredPost(post.uid) {
        try mark.check(known)
        return true
      }
      var post = post
      if isNow { post.due.instant = context.now }
      _ = try context.store.accept([post], at: context.now, actor: caller.actor, start: start)
      context.events.append(.queueChanged(of: accounts))
      return false
    }
  }

  /// How flows begin, by the profile of each account's platform.
  var starter: @Sendable (DeclaredPost, DeclaredPost.Target) -> FlowStart {
    var profiles: [AccountName: PlatformProfile] = [:]
    for account in parts.present.snapshot?.accounts ?? [] {
      profiles[account.name] = recipe(for: account.platform)?.profile
    }
    return { [profiles] post, target in
      guard let profile = profiles[target.account] else {
        // The store refuses targets without an account before it asks; a snapshot without the
        // platform of one of its accounts is not accepted.
        preconditionFailure("a target without a platform: \(target.account)")
      }
      return FlowStart(post, target, profile)
    }
  }

  /// - Throws: `content_refused` with everything that the platforms will not take.
  func check(_ targets: [PostDraft.Target]) throws(ErrorObject) {
    var problems: [String] = []
    var hint: String?
    for target in targets {
      let found = target.recipe.problems(with: target.content, for: target.facts)
      for problem in found where problem.severity == .error {
        problems.append("\(target.facts.name): \(problem.message)")
        hint = hint ?? target.failures[problem.field] ?? problem.hint
      }
    }
    guard !problems.isEmpty else { return }
    throw ErrorObject(.contentRefused, problems.joined(separator: "; "), hint: hint)
  }

  private func adopt(_ media: [DraftMedia]) throws(ErrorObject) {
    for item in media {
      do {
        try parts.spool.adopt(item.path, as: item.file, parts.media.settings.metadata)
      } catch {
        throw MediaWords.error(error, item.path)
      }
    }
  }

  private static func rehearsal(_ post: DeclaredPost) -> PostResult {
    let status: OuterDeliveryStatus = post.needsApproval ? .awaitingApproval : .pending
    return PostResult(
      uid: post.uid, result: .pending,
      status: post.needsApproval ? .awaitingApproval : .scheduled, due: post.due.instant.rfc3339,
      address: "/v1/posts/\(post.uid)", isReplay: false, isDryRun: true,
      results: post.targets.map {
        TargetResult(account: $0.account, placement: $0.placement, status: status)
      })
  }

  /// Ten letters and digits: more names than anybody ever needs, and short enough to type.
  private static func randomName() -> String {
    let letters = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)
    let name = RandomBytes.make(10).map { letters[Int($0) % letters.count] }
    return String(decoding: name, as: UTF8.self)
  }
}

// MARK: - The outcome

extension Operator {
  /// What became of a post, for which the caller waits as long as it said.
  private func outcome(
    of uid: PostUID, _ request: CreatePost, isReplay: Bool
  ) async throws(ErrorObject) -> PostResult {
    let seconds = request.waitS ?? Operator.waitDefault
    let view = try await seconds > 0 ? settled(uid, seconds: seconds) : shown(uid)
    return PostResult(
      uid: uid, result: PostOutcome(of: view.deliveries.map(\.status)), status: view.status,
      due: view.due, address: "/v1/posts/\(uid)", isReplay: isReplay, isDryRun: false,
      results: view.deliveries.map(TargetResult.init))
  }

  private func shown(_ uid: PostUID) async throws(ErrorObject) -> PostView {
    guard let view = try await inTurn({ try $0.store.show(uid) }) else {
      throw Operator.unknown(PostReference(.uid(uid)))
    }
    return view
  }

  /// The post once nothing of it moves any more, or as it is when the time is up.
  private func settled(_ uid: PostUID, seconds: Int) async throws(ErrorObject) -> PostView {
    let events = feed.join()
    let (first, line) = try await inTurn { context in
      (try context.store.show(uid), try context.store.latestEvent())
    }
    feed.begin(after: line)
    guard let first else { throw Operator.unknown(PostReference(.uid(uid))) }
    guard Operator.mayStillMove(first, within: seconds) else { return first }
    let subjects = Set(first.deliveries.map { "delivery:\($0.id.number)" } + ["post:\(uid)"])
    let last = await within(seconds) { () async -> PostView? in
      for await event in events where event.seq > line && subjects.contains(event.subject) {
        guard let view = try? await self.inTurn({ try $0.store.show(uid) }) else { return nil }
        if !Operator.isOpen(view) { return view }
      }
      return nil
    }
    if let last { return last }
    return try await inTurn { try $0.store.show(uid) } ?? first
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
