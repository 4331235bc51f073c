import Domain
import Glibc
import Testing

@testable import Store

@Suite("What is kept, and for how long")
struct RetentionTests {
  private let later = Instant(milliseconds: 1_900_000_000_000)

  /// Delivery 1 is published with an upload before; delivery 2 has an upload and waits.
  private func history() throws -> Fixture {
    let fixture = try Stage.scheduled.prepare()
    let upload = intent("upload", .harmless)
    let other = intent("upload", flow: 2, delivery: 2, .harmless)
    try fixture.carryOut([
      .settle(settlement(upload, .answered(answer()))),
      .settle(settlement(other, .answered(answer()))),
    ])
    try fixture.fly()
    try fixture.land()
    return fixture
  }

  @Test("of what is over, names, hashes and results stay; bodies and harmless calls go")
  func steps() throws {
    let fixture = try history()
    #expect(try fixture.number("SELECT count(*) FROM step") == 3)
    let slice = try fixture.store.turn { try $0.pruneSteps(before: later, limit: 100) }
    #expect(slice == PruneSlice(looked: 3, pruned: 2))
    // The upload of the delivery that waits is still there.
    #expect(try fixture.number("SELECT count(*) FROM step") == 2)
    #expect(try fixture.situation(2).journal.map(\.step) == ["upload"])
    let view = try #require(try fixture.store.show(PostUID(.yaml, "a")))
    let attempt = try #require(view.attempts.first)
    #expect(attempt.step == "status" && attempt.status == 200 && attempt.outcome == "done")
    #expect(attempt.answer == "" && attempt.url == "https://fedi.example/api/v1/statuses")
    #expect(try fixture.number("SELECT length(call_hash) FROM step WHERE class = 2") == 3)
    #expect(view.parts.map(\.remoteId) == ["99"])
    #expect(try fixture.text("PRAGMA foreign_key_check") == "")
  }

  private func check(_ archive: AuditArchive, of fixture: Fixture) throws -> AuditCheck {
    try archive.check(try fixture.store.auditBase(), TestHashing())
  }

  @Test("what is younger stays, and pruning goes on where it stopped")
  func slices() throws {
    let fixture = try history()
    let young = try fixture.store.turn { try $0.pruneSteps(before: fixture.now, limit: 100) }
    #expect(young.looked == 0)
    var looked: [Int] = []
    for _ in 0..<4 {
      looked.append(try fixture.store.turn { try $0.pruneSteps(before: later, limit: 1) }.looked)
    }
    #expect(looked == [1, 1, 1, 0])
  }

  @Test("audit lines move into files, and the chain goes through them")
  func archive() throws {
    let fixture = try history()
    let archive = AuditArchive(directory: fixture.directory)
    let lines = try fixture.number("SELECT count(*) FROM audit")
    #expect(try fixture.store.auditSheet(before: fixture.now, count: 2) == nil)
    for _ in 0..<2 {
      let sheet = try #require(try fixture.store.auditSheet(before: later, count: 2))
      try archive.keep(sheet)
      // As after a crash in between.
      try archive.keep(sheet)
      try fixture.store.turn { try $0.removeArchived(sheet) }
    }
    #expect(try fixture.number("SELECT count(*) FROM audit") == lines - 4)
    #expect(StoreFiles.names(in: fixture.directory + "/audit").count == 2)
    #expect(try fixture.store.verifyAudit().broken == nil)
    #expect(try check(archive, of: fixture).checked == 4)
    try fixture.crash()
    #expect(fixture.store.boot.quarantine == nil)
    #expect(try fixture.store.verifyAudit().broken == nil)

    let names = StoreFiles.names(in: fixture.directory + "/audit")
    let path = fixture.directory + "/audit/" + names[1]
    let text = try StoreFiles.text(of: path)
    StoreFiles.remove(path)
    #expect(try check(archive, of: fixture).broken?.seq == 3)
    try StoreFiles.write(text.split(separator: "post").joined(separator: "past"), toNewFile: path)
    #expect(try check(archive, of: fixture).broken?.seq == 3)
    for name in names { StoreFiles.remove(fixture.directory + "/audit/" + name) }
    rmdir(fixture.directory + "/audit")
  }

  @Test("only archived lines may leave the audit log")
  func guarded() throws {
    let fixture = try history()
    let error = #expect(throws: StoreError.self) {
      try fixture.raw("DELETE FROM audit WHERE seq = 1")
    }
    #expect(error?.kind == .refused)
  }

  @Test("a call under way, or of a flow that is not over, is never shortened")
  func frozen() throws {
    let fixture = try Stage.doubtful.prepare()
    let slice = try fixture.store.turn { try $0.pruneSteps(before: later, limit: 100) }
    #expect(slice == PruneSlice(looked: 1, pruned: 0))
    for sql in ["UPDATE step SET call = x''", "UPDATE outcome SET body = x''"] {
      let error = #expect(throws: StoreError.self) { try fixture.raw(sql) }
      #expect(error?.kind == .refused, "\(sql)")
    }
  }
}
