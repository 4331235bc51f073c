import Config
import Domain
import Testing

/// The store as it is after a plan was carried out.
func stored(after result: PlanResult, state: DeliveryState = .scheduled) -> StoredState {
  var number: Int64 = 0
  let posts = result.plan.posts.compactMap { change in
    change.declared.map { stored($0, state: state, number: &number) }
  }
  return StoredState(posts: posts, accounts: [AccountName("fedi")!, AccountName("sky")!])
}

func stored(
  _ post: DeclaredPost, state: DeliveryState, number: inout Int64
) -> StoredPost {
  StoredPost(
    uid: post.uid, due: post.due, latePolicy: post.latePolicy, grace: post.grace,
    project: post.project, seriesItem: post.seriesItem,
    deliveries: post.targets.map { target in
      number += 1
      return .init(
        id: DeliveryID(number), account: target.account, placement: target.placement, state: state,
        contentHash: TestHashing().sha256(CanonicalContent.encode(target.content)),
        cancelledByFiles: false)
    }, needsApproval: post.needsApproval, onEdit: post.onEdit, attempts: post.attempts)
}

extension StoredState {
  /// The same store with all deliveries in another state.
  func with(_ state: DeliveryState, cancelledByFiles: Bool = false) -> StoredState {
    var copy = self
    for post in copy.posts.indices {
      for delivery in copy.posts[post].deliveries.indices {
        copy.posts[post].deliveries[delivery].state = state
        copy.posts[post].deliveries[delivery].cancelledByFiles = cancelledByFiles
      }
    }
    return copy
  }
}

func plan(
  _ body: String, stored: StoredState = StoredState(), now: Instant = testNow,
  files: [String: String] = [:]
) throws -> PlanResult {
  Planner(zones: TestZones(), recurrences: TestRecurrences(), hashing: TestHashing())
    .plan(try snapshot(body, files: files, now: now), stored: stored, now: now)
}

extension PlanResult {
  /// `add launch: add fedi, add sky`.
  var words: [String] {
    plan.posts.map { change in
      let parts = change.deliveries.map { delivery in
        switch delivery {
        case .add(let target): "add \(target.account)"
        case .revise(_, let target): "revise \(target.account)"
        case .amend(_, let target): "amend \(target.account)"
        case .reschedule(_, let account): "reschedule \(account)"
        case .cancel(_, let account): "cancel \(account)"
        case .revive(_, let target): "revive \(target.account)"
        case .edit(_, let target): "edit \(target.account)"
        case .tooLate(_, let account, let state): "\(state.word) \(account)"
        }
      }
      return "\(change.kind.rawValue) \(change.uid.name): " + parts.joined(separator: ", ")
    }
  }
}

@Suite("Plans")
struct PlannerTests {
  static let launch = "posts:\n  - { id: launch, at: 2026-12-01 09:30, text: Hello }"

  @Test("a new post is added; the same files again change nothing")
  func add() throws {
    let first = try plan(PlannerTests.launch)
    #expect(first.words == ["add launch: add fedi, add sky"])
    #expect(first.plan.posts[0].declared?.place == "schedule.yaml:5:11")
    #expect(try plan(PlannerTests.launch, stored: stored(after: first)).words.isEmpty)
  }

  @Test(
    "each change has its kind",
    arguments: [
      ("at: 2026-12-01 09:30, text: Other", "revise launch: revise fedi, revise sky"),
      ("at: 2026-12-02 09:30, text: Hello", "reschedule launch: reschedule fedi, reschedule sky"),
      (
        "at: 2026-12-02 09:30, text: Hello, grace: 1h",
        "revise launch: reschedule fedi, reschedule sky"
      ),
      (
        "at: 2026-12-01 09:30, text: Hello, for: { sky: { text: Other } }",
        "revise launch: revise sky"
      ),
      (
        "at: 2026-12-02 09:30, text: Hello, for: { sky: { text: Other } }",
        "revise launch: reschedule fedi, revise sky"
      ),
      ("at: 2026-12-01 09:30, text: Hello, to: fedi", "revise launch: cancel sky"),
      ("at: 2026-12-01 09:30, text: Hello, grace: 1h", "revise launch: "),
      (
        "at: 2026-12-01 09:30, text: Hello, approval: true",
        "revise launch: revise fedi, revise sky"
      ),
      ("at: 2026-12-01 09:30, text: Hello, attempts: 7", "revise launch: "),
      ("at: 2026-12-01 09:30, text: Hello, draft: true", "cancel launch: cancel fedi, cancel sky"),
    ])
  func changes(_ keys: String, _ words: String) throws {
    let before = stored(after: try plan(PlannerTests.launch))
    #expect(try plan("posts:\n  - { id: launch, \(keys) }", stored: before).words == [words])
  }

  @Test(
    "what is out or on its way is too late to change",
    arguments: [
      DeliveryState.published, .publishing, .confirming, .doubtful, .attention,
    ])
  func tooLate(_ state: DeliveryState) throws {
    let before = stored(after: try plan(PlannerTests.launch), state: state)
    let other = "posts:\n  - { id: launch, at: 2026-12-01 09:30, text: Other }"
    #expect(
      try plan(other, stored: before).words
        == ["tooLate launch: \(state.word) fedi, \(state.word) sky"])
    #expect(try plan(PlannerTests.launch, stored: before).words.isEmpty)
  }

  @Test(
    "what failed follows the files; once its time is gone, a person tries it again",
    arguments: [DeliveryState.refused, .expired])
  func failed(_ state: DeliveryState) throws {
    let before = stored(after: try plan(PlannerTests.launch), state: state)
    #expect(try plan(PlannerTests.launch, stored: before).words.isEmpty)
    let past = "posts:\n  - { id: launch, at: 2026-11-01 09:30, text: Hello }"
    #expect(
      try plan(past, stored: before).words
        == ["tooLate launch: \(state.word) fedi, \(state.word) sky"])
    let words = past.replacing("Hello", with: "Other")
    #expect(try plan(words, stored: before).words == ["revise launch: amend fedi, amend sky"])
    let later = PlannerTests.launch.replacing("Hello", with: "Other")
    #expect(try plan(later, stored: before).words == ["revise launch: revise fedi, revise sky"])
    let held = words.replacing("Other", with: "Other, approval: true")
    #expect(
      try plan(held, stored: before).words
        == ["tooLate launch: \(state.word) fedi, \(state.word) sky"])
  }

  @Test("dropping a post cancels it, bringing it back revives it, and never publishes again")
  func revive() throws {
    let before = stored(after: try plan(PlannerTests.launch))
    #expect(
      try plan("posts: []", stored: before).words == ["cancel launch: cancel fedi, cancel sky"])
    let dropped = before.with(.cancelled, cancelledByFiles: true)
    #expect(try plan("posts: []", stored: dropped).words.isEmpty)
    #expect(
      try plan(PlannerTests.launch, stored: dropped).words
        == ["revive launch: revive fedi, revive sky"])
    #expect(try plan(PlannerTests.launch, stored: before.with(.cancelled)).words.isEmpty)
    #expect(try plan("posts: []", stored: before.with(.published)).words.isEmpty)
    #expect(try plan(PlannerTests.launch, stored: before.with(.published)).words.isEmpty)
  }

  @Test("posts that came another way are not touched")
  func others() throws {
    var number: Int64 = 0
    let declared = try #require(try plan(PlannerTests.launch).plan.posts[0].declared)
    let posts = [PostOrigin.csv, .api, .assist].map { origin in
      var post = declared
      post.uid = PostUID(origin, "x")
      return stored(post, state: .scheduled, number: &number)
    }
    #expect(try plan("posts: []", stored: StoredState(posts: posts)).words.isEmpty)
  }

  @Test("a new post whose time and grace are past needs a word about it")
  func past() throws {
    let body = { (keys: String) in "posts:\n  - { id: old, at: 2026-11-21 07:59, text: x, \(keys) }"
    }
    let asked = try plan(body("late: ask"))
    #expect(
      asked.diagnostics.map(\.line) == [
        #"schedule.yaml:5:20: error: 2026-11-21 07:59 CET is in the past, and "old" is new; "#
          + "correct the time, write at: now, or say late: skip or late: publish"
      ])
    #expect(asked.hasErrors)
    #expect(try plan(body("late: skip")).diagnostics.map(\.severity) == [.warning])
    #expect(try plan(body("late: publish")).diagnostics.map(\.severity) == [.warning])
    #expect(try plan(body("grace: 3h")).diagnostics.isEmpty)
    let known = stored(after: asked, state: .published)
    #expect(try plan(body("late: ask"), stored: known).diagnostics.isEmpty)
  }

  @Test("a post that is past is not sent to accounts added later, and that is said")
  func addedAccount() throws {
    let body = { (keys: String) in
      "posts:\n  - { id: old, at: 2026-11-20 09:00, text: x, late: skip, to: \(keys) }"
    }
    let before = stored(after: try plan(body("fedi")), state: .published)
    let after = try plan(body("everywhere"), stored: before)
    #expect(after.words.isEmpty)
    #expect(
      after.diagnostics.map(\.message) == [
        #"the time of "old" is past; not sent to accounts added since: sky"#
      ])
  }

  @Test("now is the time of the first acceptance")
  func immediately() throws {
    let body = "posts:\n  - { id: a, at: now, text: x }"
    let first = try plan(body)
    #expect(first.plan.posts[0].declared?.due.instant == testNow)
    let later = testNow + .seconds(3600)
    #expect(try plan(body, stored: stored(after: first), now: later).words.isEmpty)
    let sooner = stored(after: try plan("posts:\n  - { id: a, at: 2026-12-01 09:00, text: x }"))
    let changed = try plan(body, stored: sooner, now: later)
    #expect(changed.words == ["reschedule a: reschedule fedi, reschedule sky"])
    #expect(changed.plan.posts[0].declared?.due.instant == later)
  }

  @Test("accounts are declared; those that are gone are switched off")
  func accounts() throws {
    let state = StoredState(posts: [], accounts: [AccountName("gone")!, AccountName("fedi")!])
    let accounts = try plan("posts: []", stored: state).plan.accounts
    #expect(accounts.count == 3)
    #expect(accounts.last == .disable(AccountName("gone")!))
  }

  @Test(
    "too many removals at once are noticed",
    arguments: [
      (posts: 10, kept: 8, isNoticed: false), (10, 6, false), (10, 5, true), (30, 25, false),
      (24, 19, true), (2, 0, true), (1, 0, false),
    ])
  func massRemoval(_ posts: Int, _ kept: Int, _ isNoticed: Bool) throws {
    let body = { (count: Int) in
      "posts:\n"
        + (0..<count).map { "  - { id: p\($0), at: 2026-12-01 09:30, text: x }\n" }.joined()
    }
    let before = stored(after: try plan(body(posts)))
    let result = try plan(body(kept), stored: before)
    #expect((result.plan.massRemoval != nil) == isNoticed)
    if isNoticed {
      #expect(result.plan.massRemoval == .init(removed: posts - kept, pending: posts))
    }
  }

  @Test("what will go out of the files is listed, whether it changes or not")
  func upcoming() throws {
    func upcoming(_ posts: String, _ stored: StoredState = StoredState()) throws -> [String] {
      try plan("posts:\n" + posts, stored: stored).upcoming.map { post in
        "\(post.uid.name) \(post.targets.map(\.account.text).joined(separator: " "))"
      }
    }
    let posts = """
        - { id: a, at: 2026-12-01 00:30, text: x }
        - { id: b, at: 2026-12-01 23:30, text: x, to: fedi }

      """
    #expect(try upcoming(posts) == ["a fedi sky", "b fedi"])
    var state = stored(after: try plan("posts:\n" + posts))
    #expect(try upcoming(posts, state) == ["a fedi sky", "b fedi"])
    for index in state.posts.indices { state.posts[index].deliveries[0].state = .published }
    #expect(try upcoming(posts, state) == ["a sky"])
  }
}
