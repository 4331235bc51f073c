import Domain
import Glibc

/// After a failed sync the kernel may have dropped what it could not write and report success the
/// next time, so the pages on disk are not to be trusted: the file is written anew from what can be
/// read, before anything is sent.
enum Rebuild {
  private static func mark(in directory: String) -> String { directory + "/belfry.rebuild" }

  /// Notes that the next start must rebuild the file. On a failing disk this may fail as well.
  static func demand(in directory: String) {
    try? StoreFiles.createFile(mark(in: directory))
    try? StoreFiles.sync(directory)
  }

  /// Rebuilds the file, if an earlier end demanded it.
  ///
  /// - Throws: `damaged` when not every page can be read or written.
  static func ifDemanded(_ path: String, in directory: String) throws {
    guard StoreFiles.exists(mark(in: directory)) else { return }
    let copy = path + ".rebuilt"
    unlink(copy)
    try writeAnew(path, to: copy)
    try StoreFiles.sync(copy)
    try StoreFiles.rename(copy, to: path)
    unlink(mark(in: directory))
    try StoreFiles.sync(directory)
  }

  /// The log is empty when this returns, so that none is left over for the new file.
  private static func writeAnew(_ path: String, to copy: String) throws {
    var connection = try Connection(path: path)
    try Settings.apply(to: &connection)
    let verdict = try connection.first(integrity) { $0.text(0) } ?? ""
    guard verdict == "ok" else {
      throw StoreError(
        .damaged, "checking the store after the disk failed",
        "\(verdict); restore the latest backup")
    }
    try StoreFiles.createFile(copy)
    try connection.run(vacuum, copy)
    try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try connection.execute("PRAGMA journal_mode = DELETE")
  }

  private static let integrity = SQL("PRAGMA integrity_check(1)")
  private static let vacuum = SQL("VACUUM INTO ?")
}
