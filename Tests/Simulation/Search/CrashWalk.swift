/// Walks a flow: the process dies at every single disk operation of it, once by a kill and several
/// times, with different luck, by a power loss; and every promise must hold each time.
package struct CrashWalk {
  /// Something that a daemon does from its start to a published post.
  package struct Flow: Sendable {
    package let name: String
    package let scenario: Scenario
  }

  /// The flows that are walked.
  package static let flows: [Flow] = {
    var flows = SimulatedAccount.Platform.allCases.flatMap { platform in
      SimulatedAccount(platform).forms.enumerated().map { index, form in
        Flow(
          name: "\(platform.rawValue)-\(form.name)",
          scenario: .flow(platform, form: index, parts: form.rest == .thread ? 2 : 1))
      }
    }
    var first = Scenario.flow(.bluesky)
    first.beginsEmpty = true
    flows.append(Flow(name: "first-start", scenario: first))
    return flows
  }()

  private let flow: Flow
  private let household: Household

  package init(flow: Flow, household: Household) {
    self.flow = flow
    self.household = household
  }

  /// What a walk found.
  package struct Result: Sendable {
    package var operations = 0
    package var runs = 0
    package var failures: [String] = []
  }

  /// - Parameters:
  ///   - tears: power losses for each operation.
  ///   - step: every how many operations the process dies; 1 for each.
  package func run(tears: Int, step: Int = 1) -> Result {
    var result = Result()
    let whole = Simulation(seed: 1, scenario: flow.scenario, household: household)
    whole.run()
    result.operations = whole.figures.diskOperations
    if let violation = whole.violation {
      result.failures.append("without a death: \(violation.invariant): \(violation.message)")
      return result
    }
    for operation in stride(from: 1, through: result.operations, by: step) {
      for seed in 1...UInt64(tears + 1) {
        let simulation = simulation(dyingAt: operation, seed: seed)
        simulation.run()
        result.runs += 1
        guard let violation = simulation.violation else { continue }
        result.failures.append(
          "\(flow.name) \(operation) \(seed): \(violation.invariant): \(violation.message)")
      }
    }
    return result
  }

  /// One step of the walk: the first seed is a kill, every other one a power loss.
  package func simulation(dyingAt operation: Int, seed: UInt64) -> Simulation {
    var scenario = flow.scenario
    scenario.diesAt = operation
    scenario.outage = seed == 1 ? .kill : .powerLoss
    return Simulation(seed: seed, scenario: scenario, household: household)
  }
}
