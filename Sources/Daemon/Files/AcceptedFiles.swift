package import Config
import Domain
import Store

/// The daemon's copy of the files in force: a start that finds wrong files goes on with it.
package struct AcceptedFiles: Sendable {
  private static let prefix = "accepted-"
  /// More than all files of a configuration together may have.
  private static let bounds = JSON.Bounds(bytes: 256 << 20, depth: 8)

  private let folder: String

  /// - Parameter folder: the store's.
  package init(folder: String) {
    self.folder = folder
  }

  /// A copy as it was saved.
  package struct Saved: Sendable {
    package var copy: FileCopy
    /// The hash of its generation's files, hexadecimal.
    package var treeHash: String
  }

  /// Saves the files of the generation in force, unless that was done.
  ///
  /// - Throws: when they cannot be written; the copy of earlier files is gone or stays.
  func save(_ copy: FileCopy, treeHash: [UInt8]) throws {
    let name = AcceptedFiles.prefix + treeHash.hexadecimal + ".json"
    let path = "\(folder)/\(name)"
    guard !StoreFiles.exists(path) else { return }
    try StoreFiles.replace(path, with: JSON.encode(copy))
    for old in names where old != name { StoreFiles.remove("\(folder)/\(old)") }
  }

  /// The files that were saved last; `nil` when there are none that can be read.
  package func load() -> Saved? {
    for name in names {
      let hash = name.dropFirst(AcceptedFiles.prefix.count).dropLast(".json".count)
      guard let text = try? StoreFiles.text(of: "\(folder)/\(name)"),
        let copy = try? JSON.decode(
          FileCopy.self, from: Array(text.utf8), bounds: AcceptedFiles.bounds)
      else { continue }
      return Saved(copy: copy, treeHash: String(hash))
    }
    return nil
  }

  private var names: [String] {
    StoreFiles.names(in: folder).filter {
      $0.hasPrefix(AcceptedFiles.prefix) && $0.hasSuffix(".json")
    }
  }
}
