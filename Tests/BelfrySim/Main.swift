import Domain
import Glibc
import PlatformModels
import Simulation
import Store

/// `belfry-sim`: runs seeds, replays one, makes one small, walks a flow's disk
/// operations, and hunts mutants.
@main
struct BelfrySim {
  static let usage = """
    usage: belfry-sim run [--from SEED] [--seeds N] [--minutes M] [CHANGES]
           belfry-sim replay SEED [CHANGES]
           belfry-sim replay FLOW OPERATION SEED
           belfry-sim shrink SEED [CHANGES]
           belfry-sim enumerate [--share K/N] [FLOW…]
           belfry-sim mutants [--from SEED] [--seeds N] [CHANGES] [MUTANT…]
    changes: --dense, --posts N, --without HARDSHIP,…, --world WORLD
    """

  static func main() {
    do {
      try Store.useOneThread()
      let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
      let household = try Household()
      let isGood =
        switch arguments.verb {
        case "run": RunCommand(arguments: arguments, household: household).run()
        case "replay": ReplayCommand(arguments: arguments, household: household).run()
        case "shrink": ShrinkCommand(arguments: arguments, household: household).run()
        case "enumerate": try EnumerateCommand(arguments: arguments, household: household).run()
        case "mutants": try MutantsCommand(arguments: arguments, household: household).run()
        case "help", "--help", "-h": help()
        default: throw Arguments.Wrong(message: "unknown verb \(arguments.verb)")
        }
      exit(isGood ? 0 : 1)
    } catch let wrong as Arguments.Wrong {
      complain("\(wrong.message)\n\(usage)")
      exit(64)
    } catch {
      complain("\(error)")
      exit(70)
    }
  }

  private static func help() -> Bool {
    print(usage)
    return true
  }

  private static func complain(_ message: String) {
    let bytes = Array("belfry-sim: \(message)\n".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}
