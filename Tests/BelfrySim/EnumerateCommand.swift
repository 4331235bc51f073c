import Simulation

/// Lets the process die at each disk operation of a flow, in each way.
struct EnumerateCommand {
  private let flows: [CrashWalk.Flow]
  private let household: Household

  /// - Throws: for a flow that there is not.
  init(arguments: Arguments, household: Household) throws(Arguments.Wrong) {
    self.household = household
    for name in arguments.operands where !CrashWalk.flows.contains(where: { $0.name == name }) {
      let known = CrashWalk.flows.map(\.name).joined(separator: ", ")
      throw Arguments.Wrong(message: "\(name) is not one of \(known)")
    }
    let wanted = CrashWalk.flows.filter {
      arguments.operands.isEmpty || arguments.operands.contains($0.name)
    }
    let share = arguments.share
    flows = wanted.enumerated().filter { $0.offset % share.of == share.number - 1 }.map(\.element)
  }

  func run() -> Bool {
    var (operations, runs, failures) = (0, 0, 0)
    for flow in flows {
      let result = CrashWalk(flow: flow, household: household).run(tears: 8)
      say(
        "\(flow.name): \(result.operations) disk operations, \(result.runs) runs, "
          + "\(result.failures.count) failed")
      for failure in result.failures.prefix(5) { say("  \(failure)") }
      operations += result.operations
      runs += result.runs
      failures += result.failures.count
    }
    say(
      "in all: \(flows.count) flows, \(operations) disk operations, \(runs) runs, "
        + "\(failures) failed")
    return failures == 0
  }
}
