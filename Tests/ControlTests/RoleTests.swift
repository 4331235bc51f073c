import Control
import Testing

@Suite("Roles")
struct RoleTests {
  @Test(
    "credentials decide the role, and the strongest group wins",
    arguments: [
      (0, [], .admin), (10, [], .admin), (1000, ["belfry-admin", "belfry"], .admin),
      (1000, ["belfry", "belfry-approver"], .approver), (1000, ["users", "belfry"], .author),
      (1000, ["belfry-viewer"], .viewer), (1000, ["belfry-friends"], nil), (1000, [], nil),
    ] as [(UInt32, [String], Role?)])
  func roles(_ uid: UInt32, _ groups: [String], _ role: Role?) {
    #expect(Role.of(uid: uid, gid: 1, ownUID: 10) { _, _ in groups } == role)
  }

  @Test("the system's own tables are read")
  func systemGroups() {
    #expect(SystemGroups.names(uid: 0, gid: 0).contains("root"))
    #expect(SystemGroups.names(uid: 4_000_000_000, gid: 0) == ["root"])
  }
}
