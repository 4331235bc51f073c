import Simulation

/// Takes away what a failing seed does not need in order to fail.
struct ShrinkCommand {
  let arguments: Arguments
  let household: Household

  func run() -> Bool {
    guard let seed = try? arguments.seed() else {
      say(BelfrySim.usage)
      return false
    }
    let shrinking = Shrinking(seed: seed, household: household)
    guard let found = shrinking.smallest(from: arguments.options) else {
      say("seed \(seed) breaks no promise")
      return true
    }
    var words = ["belfry-sim replay \(seed)"]
    if found.options.isDense { words.append("--dense") }
    if let posts = found.options.postsMax { words.append("--posts \(posts)") }
    let without = Hardship.allCases.filter(found.options.without.contains).map(\.rawValue)
    if !without.isEmpty { words.append("--without \(without.joined(separator: ","))") }
    say("\(found.violation.invariant): \(found.violation.message)")
    say(words.joined(separator: " "))
    return false
  }
}
