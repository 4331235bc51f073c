import Crypto
import Daemon
import Domain
import Glibc
import Store

/// The daemon backs up its store while it works, and somebody puts that back with `belfry restore`.
/// Backups are real files; the product's own code makes, checks and restores them.
extension Simulation {
  /// Few, so that much is written between the first and the last.
  private static let pagesPerSlice = 8

  func makeCopy() {
    guard process != nil else { return }
    if scenario.hasBackups, luck.process.chance(0.7) {
      beginBackup()
    } else {
      copy = .files(disk.image)
    }
  }

  private var backupPath: String { "\(folder)/belfry.backup" }

  private func beginBackup() {
    guard let process, backedUpBy != process.number else { return }
    backedUpBy = process.number
    do {
      unlink(backupPath + ".unfinished")
      try process.runner.store.beginCopy(to: backupPath + ".unfinished")
      note("a backup begins")
      planPages()
    } catch {
      fail("I12", "no backup can begin: \(error)")
    }
  }

  private func planPages() {
    guard let number = process?.number else { return }
    let pause = luck.process.duration(.milliseconds(1)...scenario.day / 40)
    agenda.plan(.backUpPages(process: number), at: now + pause)
  }

  /// The daemon does it between two turns.
  func backUpPages() {
    guard let store = process?.runner.store else { return }
    do {
      guard try store.copySlice(pages: Simulation.pagesPerSlice).isDone else {
        return planPages()
      }
      store.endCopy()
      backedUpBy = nil
      unlink(backupPath)
      let facts = try BackupFile.finish(
        backupPath + ".unfinished", as: backupPath, at: clocks.wall, hashing: SHA256())
      copy = .backup(path: backupPath)
      note("a backup is made: \(facts.auditLines) lines of the audit log")
      if let line = witness.audit?.line, facts.auditLines < line {
        fail("I8", "the backup ends with line \(facts.auditLines) of the audit log, not \(line)")
      }
    } catch {
      fail("I12", "the backup is not whole: \(error)")
    }
  }

  /// - Returns: whether the backup is in the store's place.
  func putBack(_ path: String) -> Bool {
    let options = StoreOptions(
      directory: folder, at: clocks.wall, build: "simulation", kernelBoot: "kernel")
    do {
      let report = try Restore(options, hashing: SHA256()).run(path)
      if let aside = report.keptAside { unlink(aside) }
      // The disk has the real file; what is left in the folder is the name that SQLite wants.
      let database = "\(folder)/\(StoreFiles.databaseName)"
      disk.put(try Simulation.bytes(of: database), as: StoreFiles.databaseName)
      unlink(database)
      return true
    } catch {
      fail("I12", "the backup cannot be put back: \(error)")
      return false
    }
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else {
      throw StoreError(.unusable, "reading \(path)", String(cString: strerror(errno)))
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }
}
