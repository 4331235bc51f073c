import Domain
import PlatformModels

/// The models of a sandbox, one request at a time.
actor World {
  private let hashing: any Hashing
  private let now: @Sendable () -> Instant
  private let entropy: @Sendable () -> UInt64
  private let file: StateFile?
  private var stands: [Stand]
  /// Grows with every reset, so that pages notice.
  private var resets = 0

  /// One network with its model.
  private struct Stand {
    var network: SandboxNetwork
    var model: any FaultyModel
  }

  init(
    _ options: SandboxOptions, hashing: any Hashing, now: @escaping @Sendable () -> Instant,
    entropy: @escaping @Sendable () -> UInt64
  ) throws(SandboxError) {
    self.hashing = hashing
    self.now = now
    self.entropy = entropy
    stands = SandboxNetwork.all.enumerated().map { index, network in
      let origin = "http://127.0.0.1:\(options.port(ofNetwork: index))"
      return Stand(network: network, model: network.empty(origin, hashing))
    }
    guard let path = options.stateFile else {
      file = nil
      return
    }
    let file = try StateFile(path: path)
    self.file = file
    for entry in try file.entries() {
      for index in stands.indices where stands[index].network.name == entry.platform {
        stands[index].model.replay(entry.event)
      }
    }
    for index in stands.indices { stands[index].model.keepsEvents = true }
  }

  /// Tells the models the ports that they were given, in their order, before the first request.
  func settle(_ ports: [UInt16]) {
    for (index, port) in ports.enumerated() {
      stands[index].model.origin = "http://127.0.0.1:\(port)"
    }
  }

  func handle(_ request: ModelRequest, at platform: PlatformName) -> ModelAnswer {
    guard let index = stands.firstIndex(where: { $0.network.name == platform }) else {
      preconditionFailure("no network \(platform.text)")
    }
    let answer = stands[index].model.handle(request, at: now(), entropy: entropy())
    return remember() ?? answer
  }

  /// The addresses that the network's server still has to read.
  func wanted(by platform: PlatformName) -> [String] {
    stands.first { $0.network.name == platform }?.model.wanted ?? []
  }

  /// What came of an address.
  ///
  /// - Parameter bytes: `nil` when nothing could be read there.
  func fetched(_ address: String, _ bytes: [UInt8]?, by platform: PlatformName) {
    for index in stands.indices where stands[index].network.name == platform {
      stands[index].model.fetched(address, bytes, at: now())
    }
    _ = remember()
  }

  /// Writes down what happened; what cannot be written is a 500, for it would be forgotten.
  private func remember() -> ModelAnswer? {
    guard let file else { return nil }
    do throws(SandboxError) {
      for index in stands.indices { try remember(index, file) }
      return nil
    } catch {
      return ModelAnswer(status: 500, body: Array(error.description.utf8))
    }
  }

  private func remember(_ index: Int, _ file: StateFile) throws(SandboxError) {
    let (platform, events) = (stands[index].network.name, stands[index].model.takeEvents())
    for event in events {
      if case .request(let request, _, _) = event,
        stands[index].model.endpoint(of: request) == .read
      {
        continue
      }
      try file.append(.init(platform: platform, event: event))
    }
  }

  /// - Parameter platform: `nil` means all.
  func set(_ plan: FaultPlan, on platform: PlatformName?) {
    for index in stands.indices where platform == nil || stands[index].network.name == platform {
      stands[index].model.plan = plan
    }
  }

  /// Empty servers without faults; sign-ins are forgotten too.
  func reset() throws(SandboxError) {
    try file?.clear()
    for index in stands.indices {
      stands[index].model = stands[index].network.empty(stands[index].model.origin, hashing)
      stands[index].model.keepsEvents = file != nil
    }
    resets += 1
  }

  /// What people see now.
  func scene() -> Scene {
    let now = now()
    for index in stands.indices { stands[index].model.advance(to: now) }
    _ = remember()
    let changes = stands.map { "\($0.model.ledger.effects.count)" }.joined(separator: ".")
    return Scene(
      now: now, version: "\(resets).\(changes)",
      sides: stands.map { stand in
        .init(
          platform: stand.network.name, origin: stand.model.origin, posts: stand.model.timeline,
          ledger: stand.model.ledger)
      })
  }

  /// The place on the page of the post whose own address a browser asks for.
  func anchor(of request: ModelRequest, at platform: PlatformName) -> String? {
    guard let model = stands.first(where: { $0.network.name == platform })?.model else {
      return nil
    }
    let post = model.timeline.first { post in
      guard post.url.hasPrefix(model.origin + "/") else { return false }
      let own = ModelRequest("GET", String(post.url.dropFirst(model.origin.count)))
      return own.path == request.path && own.query == request.query
    }
    return post?.anchor
  }

  func media(_ platform: String, _ id: String) -> ModelFile? {
    stands.first { $0.network.name.text == platform }?.model.file(id)
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
