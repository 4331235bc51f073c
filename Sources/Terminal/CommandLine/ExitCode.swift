/// How the program ends; the table is part of the interface.
package enum ExitCode: Int32, Hashable, Sendable, CaseIterable {
  case done = 0
  case failed = 1
  case usage = 2
  case badConfiguration = 3
  case daemonNotReachable = 4
  case storeUnusable = 5
  case needsAttention = 6
  case storeDamaged = 7

  /// What it means, for help and the manual.
  package var summary: String {
    switch self {
    case .done: "done"
    case .failed: "failed; the reason is on standard error"
    case .usage: "the command line is wrong"
    case .badConfiguration: "accounts.yaml or schedule.yaml is wrong, or a reload was refused"
    case .daemonNotReachable: "the daemon cannot be reached"
    case .storeUnusable: "the store cannot be used"
    case .needsAttention: "something needs a person"
    case .storeDamaged: "the store is damaged, or its disk fails"
    }
  }
}
