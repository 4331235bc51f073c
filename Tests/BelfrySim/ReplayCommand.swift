import Simulation

/// Runs one seed, or one step of a walk over a flow, and prints all that happens.
struct ReplayCommand {
  let arguments: Arguments
  let household: Household

  func run() -> Bool {
    guard let simulation = simulation() else {
      say(BelfrySim.usage)
      return false
    }
    simulation.trace.sink = { say($0) }
    simulation.run()
    say("digest \(String(simulation.trace.digest, radix: 16))")
    return simulation.violation == nil
  }

  private func simulation() -> Simulation? {
    if let seed = try? arguments.seed() {
      return Simulation(
        seed: seed, scenario: arguments.world?.scenario, options: arguments.options,
        household: household)
    }
    let words = arguments.operands
    guard words.count == 3, let flow = CrashWalk.flows.first(where: { $0.name == words[0] }),
      let operation = Int(words[1]), let seed = UInt64(words[2])
    else { return nil }
    let simulation = CrashWalk(flow: flow, household: household)
      .simulation(dyingAt: operation, seed: seed)
    simulation.disk.onOperation = { kind, file, number in
      say("    disk \(number): \(kind.rawValue) \(file.split(separator: "/").last ?? "")")
    }
    return simulation
  }
}
