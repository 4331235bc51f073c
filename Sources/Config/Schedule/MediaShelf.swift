import Domain

/// Looks at every media file once, however many posts show it.
final class MediaShelf {
  private let shelf: FileShelf
  private let library: any MediaLibrary
  private let metadata: MetadataPolicy
  /// Where files lie that were found, by hash.
  private var paths: [String: String] = [:]
  private var known: [String: Result<MediaFile, Trouble>] = [:]

  private struct Trouble: Error {
    var words: String
    var hint: String?
  }

  init(shelf: FileShelf, library: any MediaLibrary, metadata: MetadataPolicy) {
    self.shelf = shelf
    self.library = library
    self.metadata = metadata
  }

  /// The facts of a file; `nil` when it cannot be used, which is reported at `place`.
  func file(_ path: String, at place: Place, report: Report) -> MediaFile? {
    let result = known[path] ?? examine(path)
    known[path] = result
    switch result {
    case .success(let file): return file
    case .failure(let trouble):
      report.error(place, "the media file \(quoted(path)) \(trouble.words)", hint: trouble.hint)
      return nil
    }
  }

  /// A file that was found, in another form.
  func make(_ form: MediaForm, of file: MediaFile) throws(FittingProblem) -> MediaFile {
    guard let path = paths[file.hash] else {
      preconditionFailure("a file that was not found: \(file.name)")
    }
    return try library.make(form, of: path, file)
  }

  /// The hash of each file that was found, by path.
  var hashes: [String: String] {
    known.compactMapValues { try? $0.get().hash }
  }

  private func examine(_ path: String) -> Result<MediaFile, Trouble> {
    let absolute: String
    do {
      absolute = try shelf.locate(path)
    } catch {
      let hint = error == .missing ? "paths begin at the folder of schedule.yaml" : nil
      return .failure(Trouble(words: error.words, hint: hint))
    }
    do {
      let file = try library.examine(absolute, metadata)
      paths[file.hash] = absolute
      return .success(file)
    } catch {
      return .failure(MediaShelf.trouble(error))
    }
  }

  private static func trouble(_ problem: MediaProblem) -> Trouble {
    switch problem {
    case .missing: Trouble(words: "does not exist")
    case .unreadable(let reason): Trouble(words: "cannot be read (\(reason))")
    case .notAFile: Trouble(words: "is not a regular file")
    case .tooLarge(let limit): Trouble(words: "is larger than \(ByteCount.text(Int(limit)))")
    case .unknownFormat:
      Trouble(
        words: "is in a format that Belfry does not know",
        hint: "use JPEG, PNG, GIF, WebP, MP4, WebM, MP3 or OGG")
    }
  }
}
