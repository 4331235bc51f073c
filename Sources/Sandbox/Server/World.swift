import Domain
import PlatformModels

/// The models of a sandbox, one request at a time.
actor World {
  private let options: SandboxOptions
  private let hashing: any Hashing
  private let now: @Sendable () -> Instant
  private let entropy: @Sendable () -> UInt64
  private let file: StateFile?
  private var mastodon: Faulty<MastodonModel>
  private var bluesky: Faulty<BlueskyModel>
  /// Grows with every reset, so that pages notice.
  private var resets = 0

  init(
    _ options: SandboxOptions, hashing: any Hashing, now: @escaping @Sendable () -> Instant,
    entropy: @escaping @Sendable () -> UInt64
  ) throws(SandboxError) {
    self.options = options
    self.hashing = hashing
    self.now = now
    self.entropy = entropy
    (mastodon, bluesky) = World.empty(options, hashing)
    guard let path = options.stateFile else {
      file = nil
      return
    }
    let file = try StateFile(path: path)
    self.file = file
    for entry in try file.entries() {
      switch entry.platform {
      case .mastodon: mastodon.replay(entry.event)
      default: bluesky.replay(entry.event)
      }
    }
    mastodon.keepsEvents = true
    bluesky.keepsEvents = true
  }

  private static func empty(
    _ options: SandboxOptions, _ hashing: any Hashing
  ) -> (Faulty<MastodonModel>, Faulty<BlueskyModel>) {
    (
      Faulty(
        MastodonModel(
          origin: "http://127.0.0.1:\(options.mastodonPort)", people: options.mastodonPeople,
          rules: options.mastodonRules, hashing: hashing)),
      Faulty(
        BlueskyModel(
          origin: "http://127.0.0.1:\(options.blueskyPort)", people: options.blueskyPeople,
          rules: options.blueskyRules, hashing: hashing))
    )
  }

  /// Tells the models the ports that they were given, before the first request.
  func settle(mastodon port: UInt16, bluesky other: UInt16) {
    mastodon.model.origin = "http://127.0.0.1:\(port)"
    bluesky.model.origin = "http://127.0.0.1:\(other)"
  }

  func handle(_ request: ModelRequest, at platform: PlatformName) -> ModelAnswer {
    let answer: ModelAnswer
    switch platform {
    case .mastodon: answer = mastodon.handle(request, at: now(), entropy: entropy())
    default: answer = bluesky.handle(request, at: now(), entropy: entropy())
    }
    return remember() ?? answer
  }

  /// Writes down what happened; what cannot be written is a 500, for it would be forgotten.
  private func remember() -> ModelAnswer? {
    guard let file else { return nil }
    do throws(SandboxError) {
      try remember(mastodon.takeEvents(), .mastodon, mastodon, file)
      try remember(bluesky.takeEvents(), .bluesky, bluesky, file)
      return nil
    } catch {
      return ModelAnswer(status: 500, body: Array(error.description.utf8))
    }
  }

  private func remember(
    _ events: [ModelEvent], _ platform: PlatformName, _ model: some PlatformModel,
    _ file: StateFile
  ) throws(SandboxError) {
    for event in events {
      if case .request(let request, _, _) = event, model.endpoint(of: request) == .read { continue }
      try file.append(.init(platform: platform, event: event))
    }
  }

  /// - Parameter platform: `nil` means both.
  func set(_ plan: FaultPlan, on platform: PlatformName?) {
    if platform != .bluesky { mastodon.plan = plan }
    if platform != .mastodon { bluesky.plan = plan }
  }

  /// Empty servers without faults; sign-ins are forgotten too.
  func reset() throws(SandboxError) {
    try file?.clear()
    let origins = (mastodon.model.origin, bluesky.model.origin)
    (mastodon, bluesky) = World.empty(options, hashing)
    (mastodon.model.origin, bluesky.model.origin) = origins
    mastodon.keepsEvents = file != nil
    bluesky.keepsEvents = file != nil
    resets += 1
  }

  /// What people see now.
  func scene() -> Scene {
    let now = now()
    mastodon.advance(to: now)
    bluesky.advance(to: now)
    _ = remember()
    return Scene(
      now: now,
      version: "\(resets).\(mastodon.ledger.effects.count).\(bluesky.ledger.effects.count)",
      sides: [
        .init(
          platform: .mastodon, origin: mastodon.model.origin, posts: mastodon.timeline,
          ledger: mastodon.ledger),
        .init(
          platform: .bluesky, origin: bluesky.model.origin, posts: bluesky.timeline,
          ledger: bluesky.ledger),
      ])
  }

  func media(_ platform: String, _ id: String) -> ModelFile? {
    switch PlatformName(platform) {
    case .mastodon: mastodon.model.file(id)
    case .bluesky: bluesky.model.file(id)
    default: nil
    }
  }
}

/// What people see at one moment.
struct Scene: Sendable {
  var now: Instant
  /// Changes whenever anything visible does.
  var version: String
  var sides: [Side]

  struct Side: Sendable {
    var platform: PlatformName
    var origin: String
    /// Newest first.
    var posts: [TimelinePost]
    var ledger: OutsideLedger

    /// How many posts beyond the first look like this one, by account and fingerprint.
    func duplicates() -> [[String]: Int] {
      var counts: [[String]: Int] = [:]
      for effect in ledger.effects where effect.kind == .created {
        counts[[effect.account, effect.fingerprint], default: -1] += 1
      }
      return counts
    }
  }
}
