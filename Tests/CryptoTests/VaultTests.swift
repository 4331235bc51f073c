import Domain
import Testing

@testable import Crypto

@Suite("The vault")
struct VaultTests {
  private let account = AccountID(7)
  private let name = SecretKey("vault:1/1/token/access_token")

  /// A vault with one data key, and the master key it was made with.
  private func newVault(_ master: borrowing MasterKey) throws -> Vault {
    let vault = try Vault(master: master, rows: [])
    try vault.adopt(vault.rowsForNewPrimary())
    return vault
  }

  @Test(
    "opens what it sealed, after a restart too",
    arguments: [[], [0], utf8("canary"), [UInt8](repeating: 1, count: 100_000)])
  func roundTrip(_ bytes: [UInt8]) throws {
    let master = MasterKey.generate()
    let vault = try newVault(master)
    let sealed = try vault.seal(Secret(bytes), as: name, account: account)
    #expect(sealed.key == name)
    #expect(try vault.open(sealed, account: account) == Secret(bytes))
    let restarted = try Vault(master: master, rows: vault.rows)
    let opened = try restarted.open(sealed, account: account)
    #expect(opened == Secret(bytes))
  }

  @Test("every changed byte of a sealed secret is noticed")
  func everyByte() throws {
    let vault = try newVault(.generate())
    let sealed = try vault.seal(Secret("ab"), as: name, account: account)
    #expect(sealed.sealed.count == 1 + 8 + 12 + 2 + 16)
    for index in sealed.sealed.indices {
      var changed = sealed
      changed.sealed[index] ^= 1
      let expected: VaultProblem =
        index == 0 ? .unknownVersion(0, secret: name.text) : .tampered(secret: name.text)
      #expect(throws: expected) { try vault.open(changed, account: account) }
    }
    for length in 0..<sealed.sealed.count {
      var changed = sealed
      changed.sealed = Array(sealed.sealed.prefix(length))
      #expect(throws: VaultProblem.tampered(secret: name.text)) {
        try vault.open(changed, account: account)
      }
    }
  }

  @Test("a secret cannot be moved to another name, account or key")
  func swapped() throws {
    let vault = try newVault(.generate())
    let other = SecretKey("vault:1/2/token/access_token")
    let first = try vault.seal(Secret("first"), as: name, account: account)
    let second = try vault.seal(Secret("second"), as: other, account: account)
    var moved = first
    moved.sealed = second.sealed
    #expect(throws: VaultProblem.tampered(secret: name.text)) {
      try vault.open(moved, account: account)
    }
    #expect(throws: VaultProblem.tampered(secret: name.text)) {
      try vault.open(first, account: AccountID(8))
    }
    try vault.adopt(vault.rowsForNewPrimary())
    var rekeyed = first
    rekeyed.dataKey = 2
    #expect(throws: VaultProblem.tampered(secret: name.text)) {
      try vault.open(rekeyed, account: account)
    }
  }

  @Test("a wrong master key, an unknown data key and a changed row are different problems")
  func problems() throws {
    let master = MasterKey.generate()
    let vault = try newVault(master)
    let sealed = try vault.seal(Secret("x"), as: name, account: account)
    let other = MasterKey.generate()
    let (needed, given) = (master.id, other.id)
    do {
      _ = try Vault(master: other, rows: vault.rows)
      Issue.record("opened under a wrong master key")
    } catch {
      #expect(error == .wrongMasterKey(needed: needed, given: given))
    }
    let empty = try newVault(.generate())
    var stray = sealed
    stray.dataKey = 9
    stray.sealed[8] = 9
    #expect(throws: VaultProblem.unknownDataKey(9, secret: name.text)) {
      try empty.open(stray, account: account)
    }
    for index in vault.rows[0].wrapped.indices {
      var rows = vault.rows
      rows[0].wrapped[index] ^= 0x80
      #expect(throws: VaultProblem.tamperedDataKey(1)) { try vault.adopt(rows) }
    }
    #expect(try vault.open(sealed, account: account) == Secret("x"), "the old rows stay in force")
  }

  @Test("two data keys cannot change places")
  func swappedDataKeys() throws {
    let vault = try newVault(.generate())
    var rows = vault.rowsForNewPrimary()
    (rows[0].wrapped, rows[1].wrapped) = (rows[1].wrapped, rows[0].wrapped)
    #expect(throws: VaultProblem.tamperedDataKey(1)) { try vault.adopt(rows) }
  }

  @Test("without exactly one primary key nothing is sealed")
  func primaries() throws {
    let vault = try Vault(master: .generate(), rows: [])
    #expect(throws: VaultProblem.noPrimaryKey) {
      try vault.seal(Secret("x"), as: name, account: account)
    }
    try vault.adopt(vault.rowsForNewPrimary())
    var rows = vault.rowsForNewPrimary()
    rows[0].state = .primary
    #expect(throws: VaultProblem.noPrimaryKey) { try vault.adopt(rows) }
    rows[0].state = .decryptOnly
    rows[1].state = .decryptOnly
    #expect(throws: VaultProblem.noPrimaryKey) { try vault.adopt(rows) }
  }

  @Test("a rotation can be cut off anywhere and goes on")
  func rotation() throws {
    let master = MasterKey.generate()
    let vault = try newVault(master)
    let names = (0..<10).map { SecretKey("vault:\($0)/1/token/t") }
    var store = try names.map { try vault.seal(Secret($0.text), as: $0, account: account) }

    let rows = vault.rowsForNewPrimary()
    #expect(rows.map(\.state) == [.decryptOnly, .primary])
    #expect(rows.map(\.id) == [1, 2])
    // Killed before the commit: the old rows are all there is, and everything works.
    _ = try Vault(master: master, rows: vault.rows)
    // Committed, then killed halfway through the rewrap: both kinds open.
    let restarted = try Vault(master: master, rows: rows)
    for index in 0..<5 {
      #expect(restarted.needsRewrap(store[index]))
      store[index] = try restarted.rewrap(store[index], account: account)
      #expect(!restarted.needsRewrap(store[index]))
    }
    let again = try Vault(master: master, rows: restarted.rows)
    for index in store.indices where again.needsRewrap(store[index]) {
      store[index] = try again.rewrap(store[index], account: account)
    }
    #expect(store.allSatisfy { $0.dataKey == 2 })
    // The old key seals nothing any more and is deleted.
    let last = try Vault(master: master, rows: again.rows.filter { $0.state == .primary })
    for (name, sealed) in zip(names, store) {
      let opened = try last.open(sealed, account: account)
      #expect(opened == Secret(name.text))
    }
  }

  @Test("a new master key takes over all data keys; no secret is sealed anew")
  func masterRotation() throws {
    let old = MasterKey.generate()
    let vault = try newVault(old)
    let first = try vault.seal(Secret("first"), as: name, account: account)
    try vault.adopt(vault.rowsForNewPrimary())
    let second = try vault.seal(Secret("second"), as: name, account: account)

    let new = MasterKey.generate()
    let rows = vault.rows(under: new)
    let newID = new.id
    #expect(rows.allSatisfy { $0.masterKeyID == newID })
    #expect(rows.map(\.uses) == [1, 1])
    try vault.adopt(rows, master: new)
    #expect(vault.masterKeyID == newID)
    let restarted = try Vault(master: new, rows: rows)
    for vault in [vault, restarted] {
      #expect(try vault.open(first, account: account) == Secret("first"))
      #expect(try vault.open(second, account: account) == Secret("second"))
    }
    do {
      _ = try Vault(master: old, rows: rows)
      Issue.record("the old master key still works")
    } catch {
      #expect(error == .wrongMasterKey(needed: newID, given: old.id))
    }
  }

  @Test("counts its seals and says when a rotation is due")
  func uses() throws {
    let master = MasterKey.generate()
    let vault = try newVault(master)
    for _ in 0..<3 { _ = try vault.seal(Secret("x"), as: name, account: account) }
    #expect(vault.rows.map(\.uses) == [3])
    #expect(!vault.isRotationDue)
    var rows = vault.rows
    rows[0].uses = Vault.usesBeforeRotation - 1
    try vault.adopt(rows)
    #expect(!vault.isRotationDue)
    _ = try vault.seal(Secret("x"), as: name, account: account)
    #expect(vault.isRotationDue)
    try vault.adopt(vault.rowsForNewPrimary())
    #expect(!vault.isRotationDue)
  }

  @Test("may be used from many threads at once")
  func threads() async throws {
    let vault = try newVault(.generate())
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<8 {
        group.addTask {
          for round in 0..<50 {
            let name = SecretKey("vault:\(worker)/\(round)/t/t")
            let sealed = try vault.seal(Secret(name.text), as: name, account: AccountID(1))
            #expect(try vault.open(sealed, account: AccountID(1)) == Secret(name.text))
          }
        }
      }
      group.addTask { for _ in 0..<5 { try vault.adopt(vault.rowsForNewPrimary()) } }
      try await group.waitForAll()
    }
    #expect(vault.rows.count == 6)
  }

  @Test("no description, dump or mirror shows a key or a secret")
  func canary() throws {
    var bytes = utf8("canary-canary-canary-canary-0123")
    let text = String(decoding: bytes, as: UTF8.self)
    let key = DataKey(KeyBytes(wiping: &bytes))
    let vault = try newVault(.generate())
    let pair = PKCE(entropy: RandomBytes.make(32))
    let sealed = try vault.seal(Secret(text), as: name, account: account)
    var shown = ""
    dump(key, to: &shown)
    dump(vault, to: &shown)
    dump(sealed, to: &shown)
    dump(pair, to: &shown)
    dump(vault.rows, to: &shown)
    shown += "\(key) \(vault) \(String(reflecting: key)) \(String(reflecting: vault))"
    #expect(!shown.contains("canary"))
    // A dumped array is a line "- 99" for each byte.
    let numbers = shown.filter { $0 == "-" || $0.isNumber }
    #expect(!numbers.contains("-99-97-110-97-114-121"))
    #expect(Mirror(reflecting: key).children.isEmpty)
    #expect(Mirror(reflecting: vault).children.isEmpty)
    for problem in [
      VaultProblem.tampered(secret: name.text), .noPrimaryKey, .tamperedDataKey(1),
      .wrongMasterKey(needed: "a", given: "b"), .unknownDataKey(1, secret: name.text),
      .unknownVersion(2, secret: name.text),
    ] {
      #expect(problem.description.contains(" "))
      #expect(!String(reflecting: problem).contains("canary"))
    }
  }
}
