import CSQLite
import Domain
import Glibc
import Testing

@testable import Store

@Suite("Backups and what is put back from them")
struct BackupTests {
  /// Copies the fixture's store into a file of its folder.
  @discardableResult
  private func backUp(
    _ fixture: Fixture, _ name: String = "copy", pages: Int = 4, meanwhile: () throws -> Void = {}
  ) throws -> BackupFacts {
    let path = fixture.directory + "/" + name
    try fixture.store.beginCopy(to: path + ".unfinished")
    _ = try fixture.store.copySlice(pages: pages)
    try meanwhile()
    while try !fixture.store.copySlice(pages: pages).isDone {}
    fixture.store.endCopy()
    return try BackupFile.finish(
      path + ".unfinished", as: path, at: fixture.now, hashing: TestHashing())
  }

  private func restore(_ fixture: Fixture, _ name: String = "copy") throws -> Restore.Report {
    try fixture.dropStore()
    return try Restore(fixture.options(), hashing: TestHashing())
      .run(fixture.directory + "/" + name)
  }

  @Test("a store can be dropped while it is copied, and opened again")
  func droppedMeanwhile() throws {
    let fixture = try Stage.scheduled.prepare()
    let copy = fixture.directory + "/belfry.copy"
    for _ in 1...20 {
      try fixture.store.beginCopy(to: copy)
      #expect(try !fixture.store.copySlice(pages: 1).isDone)
      try fixture.dropStore()
      StoreFiles.remove(copy)
      try fixture.open()
    }
    #expect(try fixture.text("PRAGMA integrity_check") == "ok")
  }

  @Test("what is written while pages are copied is in the copy as well")
  func online() throws {
    let fixture = try Stage.scheduled.prepare()
    let facts = try backUp(fixture) { try fixture.apply([post("late")]) }
    #expect(facts.epoch == BootEpoch(1))
    #expect(StoreFiles.names(in: fixture.directory).filter { $0.hasPrefix("copy") } == ["copy"])
    let report = try restore(fixture)
    #expect(report.facts.takenAt == fixture.now && report.facts.auditLines == facts.auditLines)
    try fixture.open()
    #expect(try fixture.number("SELECT count(*) FROM post") == 4)
    #expect(try fixture.text("PRAGMA integrity_check") == "ok")
    #expect(try fixture.store.verifyAudit().broken == nil)
  }

  @Test("a backup is one file for its owner only, and never replaces another")
  func file() throws {
    let fixture = try Stage.scheduled.prepare()
    try backUp(fixture)
    var status = stat()
    #expect(stat(fixture.directory + "/copy", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    let error = #expect(throws: StoreError.self) { try backUp(fixture) }
    #expect(error?.message.contains("already") == true)
  }

  @Test("a copy with a damaged page does not become a backup")
  func damagedCopy() throws {
    let fixture = try Stage.published.prepare()
    let path = fixture.directory + "/copy"
    try fixture.store.beginCopy(to: path)
    while try !fixture.store.copySlice(pages: 100).isDone {}
    fixture.store.endCopy()
    try scribble(on: path, at: 3 * 4096)
    let error = #expect(throws: StoreError.self) {
      try BackupFile.finish(path, as: path + ".db", at: fixture.now, hashing: TestHashing())
    }
    #expect(error?.kind == .damaged)
    #expect(!StoreFiles.exists(path + ".db"))
  }

  @Test("two copies at once are refused")
  func twice() throws {
    let fixture = try Stage.scheduled.prepare()
    try fixture.store.beginCopy(to: fixture.directory + "/one")
    let error = #expect(throws: StoreError.self) {
      try fixture.store.beginCopy(to: fixture.directory + "/two")
    }
    #expect(error?.kind == .refused)
    fixture.store.endCopy()
    #expect(throws: StoreError.self) { try fixture.store.copySlice(pages: 1) }
  }

  @Test("a restored store begins in quarantine, and the one before is kept whole")
  func quarantine() throws {
    let fixture = try Stage.scheduled.prepare()
    try backUp(fixture)
    let copied = fixture.now
    try fixture.fly()
    try fixture.land()
    fixture.now = fixture.now + .seconds(900)
    let report = try restore(fixture)
    try fixture.open()
    let quarantine = try #require(fixture.store.boot.quarantine)
    #expect(quarantine.since == copied && quarantine.until == fixture.now)
    #expect(quarantine.reason.contains("restored"))
    #expect(try fixture.situation().delivery?.state == .scheduled)
    #expect(try fixture.store.quarantineCounts().unasked == 3)
    #expect(try fixture.store.quarantineFlows(limit: 9).count == 3)
    // The old file, its log included, still knows that delivery 1 went out.
    let aside = try #require(report.keptAside)
    var old = try WholeFile.connect(aside)
    #expect(try old.first(SQL("SELECT state FROM delivery WHERE id = 1")) { $0.int(0) } == 9)
  }

  @Test("files move nothing that may be out before the quarantine has settled it")
  func filesInQuarantine() throws {
    let fixture = try Stage.scheduled.prepare()
    try backUp(fixture)
    fixture.now = fixture.now + .seconds(900)
    _ = try restore(fixture)
    try fixture.open()
    let later = post("a", due: fixture.now.milliseconds + 86_400_000)
    let account = try #require(AccountName("fedi"))
    let change = PostChange(
      uid: later.uid, declared: later, kind: .reschedule,
      deliveries: [.reschedule(DeliveryID(1), account: account)])
    #expect(try fixture.apply(Plan(posts: [change], accounts: [])).tooLate == 1)
    #expect(try fixture.store.quarantineCounts().unasked == 3)
  }

  @Test("a clock that was set back does not hide what was published before the store was restored")
  func behind() throws {
    let fixture = try Stage.scheduled.prepare()
    try backUp(fixture)
    fixture.now = fixture.now + .seconds(7200)
    try fixture.carryOut([
      .audit(AuditEntry(actor: "system:core", action: "delivery.published", subject: "delivery:1"))
    ])
    let latest = fixture.now
    fixture.now = fixture.now - .seconds(6000)
    _ = try restore(fixture)
    try fixture.open()
    let quarantine = try #require(fixture.store.boot.quarantine)
    #expect(quarantine.until == latest)
    try fixture.open()
    #expect(fixture.store.boot.quarantine?.until == latest)
  }

  @Test("a post that waited for approval at the time of the copy is a person's")
  func approval() throws {
    let fixture = try Fixture()
    try fixture.apply([post("a", needsApproval: true)])
    try backUp(fixture)
    fixture.now = fixture.now + .seconds(900)
    _ = try restore(fixture)
    try fixture.open()
    let delivery = try fixture.situation().delivery
    #expect(delivery?.state == .attention && delivery?.question == .restoredUnapproved)
  }

  @Test("a database file that was copied back by hand is noticed")
  func rawCopy() throws {
    let fixture = try Stage.scheduled.prepare()
    try fixture.closeCleanly()
    try StoreFiles.copyDatabase(fixture.path, to: fixture.directory + "/raw")
    try fixture.open()
    #expect(fixture.store.boot.quarantine == nil)
    try fixture.fly()
    try fixture.dropStore()
    unlink(fixture.path + "-wal")
    try StoreFiles.rename(fixture.directory + "/raw", to: fixture.path)
    try fixture.open()
    #expect(fixture.store.boot.quarantine?.reason.contains("later work") == true)
  }

  @Test("an empty database in the place of one that worked is noticed as well")
  func removed() throws {
    let fixture = try Stage.scheduled.prepare()
    try fixture.closeCleanly()
    unlink(fixture.path)
    try fixture.open()
    #expect(fixture.store.boot.quarantine != nil)
  }

  @Test("crashes and clean ends alone never look like a restored file")
  func noFalseAlarm() throws {
    let fixture = try Stage.flying.prepare()
    for turn in 0..<6 {
      if turn % 2 == 0 { try fixture.crash() } else { try fixture.closeCleanly() }
      if turn % 2 == 1 { try fixture.open() }
      // What is rolled back must not raise the mark.
      #expect(throws: StoreError.self) {
        try fixture.store.turn { store in
          _ = try store.carryOut(
            [.intend(intent("x", flow: 2, delivery: 2, account: 1))], at: fixture.now)
          throw StoreError(.other, "testing", "rolled back")
        }
      }
      #expect(fixture.store.boot.quarantine == nil, "turn \(turn)")
    }
  }

  @Test("what is no backup of this program is refused in words, and nothing changes")
  func refusals() throws {
    let fixture = try Stage.scheduled.prepare()
    try backUp(fixture)
    let folder = fixture.directory
    try fixture.dropStore()
    try StoreFiles.createFile(folder + "/empty")
    try StoreFiles.copyDatabase(folder + "/copy", to: folder + "/newer")
    try change(folder + "/newer", "PRAGMA user_version = 999")
    try StoreFiles.copyDatabase(folder + "/copy", to: folder + "/other")
    try change(folder + "/other", "DROP TABLE boot")
    try StoreFiles.copyDatabase(folder + "/copy", to: folder + "/forged")
    try change(
      folder + "/forged",
      "DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'nobody' WHERE seq = 2")
    try StoreFiles.copyDatabase(folder + "/copy", to: folder + "/damaged")
    try scribble(on: folder + "/damaged", at: 3 * 4096)
    let expected: [(String, StoreError.Kind)] = [
      ("missing", .unusable), ("empty", .unusable), ("belfry.lock", .unusable),
      ("newer", .newer), ("other", .unusable), ("forged", .damaged), ("damaged", .damaged),
    ]
    for (name, kind) in expected {
      let error = #expect(throws: StoreError.self, "\(name)") { try restore(fixture, name) }
      #expect(error?.kind == kind, "\(name): \(error as Any)")
      #expect(error?.attempted.contains(name) == true)
    }
    try fixture.open()
    #expect(fixture.store.boot.quarantine == nil)
  }

  @Test("nothing is restored while a daemon has the store")
  func locked() throws {
    let fixture = try Stage.scheduled.prepare()
    try backUp(fixture)
    let error = #expect(throws: StoreError.self) {
      try Restore(fixture.options(), hashing: TestHashing()).run(fixture.directory + "/copy")
    }
    #expect(error?.kind == .locked)
  }

  private func change(_ path: String, _ sql: String) throws {
    let connection = try WholeFile.connect(path)
    try connection.execute(sql)
  }

  /// Overwrites half a page.
  private func scribble(on path: String, at offset: Int) throws {
    let descriptor = Glibc.open(path, O_WRONLY)
    try #require(descriptor >= 0)
    let rubbish = [UInt8](repeating: 0xA5, count: 2048)
    #expect(pwrite(descriptor, rubbish, rubbish.count, off_t(offset)) == rubbish.count)
    close(descriptor)
  }
}
