import Glibc

/// The groups of the system's users, as the name service knows them.
package enum SystemGroups {
  /// The names of all groups of `uid`, whose primary group is `gid`.
  ///
  /// Reads the system's user and group tables; a user without an entry has the primary group only.
  package static func names(uid: UInt32, gid: UInt32) -> [String] {
    ids(uid: uid, gid: gid).compactMap(name)
  }

  private static func ids(uid: UInt32, gid: UInt32) -> [gid_t] {
    withEntry { entry, buffer, size -> [gid_t]? in
      var found: UnsafeMutablePointer<passwd>?
      guard getpwuid_r(uid, entry, buffer, size, &found) == 0, let found else { return nil }
      var count: Int32 = 256
      var groups = [gid_t](repeating: 0, count: Int(count))
      guard getgrouplist(found.pointee.pw_name, gid, &groups, &count) >= 0 else { return nil }
      return Array(groups.prefix(Int(count)))
    } ?? [gid]
  }

  private static func name(_ gid: gid_t) -> String? {
    withUnsafeTemporaryAllocation(of: group.self, capacity: 1) { entry in
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: bufferBytes) { buffer in
        var found: UnsafeMutablePointer<group>?
        guard
          getgrgid_r(gid, entry.baseAddress!, buffer.baseAddress!, buffer.count, &found) == 0,
          let found
        else { return nil }
        return String(cString: found.pointee.gr_name)
      }
    }
  }

  /// More than any entry of the user table, and most groups, need.
  private static let bufferBytes = 65_536

  private static func withEntry<Result>(
    _ body: (UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(of: passwd.self, capacity: 1) { entry in
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: bufferBytes) { buffer in
        // Both allocations have a capacity above zero, so they have an address.
        body(entry.baseAddress!, buffer.baseAddress!, buffer.count)
      }
    }
  }
}
