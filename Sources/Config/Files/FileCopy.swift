package import Domain

/// The files of an accepted state and what was found out about their media: enough to read that
/// state again when the folder holds something else.
package struct FileCopy: Codable, Hashable, Sendable {
  /// The text of each file, by path.
  var texts: [String: String]
  /// The files that each pattern named.
  var lists: [String: [String]]
  /// The media files, by path.
  var media: [String: MediaFile]

  /// The hashes of all media files.
  package var hashes: [String] { media.values.map(\.hash) }
}

extension FileCopy: FileSource {
  package func read(_ path: String, limitBytes: Int) throws(FileProblem) -> [UInt8] {
    guard let text = texts[path] else { throw .missing }
    guard text.utf8.count <= limitBytes else { throw .tooLarge(limitBytes: limitBytes) }
    return Array(text.utf8)
  }

  package func list(_ pattern: String) throws(FileProblem) -> [String] { lists[pattern] ?? [] }

  /// The path itself: the copy's library knows it.
  package func locate(_ path: String) throws(FileProblem) -> String { path }
}

extension FileCopy {
  /// A library of the copy's media files.
  ///
  /// - Parameters:
  ///   - base: knows media from elsewhere, and other forms.
  ///   - path: where the file with a hash lies.
  package func library(
    over base: any MediaLibrary, path: @escaping @Sendable (String) -> String
  ) -> any MediaLibrary {
    CopiedMedia(files: media, base: base, path: path)
  }
}

private struct CopiedMedia: MediaLibrary {
  let files: [String: MediaFile]
  let base: any MediaLibrary
  let path: @Sendable (String) -> String

  func examine(_ path: String, _: MetadataPolicy) throws(MediaProblem) -> MediaFile {
    guard let file = files[path] else { throw .missing }
    return file
  }

  func find(
    _ medium: DistantMedium, _ metadata: MetadataPolicy
  ) throws(MediaProblem) -> FoundMedium {
    try base.find(medium, metadata)
  }

  func make(
    _ form: MediaForm, of _: String, _ file: MediaFile
  ) throws(FittingProblem) -> MediaFile {
    try base.make(form, of: path(file.hash), file)
  }
}
