import Glibc
import Simulation

/// Hunts every mutant, and prints what found it out.
struct MutantsCommand {
  /// Seeds for each mutant, unless told otherwise.
  private static let seedsMax = 300
  private static let seedsInSmallWorlds = 24

  let arguments: Arguments
  let household: Household

  init(arguments: Arguments, household: Household) throws(Arguments.Wrong) {
    for name in arguments.operands where Mutant(rawValue: name) == nil {
      let known = Mutant.allCases.map(\.rawValue).joined(separator: ", ")
      throw Arguments.Wrong(message: "\(name) is not one of \(known)")
    }
    self.arguments = arguments
    self.household = household
  }

  /// - Returns: whether every mutant was found out.
  func run() -> Bool {
    let wanted = arguments.operands
    var survivors: [String] = []
    say(pad("mutant", 30) + pad("world", 11) + pad("promise", 9) + pad("seed", 7) + pad("s", 7))
    for mutant in Mutant.allCases where wanted.isEmpty || wanted.contains(mutant.rawValue) {
      let began = Moment.seconds()
      let found = hunt(mutant)
      let took = tenths(Moment.seconds() - began)
      guard let (kill, world) = found else {
        survivors.append(mutant.rawValue)
        say("\(pad(mutant.rawValue, 30))SURVIVED in \(took) s: \(mutant.summary)")
        continue
      }
      say(
        pad(mutant.rawValue, 30) + pad(world?.rawValue ?? "large", 11)
          + pad(kill.violation.invariant, 9) + pad("\(kill.seed)", 7) + pad(took, 7)
          + kill.violation.message)
    }
    say(survivors.isEmpty ? "every mutant was found out" : "\(survivors.count) survived")
    return survivors.isEmpty
  }

  /// Looks in the small worlds first, where most are found out at once, then in the large one.
  private func hunt(_ mutant: Mutant) -> (MutationGate.Kill, Directed?)? {
    let gate = MutationGate(household: household)
    let worlds = arguments.world.map { [$0] } ?? Directed.allCases
    for world in worlds {
      let seeds = arguments.seeds ?? MutantsCommand.seedsInSmallWorlds
      if let kill = gate.hunt(mutant, from: arguments.from ?? 1, seedsMax: seeds, in: world) {
        return (kill, world)
      }
    }
    guard arguments.world == nil else { return nil }
    return gate.hunt(
      mutant, from: arguments.from ?? Cast.latest,
      seedsMax: arguments.seeds ?? MutantsCommand.seedsMax,
      options: arguments.options
    ).map { ($0, nil) }
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.utf8.count))
  }

  private func tenths(_ seconds: Double) -> String {
    let tenths = Int(seconds * 10)
    return "\(tenths / 10).\(tenths % 10)"
  }
}
