/// What a flow is for.
package enum FlowKind: Int, Hashable, Sendable, CaseIterable, Codable {
  case publish = 0
  case connect = 1
  case refresh = 2
  case probe = 3
  case delete = 4
  case edit = 5
  /// Asks the network to end the account's tokens, and forgets them.
  case revoke = 6

  /// An edit or a delete of a post that is out.
  package var isOfWhatIsOut: Bool { self == .edit || self == .delete }

  package var word: String {
    switch self {
    case .publish: "publish"
    case .connect: "connect"
    case .refresh: "refresh"
    case .probe: "probe"
    case .delete: "delete"
    case .edit: "edit"
    case .revoke: "revoke"
    }
  }
}

/// The order in which flows that are ready are served; a lower number goes first.
package enum Lane: Int, Hashable, Sendable, CaseIterable, Comparable, Codable {
  /// Questions about calls in doubt, sign-ins, changes to what is out, and what people retry.
  case settle = 0
  /// Posts that are due.
  case due = 1
  /// Preparation ahead of the due time.
  case prepare = 2
  /// Posts that are late: oldest first, paced.
  case catchUp = 3

  package static func < (left: Lane, right: Lane) -> Bool { left.rawValue < right.rawValue }
}

/// Whether an account may be used.
package enum AccountState: Int, Hashable, Sendable, CaseIterable, Codable {
  case notConnected = 0
  case ok = 1
  /// A person must sign in again.
  case signIn = 2
  /// Switched off in `accounts.yaml`, or no longer in it.
  case disabled = 3

  package var word: String {
    switch self {
    case .notConnected: "not connected"
    case .ok: "ok"
    case .signIn: "sign in"
    case .disabled: "disabled"
    }
  }
}
