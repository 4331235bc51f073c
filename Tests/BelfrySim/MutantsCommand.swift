import Glibc
import Simulation

/// Hunts every mutant, and prints what found it out.
struct MutantsCommand {
  /// Seeds for each mutant, unless told otherwise.
  private static let seedsMax = 300

  let arguments: Arguments
  let household: Household

  /// - Returns: whether every mutant was found out.
  func run() -> Bool {
    let wanted = arguments.operands
    var survivors: [String] = []
    say(
      "\(pad("mutant", 30))\(pad("promise", 9))\(pad("seed", 7))\(pad("seeds", 7))\(pad("turns", 7))"
        + "\(pad("s", 7))")
    for mutant in Mutant.allCases where wanted.isEmpty || wanted.contains(mutant.rawValue) {
      let began = Moment.seconds()
      let kill = MutationGate(household: household).hunt(
        mutant, from: arguments.from, seedsMax: arguments.seeds ?? MutantsCommand.seedsMax,
        options: arguments.options, in: arguments.world)
      let took = tenths(Moment.seconds() - began)
      guard let kill else {
        survivors.append(mutant.rawValue)
        say("\(pad(mutant.rawValue, 30))SURVIVED in \(took) s: \(mutant.summary)")
        continue
      }
      say(
        pad(mutant.rawValue, 30) + pad(kill.violation.invariant, 9) + pad("\(kill.seed)", 7)
          + pad("\(kill.seeds)", 7) + pad("\(kill.turns)", 7) + pad(took, 7)
          + kill.violation.message)
    }
    say(survivors.isEmpty ? "every mutant was found out" : "\(survivors.count) survived")
    return survivors.isEmpty
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.utf8.count))
  }

  private func tenths(_ seconds: Double) -> String {
    let tenths = Int(seconds * 10)
    return "\(tenths / 10).\(tenths % 10)"
  }
}
