import Domain
import PlatformModels

/// A platform's server on the simulated network, whatever its model.
protocol SimulatedServer {
  var origin: String { get }
  var ledger: OutsideLedger { get }
  /// Requests are still to be carried out, after their clients gave up.
  var hasLateEffects: Bool { get }

  func endpoint(of request: ModelRequest) -> EndpointKind

  /// Carries out late requests whose time has come.
  mutating func advance(to now: Instant)

  mutating func handle(
    _ request: ModelRequest, spoiledBy fault: Fault?, at now: Instant, entropy: UInt64
  ) -> ModelAnswer
}

/// One of the models of the sandbox, behind its network.
struct ModelServer<Model: PlatformModel>: SimulatedServer {
  let origin: String
  private(set) var faulty: Faulty<Model>

  init(_ model: Model, at origin: String) {
    self.origin = origin
    faulty = Faulty(model)
  }

  var ledger: OutsideLedger { faulty.ledger }
  var hasLateEffects: Bool { faulty.hasLateEffects }

  mutating func advance(to now: Instant) { faulty.advance(to: now) }

  func endpoint(of request: ModelRequest) -> EndpointKind { faulty.endpoint(of: request) }

  mutating func handle(
    _ request: ModelRequest, spoiledBy fault: Fault?, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    faulty.plan = FaultPlan(fault.map { [FaultRule($0, .numbers(1...1))] } ?? [])
    return faulty.handle(request, at: now, entropy: entropy)
  }
}
