import Simulation

/// Runs one seed and prints all that happens.
struct ReplayCommand {
  let arguments: Arguments
  let household: Household

  func run() -> Bool {
    guard let seed = try? arguments.seed() else {
      print(BelfrySim.usage)
      return false
    }
    let simulation = Simulation(seed: seed, options: arguments.options, household: household)
    simulation.trace.sink = { print($0) }
    simulation.run()
    print("digest \(String(simulation.trace.digest, radix: 16))")
    return simulation.violation == nil
  }
}
