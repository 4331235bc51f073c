import CSQLite
import Glibc

/// Reads a disk's files with the SQLite library as everybody has it, from real files.
struct StockReader {
  /// Why the files cannot be read.
  struct Problem: Error, CustomStringConvertible {
    var description: String
  }

  private let path: String

  /// - Parameter files: by name; the database's own ends in `.db`.
  init(_ files: [String: [UInt8]], folder: String) throws {
    path = "\(folder)/final.db"
    guard let name = files.keys.first(where: { $0.hasSuffix(".db") }) else {
      throw Problem(description: "there is no database")
    }
    for suffix in ["", "-wal", "-journal"] {
      guard let bytes = files[name + suffix] else { continue }
      guard let file = fopen(path + suffix, "w") else {
        throw Problem(description: "\(path + suffix) cannot be written")
      }
      defer { fclose(file) }
      guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
        throw Problem(description: "\(path + suffix) cannot be filled")
      }
    }
  }

  /// Removes the files.
  func remove() {
    for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
  }

  /// The rows of each query, as text.
  func rows(_ queries: [String]) throws -> [[[String]]] {
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
      throw Problem(description: "SQLite does not open it")
    }
    return try queries.map { try rows(of: $0, handle) }
  }

  private func rows(of query: String, _ handle: OpaquePointer?) throws -> [[String]] {
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    guard sqlite3_prepare_v2(handle, query, -1, &statement, nil) == SQLITE_OK else {
      throw Problem(description: String(cString: sqlite3_errmsg(handle)))
    }
    var rows: [[String]] = []
    while true {
      let code = sqlite3_step(statement)
      guard code == SQLITE_ROW else {
        guard code == SQLITE_DONE else {
          throw Problem(description: String(cString: sqlite3_errmsg(handle)))
        }
        return rows
      }
      rows.append(
        (0..<sqlite3_column_count(statement)).map { column in
          sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
        })
    }
  }
}
