import Config
import Daemon
import Domain
import Terminal

/// What a start goes by: the files, or, when they are wrong, those that were in force before.
struct StartingFiles {
  let snapshot: Snapshot
  /// Why it is not the files; `nil` when it is.
  private let mistakes: StartFailure?
  private let wiring: Wiring

  /// - Throws: `StartFailure` with all diagnostics when the files are wrong and none were in force.
  init(_ wiring: Wiring) throws {
    self.wiring = wiring
    do {
      (snapshot, mistakes) = (try CheckedFiles(wiring, outcome: "not started").snapshot(), nil)
    } catch let failure as StartFailure {
      guard let before = try wiring.filesInForce()?.files.snapshot else { throw failure }
      (snapshot, mistakes) = (before, failure)
    }
  }

  /// The files that are in force in the store; `nil` when there is no copy of them.
  ///
  /// - Parameter treeHash: of the store's generation.
  /// - Throws: the mistakes in the files, when nothing else is known.
  func inForce(_ treeHash: [UInt8]?) throws -> Snapshot? {
    if let before = try wiring.filesInForce(), before.treeHash == treeHash?.hexadecimal {
      return before.files.snapshot
    }
    if let mistakes { throw mistakes }
    return nil
  }
}
