import Simulation

/// Lets the process die at each disk operation of a flow, in each way.
struct EnumerateCommand {
  let arguments: Arguments
  let household: Household

  func run() -> Bool {
    let wanted = arguments.operands.first
    var isGood = true
    for flow in CrashWalk.flows where wanted == nil || flow.name == wanted {
      let walk = CrashWalk(flow: flow, household: household)
      let result = walk.run(tears: 8)
      say(
        "\(flow.name): \(result.operations) disk operations, \(result.runs) runs, "
          + "\(result.failures.count) failed")
      for failure in result.failures.prefix(5) { say("  \(failure)") }
      isGood = isGood && result.failures.isEmpty
    }
    return isGood
  }
}
