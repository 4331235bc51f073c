import Crypto
import Domain
import Glibc
import Store
import Testing

/// The store's folder, and what is done to it from outside.
extension World {
  static func open(_ folder: String, at wall: Instant) throws -> Store {
    try Store.open(
      StoreOptions(directory: folder, at: wall, build: "test", kernelBoot: "k1"),
      hashing: SHA256())
  }

  static func vault(in store: Store) throws -> Vault {
    let vault = try Vault(master: MasterKey.generate(), rows: [])
    let rows = vault.rowsForNewPrimary()
    try store.turn { store in
      for row in rows {
        let key = DataKeyRow(
          id: row.id, masterKey: row.masterKeyID, wrapped: row.wrapped, uses: 0, isPrimary: true)
        try store.insert(key, at: World.noon)
      }
    }
    try vault.adopt(rows)
    return vault
  }

  static func newFolder() throws -> String {
    var template = Array("/tmp/belfry-contract-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) }
    return String(cString: try #require(made, "no temporary folder"))
  }

  static func copy(_ path: String, to target: String) throws {
    let input = try #require(fopen(path, "r"), "\(path) cannot be read")
    defer { fclose(input) }
    let output = try #require(fopen(target, "w"), "\(target) cannot be written")
    defer { fclose(output) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, input)
      guard count > 0 else { break }
      #expect(fwrite(buffer, 1, count, output) == count)
    }
    #expect(chmod(target, 0o600) == 0)
  }

  static func remove(_ folder: String) {
    for name in StoreFiles.names(in: folder) { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }
}
