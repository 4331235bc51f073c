import CSQLite
import Domain
import Glibc
import Testing

@testable import Store

/// Files that released versions of the program wrote; every later version opens them.
///
/// Until version 1 is released its file is recorded anew when its schema changes:
/// `BELFRY_RECORD=1 swift test --filter MigrationTests`. After that it never changes again.
@Suite("Files of earlier versions", .serialized)
struct MigrationTests {
  private static func path(_ version: Int) -> String {
    let tests = #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()
    return "\(tests)/Snapshots/version\(version).db"
  }

  private func record() throws {
    let fixture = try Stage.published.prepare()
    try fixture.carryOut([
      .intend(intent(flow: 2, delivery: 2, key: "other")),
      .delivery(DeliveryID(2), DeliveryChange(.publishing)),
    ])
    let path = MigrationTests.path(1)
    unlink(path)
    // Small pages make a small file; they are no part of the schema.
    try fixture.raw("PRAGMA page_size = 1024")
    try fixture.store.connection.run(SQL("VACUUM INTO ?"), path)
  }

  private func schema(_ fixture: Fixture) throws -> [String] {
    try fixture.store.connection.rows(
      SQL("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY type, name")
    ) { $0.text(0) }
  }

  @Test("a file of version 1 is opened with all it holds, and looks like a new one afterwards")
  func version1() throws {
    if getenv("BELFRY_RECORD") != nil { try record() }
    let fixture = try Fixture()
    let fresh = try schema(fixture)
    try fixture.dropStore()
    for name in StoreFiles.names(in: fixture.directory) {
      unlink(fixture.directory + "/" + name)
    }
    try StoreFiles.copyDatabase(MigrationTests.path(1), to: fixture.path)
    try fixture.crash()
    #expect(try schema(fixture) == fresh, "see the comment above")
    #expect(try fixture.number("PRAGMA user_version") == Int64(Migrations.all.count))
    #expect(try fixture.text("PRAGMA integrity_check") == "ok")
    #expect(try fixture.store.verifyAudit().broken == nil)
    #expect(try fixture.situation(1).delivery?.state == .published)
    #expect(try fixture.situation(1).published.map(\.remote.id) == ["99"])
    #expect(try fixture.situation(2).delivery?.state == .doubtful)
    #expect(try fixture.situation(3).delivery?.state == .scheduled)
    #expect(try fixture.situation(3).content?.parts.first?.text == "Hello")
  }
}
