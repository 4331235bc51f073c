import Domain
import Synchronization

/// Passes a library's answers on and remembers them: the files that a reload must keep.
final class MediaWitness: MediaLibrary {
  private let library: any MediaLibrary
  /// What could not be brought from elsewhere, and why.
  private let failures: [DistantMedium: MediaProblem]
  private let files = Mutex<[String: MediaFile]>([:])
  private let others = Mutex<Set<String>>([])

  /// - Parameter failures: what could not be brought from elsewhere, and why.
  init(library: any MediaLibrary, failures: [DistantMedium: MediaProblem] = [:]) {
    self.library = library
    self.failures = failures
  }

  /// The hashes of what is in the spool already: other forms that were made, and media from
  /// elsewhere.
  var spooled: Set<String> { others.withLock { $0 } }

  /// What was examined, by path.
  var seen: [String: MediaFile] { files.withLock { $0 } }

  func examine(
    _ path: String, _ metadata: MetadataPolicy
  ) throws(MediaProblem) -> MediaFile {
    let file = try library.examine(path, metadata)
    files.withLock { $0[path] = file }
    return file
  }

  func find(
    _ medium: DistantMedium, _ metadata: MetadataPolicy
  ) throws(MediaProblem) -> FoundMedium {
    if let failure = failures[medium] { throw failure }
    let found = try library.find(medium, metadata)
    others.withLock { _ = $0.insert(found.file.hash) }
    return found
  }

  func make(
    _ form: MediaForm, of path: String, _ file: MediaFile
  ) throws(FittingProblem) -> MediaFile {
    let made = try library.make(form, of: path, file)
    others.withLock { _ = $0.insert(made.hash) }
    return made
  }
}
