import Domain
import Synchronization

/// Passes a library's answers on and remembers them: the files that a reload must keep.
final class MediaWitness: MediaLibrary {
  private let library: any MediaLibrary
  private let files = Mutex<[String: MediaFile]>([:])

  init(library: any MediaLibrary) { self.library = library }

  private let forms = Mutex<Set<String>>([])

  /// The hashes of other forms that were made.
  var made: Set<String> { forms.withLock { $0 } }

  /// What was examined, by path.
  var seen: [String: MediaFile] { files.withLock { $0 } }

  func examine(
    _ path: String, _ metadata: MetadataPolicy
  ) throws(MediaProblem) -> MediaFile {
    let file = try library.examine(path, metadata)
    files.withLock { $0[path] = file }
    return file
  }

  func make(
    _ form: MediaForm, of path: String, _ file: MediaFile
  ) throws(FittingProblem) -> MediaFile {
    let made = try library.make(form, of: path, file)
    forms.withLock { _ = $0.insert(made.hash) }
    return made
  }
}
