import Domain
import Synchronization

/// Passes a library's answers on and remembers them: the files that a reload must keep.
final class MediaWitness: MediaLibrary {
  private let library: any MediaLibrary
  private let files = Mutex<[String: MediaFile]>([:])

  init(library: any MediaLibrary) { self.library = library }

  /// What was examined, by path.
  var seen: [String: MediaFile] { files.withLock { $0 } }

  func examine(
    _ path: String, _ metadata: MetadataPolicy
  ) throws(MediaProblem) -> MediaFile {
    let file = try library.examine(path, metadata)
    files.withLock { $0[path] = file }
    return file
  }
}
