import Crypto
import Domain
import Glibc
import Store

/// What simulations share: a disk with an empty, migrated store on it, the vault that belongs to
/// that store, and a real folder for the store's lock. Making these takes longer than a simulated
/// day, so it happens once.
package final class Household {
  /// Where the store believes itself to be; only its lock file is really there.
  let folder: String
  let vault: Vault
  private let disk: SimulatedDisk
  private var folders = 0

  /// - Throws: when the folder or the store cannot be made.
  package init() throws {
    // The lock and the mark are written at every start; in memory that takes no time.
    let place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var template = Array("\(place)/belfry-sim-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else {
      throw StoreError(
        .unusable, "making a folder below \(place)", String(cString: strerror(errno)))
    }
    folder = made
    vault = try Vault(master: MasterKey.generate(), rows: [])
    try vault.adopt(vault.rowsForNewPrimary())
    disk = SimulatedDisk(seed: 0)
    let fileSystem = SimulatedFileSystem(disk)
    try Household.makeStore(in: folder, on: fileSystem, with: vault)
    withExtendedLifetime(fileSystem) {}
  }

  deinit {
    Household.remove(folder)
  }

  /// A folder for one simulation: the lock and the high-water mark are really there.
  func newFolder() -> String {
    folders += 1
    return "\(folder)/\(folders)"
  }

  /// Removes a store's folder.
  static func remove(_ folder: String) {
    let names = ["db", "lock", "high-water", "rebuild", "backup", "backup.unfinished"]
    for name in names { unlink("\(folder)/belfry.\(name)") }
    rmdir(folder)
  }

  /// A disk with the empty store on it.
  func newDisk(seed: UInt64) -> SimulatedDisk { SimulatedDisk(copy: disk, seed: seed) }

  private static func makeStore(
    in folder: String, on fileSystem: SimulatedFileSystem, with vault: Vault
  ) throws {
    let store = try Store.open(
      StoreOptions(
        directory: folder, at: Simulation.beginning, build: "simulation", kernelBoot: "kernel-0",
        fileSystem: fileSystem.name), hashing: SHA256())
    try fill(store, with: vault)
    try store.close()
  }

  /// Puts the vault's data keys into a store that has none.
  static func fill(_ store: Store, with vault: Vault) throws {
    guard try store.dataKeys().isEmpty else { return }
    try store.turn { store in
      for row in vault.rows {
        let key = DataKeyRow(
          id: row.id, masterKey: row.masterKeyID, wrapped: row.wrapped, uses: 0, isPrimary: true)
        try store.insert(key, at: Simulation.beginning)
      }
    }
  }
}
