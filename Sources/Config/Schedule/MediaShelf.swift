import Domain

/// Looks at every medium once, however many posts show it.
final class MediaShelf {
  /// Where a medium lies.
  enum Source: Hashable {
    /// The path of a file beside the schedule.
    case file(String)
    case distant(DistantMedium)
  }

  /// What lies elsewhere and is not here yet, in the order in which it was met.
  private(set) var absent: [DistantMedium] = []

  private let shelf: FileShelf
  private let library: any MediaLibrary
  private let metadata: MetadataPolicy
  /// Where bytes lie that were found, by hash.
  private var paths: [String: String] = [:]
  private var known: [Source: Result<MediaFile, Trouble>] = [:]

  private enum Trouble: Error {
    /// People are told.
    case wrong(String, hint: String?)
    /// Whoever brings media looks again; nobody else knows what they are.
    case absent
  }

  init(shelf: FileShelf, library: any MediaLibrary, metadata: MetadataPolicy) {
    self.shelf = shelf
    self.library = library
    self.metadata = metadata
  }

  /// The facts of a medium; `nil` when it cannot be used, which is reported at `place`, and when it
  /// is among `absent`.
  func file(_ source: Source, at place: Place, report: Report) -> MediaFile? {
    let result = known[source] ?? look(at: source)
    known[source] = result
    switch result {
    case .success(let file): return file
    case .failure(.wrong(let words, let hint)):
      report.error(place, "the media file \(quoted(source.words)) \(words)", hint: hint)
      return nil
    case .failure(.absent): return nil
    }
  }

  /// A file that was found, in another form.
  func make(_ form: MediaForm, of file: MediaFile) throws(FittingProblem) -> MediaFile {
    guard let path = paths[file.hash] else {
      preconditionFailure("a file that was not found: \(file.name)")
    }
    return try library.make(form, of: path, file)
  }

  /// The hash of each medium that was found, by where it lies.
  var hashes: [String: String] {
    var hashes: [String: String] = [:]
    for case (let source, .success(let file)) in known { hashes[source.key] = file.hash }
    return hashes
  }

  /// The files that were found, by path.
  var files: [String: MediaFile] {
    var files: [String: MediaFile] = [:]
    for case (.file(let path), .success(let file)) in known { files[path] = file }
    return files
  }

  private func look(at source: Source) -> Result<MediaFile, Trouble> {
    switch source {
    case .file(let path): return examine(path)
    case .distant(let medium): return find(medium)
    }
  }

  private func examine(_ path: String) -> Result<MediaFile, Trouble> {
    let absolute: String
    do {
      absolute = try shelf.locate(path)
    } catch {
      let hint = error == .missing ? "paths begin at the folder of schedule.yaml" : nil
      return .failure(.wrong(error.words, hint: hint))
    }
    do {
      let file = try library.examine(absolute, metadata)
      paths[file.hash] = absolute
      return .success(file)
    } catch {
      return .failure(MediaShelf.trouble(error))
    }
  }

  private func find(_ medium: DistantMedium) -> Result<MediaFile, Trouble> {
    do {
      let found = try library.find(medium, metadata)
      paths[found.file.hash] = found.path
      return .success(found.file)
    } catch {
      if error == .notHere { absent.append(medium) }
      return .failure(MediaShelf.trouble(error))
    }
  }

  private static func trouble(_ problem: MediaProblem) -> Trouble {
    switch problem {
    case .missing: .wrong("does not exist", hint: nil)
    case .unreadable(let reason): .wrong("cannot be read (\(reason))", hint: nil)
    case .notAFile: .wrong("is not a regular file", hint: nil)
    case .tooLarge(let limit):
      .wrong("is larger than \(ByteCount.text(Int(limit)))", hint: nil)
    case .unknownFormat:
      .wrong(
        "is in a format that Belfry does not know",
        hint: "use JPEG, PNG, GIF, WebP, MP4, WebM, MP3 or OGG")
    case .notHere: .absent
    case .notBrought(let reason): .wrong("cannot be had (\(reason))", hint: nil)
    }
  }
}

extension MediaShelf.Source {
  fileprivate var words: String {
    switch self {
    case .file(let path): path
    case .distant(let medium): "\(medium)"
    }
  }

  /// Different for each.
  fileprivate var key: String {
    switch self {
    case .file(let path): path
    case .distant(.address(let address)): address
    case .distant(.upload(let id)): "id:" + id
    }
  }
}
