import Domain
import Scheduler

/// What somebody outside the daemon saw, to be held against what it claims.
struct Witness {
  /// The ids of the parts that became visible.
  var parts: [PartName: String] = [:]
  /// How much of each server's ledger was looked at.
  var seen: [Int: Int] = [:]
  /// Posts of accepted generations, with the accounts that they go to.
  var accepted: [String: Set<String>] = [:]
  /// Flows whose cancellation was confirmed, until somebody wants them again.
  var cancelled: Set<FlowID> = []
  /// Refresh tokens whose successors the store is known to hold.
  var renewed: Set<String> = []
  /// The audit log's latest line after a committed turn, and its hash.
  var audit: (line: Int64, hash: String)?
}
