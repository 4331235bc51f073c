import CSQLite
import Domain
import Glibc
import Testing

@testable import Store

@Suite("A disk that is full or fails")
struct FailingDiskTests {
  private func rebuildIsDemanded(_ fixture: Fixture) -> Bool {
    StoreFiles.exists(fixture.directory + "/belfry.rebuild")
  }

  @Test("a full store rolls the turn back, stays readable, and goes on when there is room")
  func full() throws {
    let fixture = try Stage.flying.prepare()
    let pages = try fixture.number("PRAGMA page_count")
    try fixture.raw("PRAGMA max_page_count = \(pages)")
    let many = (0..<2000).map { post("many-\($0)", text: "text \($0)") }
    let error = #expect(throws: StoreError.self) { try fixture.apply(many) }
    #expect(error?.kind == .full && error?.endsProcess == false)
    #expect(try fixture.situation().delivery?.state == .publishing)
    #expect(try fixture.number("SELECT count(*) FROM post") == 3)
    #expect(!rebuildIsDemanded(fixture))
    try fixture.raw("PRAGMA max_page_count = 1073741823")
    try fixture.land()
    try fixture.apply(many)
    #expect(try fixture.text("PRAGMA integrity_check") == "ok")
    #expect(try fixture.store.verifyAudit().broken == nil)
  }

  @Test("a commit whose fate is unknown ends the process, and the next start rebuilds the file")
  func failedCommit() throws {
    let fixture = try Stage.scheduled.prepare()
    try breakLog(of: fixture)
    let error = #expect(throws: StoreError.self) { try fixture.fly() }
    #expect(error?.kind == .mustEnd && error?.endsProcess == true)
    #expect(rebuildIsDemanded(fixture))
    try fixture.dropStore()
    let before = try inode(fixture.path)
    try fixture.crash()
    #expect(try inode(fixture.path) != before)
    #expect(!rebuildIsDemanded(fixture))
    #expect(fixture.store.boot.quarantine == nil)
    #expect(try fixture.situation().delivery?.state == .scheduled)
    #expect(try fixture.number("PRAGMA user_version") == Int64(Migrations.all.count))
    #expect(try fixture.text("PRAGMA integrity_check") == "ok")
    #expect(try fixture.store.verifyAudit().broken == nil)
  }

  @Test("a disk without room for the log takes the turn back, and the store goes on afterwards")
  func fullLog() throws {
    let fixture = try Stage.scheduled.prepare()
    let log = try logDescriptor(of: fixture)
    let kept = dup(log)
    defer { close(kept) }
    try replace(log, with: "/dev/full", O_RDWR)
    let error = #expect(throws: StoreError.self) { try fixture.fly() }
    #expect(error?.kind == .full && error?.endsProcess == false)
    #expect(!rebuildIsDemanded(fixture))
    #expect(dup2(kept, log) == log)
    #expect(try fixture.situation().delivery?.state == .scheduled)
    try fixture.fly()
    #expect(try fixture.situation().delivery?.state == .publishing)
    try fixture.crash()
    #expect(fixture.store.boot.callsInDoubt == 1)
    #expect(try fixture.text("PRAGMA integrity_check") == "ok")
    #expect(try fixture.store.verifyAudit().broken == nil)
  }

  @Test("a turn that is larger than the memory for it reads what it wrote to the log")
  func spilled() throws {
    let fixture = try Stage.scheduled.prepare()
    try fixture.raw("PRAGMA cache_size = 10")
    let before = try fixture.number("SELECT count(*) FROM post")
    try fixture.apply((0..<500).map { post("many-\($0)", text: "text \($0)") })
    #expect(try fixture.number("SELECT count(*) FROM post") == before + 500)
    try fixture.crash()
    #expect(try fixture.number("SELECT count(*) FROM post") == before + 500)
    #expect(try fixture.text("PRAGMA integrity_check") == "ok")
  }

  @Test("a damaged page ends the process, and no later start sends from it")
  func damaged() throws {
    let fixture = try Stage.scheduled.prepare()
    let root = try fixture.number("SELECT rootpage FROM sqlite_schema WHERE name = 'content'")
    let size = try fixture.number("PRAGMA page_size")
    try fixture.closeCleanly()
    let descriptor = Glibc.open(fixture.path, O_WRONLY)
    let rubbish = [UInt8](repeating: 0xA5, count: Int(size))
    #expect(pwrite(descriptor, rubbish, rubbish.count, off_t((root - 1) * size)) == Int(size))
    close(descriptor)
    try fixture.open()
    var error = #expect(throws: StoreError.self) { try fixture.apply([post("d", text: "new")]) }
    #expect(error?.kind == .damaged && rebuildIsDemanded(fixture))
    try fixture.dropStore()
    error = #expect(throws: StoreError.self) { try fixture.open() }
    #expect(error?.kind == .damaged && error?.message.contains("backup") == true)
    // It stays so, however often it is started.
    #expect(throws: StoreError.self) { try fixture.open() }
  }

  @Test("after the machine went down a damaged file is found before anything else")
  func machineDown() throws {
    let fixture = try Stage.scheduled.prepare()
    let root = try fixture.number("SELECT rootpage FROM sqlite_schema WHERE name = 'revision'")
    let size = try fixture.number("PRAGMA page_size")
    try fixture.raw("PRAGMA wal_checkpoint(TRUNCATE)")
    try fixture.dropStore()
    let descriptor = Glibc.open(fixture.path, O_WRONLY)
    let rubbish = [UInt8](repeating: 0xA5, count: Int(size))
    #expect(pwrite(descriptor, rubbish, rubbish.count, off_t((root - 1) * size)) == Int(size))
    close(descriptor)
    let error = #expect(throws: StoreError.self) { try fixture.crash(kernel: "boot-2") }
    #expect(error?.kind == .damaged)
  }

  /// From now on SQLite cannot write its log: the descriptor is one for reading only.
  private func breakLog(of fixture: Fixture) throws {
    try replace(try logDescriptor(of: fixture), with: "/dev/null", O_RDONLY)
  }

  private func logDescriptor(of fixture: Fixture) throws -> Int32 {
    try #require(
      (3..<1024).first { descriptor in
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
        return count > 0
          && String(decoding: buffer[..<count], as: UTF8.self) == fixture.path + "-wal"
      })
  }

  private func replace(_ descriptor: Int32, with path: String, _ flags: Int32) throws {
    let other = Glibc.open(path, flags)
    defer { close(other) }
    #expect(dup2(other, descriptor) == descriptor)
  }

  private func inode(_ path: String) throws -> UInt {
    var status = stat()
    try #require(stat(path, &status) == 0)
    return UInt(status.st_ino)
  }
}
