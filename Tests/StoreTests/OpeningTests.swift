import CSQLite
import Domain
import Glibc
import Testing

@testable import Store

@Suite("Opening the store")
struct OpeningTests {
  @Test("a second opener is refused and told which lock is held, and by whom")
  func locked() throws {
    let fixture = try Fixture()
    let error = #expect(throws: StoreError.self) {
      try Store.open(fixture.options(), hashing: TestHashing())
    }
    #expect(error?.kind == .locked)
    #expect(error?.attempted.contains("belfry.lock") == true)
    #expect(error?.message.contains("process \(getpid())") == true)
  }

  @Test("SQLite itself refuses a second connection")
  func exclusive() throws {
    let fixture = try Fixture()
    var other = try Connection(path: fixture.path)
    let error = #expect(throws: StoreError.self) {
      try other.run(SQL("SELECT count(*) FROM meta"))
    }
    #expect(error?.kind == .locked)
  }

  @Test("folder and files are for the owner only, and wider ones are refused")
  func modes() throws {
    let fixture = try Fixture()
    for name in ["", "/belfry.db", "/belfry.lock", "/belfry.db-wal"] {
      var status = stat()
      #expect(stat(fixture.directory + name, &status) == 0, "\(name)")
      #expect(status.st_mode & 0o077 == 0, "\(name)")
    }
    try fixture.closeCleanly()
    chmod(fixture.directory, 0o755)
    var error = #expect(throws: StoreError.self) { try fixture.open() }
    #expect(error?.kind == .unusable && error?.message.contains("chmod 700") == true)
    chmod(fixture.directory, 0o700)
    chmod(fixture.path, 0o644)
    error = #expect(throws: StoreError.self) { try fixture.open() }
    #expect(error?.kind == .unusable && error?.message.contains("chmod 600") == true)
    chmod(fixture.path, 0o600)
    try fixture.open()
  }

  @Test("a file of a newer program is refused by name of its version")
  func newer() throws {
    let fixture = try Fixture()
    try fixture.raw("PRAGMA user_version = 999")
    let error = #expect(throws: StoreError.self) { try fixture.crash() }
    #expect(error?.kind == .newer)
    #expect(error?.message.contains("999") == true)
  }

  @Test("a file that is no database is refused as damaged and left as it is")
  func notADatabase() throws {
    let fixture = try Fixture()
    try fixture.closeCleanly()
    let descriptor = Glibc.open(fixture.path, O_WRONLY | O_TRUNC)
    let text = Array(String(repeating: "no database ", count: 400).utf8)
    _ = write(descriptor, text, text.count)
    close(descriptor)
    let error = #expect(throws: StoreError.self) { try fixture.open() }
    #expect(error?.kind == .damaged)
  }

  @Test("the settings are in force")
  func settings() throws {
    let fixture = try Fixture()
    let expected = [
      "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "locking_mode": "exclusive",
      "trusted_schema": "0", "cell_size_check": "1", "temp_store": "2", "cache_size": "-4096",
      "recursive_triggers": "1", "wal_autocheckpoint": "8000", "page_size": "2048",
    ]
    for (name, value) in expected {
      #expect(try fixture.text("PRAGMA \(name)") == value, "\(name)")
    }
    #expect(throws: StoreError.self) {
      try fixture.raw("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema")
    }
  }

  @Test("migrations are numbered without a gap, and a new file has the last number")
  func migrations() throws {
    #expect(Migrations.all.map(\.number) == Array(1...Migrations.all.count))
    let fixture = try Fixture()
    #expect(try fixture.number("PRAGMA user_version") == Int64(Migrations.all.count))
    #expect(try fixture.text("PRAGMA integrity_check") == "ok")
  }

  @Test("a released step of the schema never changes")
  func frozen() {
    let digests = Migrations.all.map { TestHashing().sha256(Array($0.text.utf8)).hexadecimal }
    #expect(digests == ["0669a8e73278ca658b36d0f2bc7185df8eff237fbaa641ef96a945ce72f93ea8"])
  }

  @Test("the words of the tables are those of the code")
  func words() throws {
    let fixture = try Fixture()
    func rows(_ table: String) throws -> [String] {
      try fixture.store.connection.rows(SQL("SELECT id, word FROM \(table) ORDER BY id")) {
        "\($0.integer(0)) \($0.text(1))"
      }
    }
    #expect(
      try rows("delivery_state") == DeliveryState.allCases.map { "\($0.rawValue) \($0.word)" })
    #expect(try rows("media_state") == MediaState.allCases.map { "\($0.number) \($0.rawValue)" })
    #expect(try rows("flow_kind") == FlowKind.allCases.map { "\($0.rawValue) \($0.word)" })
    #expect(
      try rows("account_state") == AccountState.allCases.map { "\($0.rawValue) \($0.word)" })
    let spelt = { (name: String) in
      name.map { $0.isUppercase ? " \($0.lowercased())" : "\($0)" }.joined()
    }
    #expect(try rows("lane") == Lane.allCases.map { "\($0.rawValue) \(spelt("\($0)"))" })
    #expect(try rows("call_class") == CallClass.allCases.map { "\($0.rawValue) \($0)" })
    #expect(
      try rows("step_meaning") == StepMeaning.allCases.map { "\($0.rawValue) \(spelt("\($0)"))" })
    #expect(
      try rows("outcome_form") == OutcomeForm.allCases.map { "\($0.rawValue) \(spelt("\($0)"))" })
    #expect(
      try rows("evidence")
        == [Evidence.answer, .read, .person].map { "\($0.number) \($0.rawValue)" })
  }

  @Test("people with the sqlite3 tool read words")
  func views() throws {
    let fixture = try Stage.doubtful.prepare()
    #expect(
      try fixture.text("SELECT uid || ' ' || account || ' ' || state FROM deliveries WHERE id = 1")
        == "yaml:a fedi doubtful")
    #expect(try fixture.text("SELECT kind || ' ' || lane FROM flows") == "publish prepare")
    #expect(try fixture.text("SELECT class || ' ' || outcome FROM steps") == "visible unknown")
  }
}
