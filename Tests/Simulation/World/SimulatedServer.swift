import Domain
import PlatformModels

/// A platform's server on the simulated network, whatever its model.
protocol SimulatedServer {
  var origin: String { get }
  var ledger: OutsideLedger { get }
  /// Requests are still to be carried out, after their clients gave up.
  var hasLateEffects: Bool { get }
  /// The refresh tokens of each request that reached the server, in their order.
  var renewals: [String] { get }
  /// Addresses of media that the server wants to read.
  var wanted: [String] { get }

  func endpoint(of request: ModelRequest) -> EndpointKind

  /// A post as people see it now.
  func shown(_ post: String) -> TimelinePost?

  /// The bytes of a file that people see with a post.
  func file(_ id: String) -> [UInt8]?

  /// Carries out late requests whose time has come.
  mutating func advance(to now: Instant)

  mutating func handle(
    _ request: ModelRequest, spoiledBy fault: Fault?, at now: Instant, entropy: UInt64
  ) -> ModelAnswer

  /// What came of an address that it wanted to read.
  mutating func fetched(_ address: String, _ bytes: [UInt8]?, at now: Instant)
}

/// One of the models of the sandbox, behind its network.
struct ModelServer<Model: PlatformModel>: SimulatedServer {
  let origin: String
  private(set) var renewals: [String] = []
  private var faulty: Faulty<Model>

  init(_ model: Model, at origin: String) {
    self.origin = origin
    faulty = Faulty(model)
    faulty.keepsEvents = true
  }

  var ledger: OutsideLedger { faulty.ledger }
  var hasLateEffects: Bool { faulty.hasLateEffects }
  var wanted: [String] { faulty.wanted }

  mutating func advance(to now: Instant) {
    faulty.advance(to: now)
    noteRenewals()
  }

  func endpoint(of request: ModelRequest) -> EndpointKind { faulty.endpoint(of: request) }

  func shown(_ post: String) -> TimelinePost? { faulty.timeline.first { $0.id == post } }

  func file(_ id: String) -> [UInt8]? { (faulty.model as? any HostedModel)?.file(id)?.bytes }

  mutating func handle(
    _ request: ModelRequest, spoiledBy fault: Fault?, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    faulty.plan = FaultPlan(fault.map { [FaultRule($0, .numbers(1...1))] } ?? [])
    defer { noteRenewals() }
    return faulty.handle(request, at: now, entropy: entropy)
  }

  mutating func fetched(_ address: String, _ bytes: [UInt8]?, at now: Instant) {
    faulty.fetched(address, bytes, at: now)
  }

  private mutating func noteRenewals() {
    for case .request(let request, _, _) in faulty.takeEvents()
    where faulty.endpoint(of: request) == .token {
      let fields = String(decoding: request.body, as: UTF8.self).split(separator: "&")
      let token = fields.first { $0.hasPrefix("refresh_token=") }?.dropFirst(14)
      if let token { renewals.append(String(token)) }
    }
  }
}
