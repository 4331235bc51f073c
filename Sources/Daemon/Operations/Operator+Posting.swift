import Config
import Control
import Crypto
import Domain
import Media
import Scheduler
import Store

extension Operator {
  func post(_ request: CreatePost, _ caller: Caller) async throws(ErrorObject) -> PostResult {
    let uid = PostUID(.api, request.uid ?? Operator.randomName())
    let mark = PostMark(of: request, parts.ports.hashing)
    let wanted = wantedTargets(request)
    let outcome = PostingOutcome(of: uid, request, engine: parts.engine, feed: feed)
    if let offer = await familiarOffer(request, wanted, uid, mark, caller),
      let accepted = try await accept(offer, mark, caller)
    {
      return try await outcome.result(accepted)
    }
    guard let rows = try await lookUp(wanted, for: request, uid, mark) else {
      return try await outcome.ofReplay()
    }
    let draft = try await draft(of: request, to: try wanted.get(), rows, caller)
    try check(draft.targets)
    let post = draft.post(uid: uid, place: mark.text, now: SystemClocks.wall())
    guard request.dryRun != true else { return PostingOutcome.rehearsed(post) }
    try adopt(draft.media)
    guard let accepted = try await accept(Offer(post, draft), mark, caller) else {
      preconditionFailure("an offer that depends on nothing was not taken")
    }
    return try await outcome.result(accepted)
  }

  private func wantedTargets(
    _ request: CreatePost
  ) -> Result<[DeclaredAccount], ErrorObject> {
    Result { () throws(ErrorObject) in
      try TargetNames(present: parts.present).accounts(request.to)
    }
  }

  /// A text for accounts of which everything is known, so that one turn looks up and accepts;
  /// `nil` for any other post, and for one with which something is wrong: a turn must say whether
  /// it was accepted before.
  private func familiarOffer(
    _ request: CreatePost, _ wanted: Result<[DeclaredAccount], ErrorObject>, _ uid: PostUID,
    _ mark: PostMark, _ caller: Caller
  ) async -> Offer? {
    guard request.dryRun != true, request.hasNoMedia, let accounts = try? wanted.get(),
      let rows = knownRows.of(accounts.map(\.name)),
      let draft = try? await draft(of: request, to: accounts, rows, caller),
      (try? check(draft.targets)) != nil
    else { return nil }
    let post = draft.post(uid: uid, place: mark.text, now: SystemClocks.wall())
    return Offer(post, draft, dependsOn: rows)
  }

  /// What the store knows of the accounts; `nil` for a post that was accepted before.
  ///
  /// - Throws: `conflict` when it was another one; `disk_full`.
  private func lookUp(
    _ wanted: Result<[DeclaredAccount], ErrorObject>, for request: CreatePost, _ uid: PostUID,
    _ mark: PostMark
  ) async throws(ErrorObject) -> [AccountRow]? {
    let (isNamed, isDryRun) = (request.uid != nil, request.dryRun == true)
    let rows: [AccountRow]? = try await inTurn { context in
      if isNamed, let known = try context.store.declaredPost(uid) {
        try mark.check(known)
        return nil
      }
      if !isDryRun { try context.requireRoom() }
      return try wanted.get().compactMap { account in
        guard let row = try context.store.account(named: account.name) else { return nil }
        // Later turns compare with the core's row, which is quick where both share memory.
        return context.core.account(row.id).flatMap { $0 == row ? $0 : nil } ?? row
      }
    }
    if let rows { knownRows.note(rows) }
    return rows
  }

  /// Takes the post into the queue, unless an equal request came first.
  ///
  /// - Returns: `nil` when the accounts are not any more what the offer depends on.
  /// - Throws: `conflict` when another request has the name; `disk_full`.
  private func accept(
    _ offer: Offer, _ mark: PostMark, _ caller: Caller
  ) async throws(ErrorObject) -> PostingOutcome.Accepted? {
    let start = starter(for: offer.post.targets.map(\.account))
    return try await inTurn { context in
      var post = offer.post
      let known = try context.store.declaredPost(post.uid)
      if let known {
        try mark.check(known)
      } else {
        guard offer.isCurrent(in: context.core) else { return nil }
        try context.requireRoom()
        if offer.isForNow { post.due.instant = context.now }
        let accepted = try context.store.accept(
          [post], at: context.now, actor: caller.actor, start: start)
        context.events.append(.queueChanged(of: offer.accounts))
        // A restored store may ask about a new post at once.
        if context.core.quarantine == nil, let new = accepted.first {
          return try PostingOutcome.Accepted(post, new.deliveries, context.store)
        }
      }
      return try PostingOutcome.Accepted(post.uid, isReplay: known != nil, context.store)
    }
  }

  /// How flows begin, by the profile of each account's platform.
  ///
  /// - Parameter names: the accounts that they may be of.
  func starter(
    for names: [AccountName]
  ) -> @Sendable (DeclaredPost, DeclaredPost.Target) -> FlowStart {
    var profiles: [AccountName: PlatformProfile] = [:]
    let accounts = parts.present.snapshot?.accounts ?? []
    for name in names where profiles[name] == nil {
      let account = accounts.first { $0.name == name }
      profiles[name] = account.flatMap { recipe(for: $0.platform)?.profile }
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

  /// Ten letters and digits: more names than anybody ever needs, and short enough to type.
  private static func randomName() -> String {
    let letters = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)
    let name = RandomBytes.make(10).map { letters[Int($0) % letters.count] }
    return String(decoding: name, as: UTF8.self)
  }
}

/// A post as it is offered to the queue.
private struct Offer: Sendable {
  var post: DeclaredPost
  var accounts: [AccountID]
  /// It is due when it is accepted.
  var isForNow: Bool
  /// What was known of its accounts when it was checked; empty when a turn has just said so.
  private var dependencies: [AccountRow]

  init(_ post: DeclaredPost, _ draft: PostDraft, dependsOn rows: [AccountRow] = []) {
    self.post = post
    accounts = draft.targets.map(\.account)
    isForNow = draft.due == nil
    dependencies = rows
  }

  func isCurrent(in core: Core) -> Bool {
    dependencies.allSatisfy { core.account($0.id) == $0 }
  }
}

extension CreatePost {
  fileprivate var hasNoMedia: Bool {
    (media ?? []).isEmpty && (thread ?? []).allSatisfy { ($0.media ?? []).isEmpty }
  }
}
