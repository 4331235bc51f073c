/// What a caller may do.
///
/// Each role may do all that the ones before it may.
package enum Role: Int, Hashable, Comparable, Sendable, CaseIterable {
  /// Sees everything but secrets.
  case viewer = 0
  /// Writes, moves and cancels posts.
  case author = 1
  /// Releases or rejects held posts.
  case approver = 2
  /// Answers for doubtful posts, signs in accounts, reloads, rotates keys.
  case admin = 3

  /// The word for it in documents and messages.
  package var word: String {
    switch self {
    case .viewer: "viewer"
    case .author: "author"
    case .approver: "approver"
    case .admin: "admin"
    }
  }

  package static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }

  /// The system groups that give a role, the strongest first.
  package static let groups: [(group: String, role: Role)] = [
    ("belfry-admin", .admin), ("belfry-approver", .approver), ("belfry", .author),
    ("belfry-viewer", .viewer),
  ]

  /// The role of a process by its credentials; `nil` when it has none.
  ///
  /// - Parameters:
  ///   - ownUID: the user that the daemon runs as; it and root are admins.
  ///   - groupNames: the names of all groups of a user, given its uid and primary gid.
  package static func of(
    uid: UInt32, gid: UInt32, ownUID: UInt32, groupNames: (UInt32, UInt32) -> [String]
  ) -> Role? {
    if uid == 0 || uid == ownUID { return .admin }
    let names = groupNames(uid, gid)
    return groups.first { names.contains($0.group) }?.role
  }
}

/// Who asks, and what they may do.
package struct Caller: Hashable, Sendable {
  /// The audit log's actor, such as `uid:1000`.
  package var actor: String
  package var role: Role

  package init(actor: String, role: Role) {
    self.actor = actor
    self.role = role
  }
}
