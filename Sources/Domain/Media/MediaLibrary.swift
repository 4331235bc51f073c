/// Looks at media files where they lie: reads, hashes and probes, and changes nothing.
package protocol MediaLibrary: Sendable {
  /// The facts of what is sent of the file at `path`.
  func examine(_ path: String, _ metadata: MetadataPolicy) throws(MediaProblem) -> MediaFile

  /// A medium that does not lie beside the files.
  ///
  /// - Throws: `notHere` for one that was not brought here yet.
  func find(_ medium: DistantMedium, _ metadata: MetadataPolicy) throws(MediaProblem) -> FoundMedium

  /// The facts of the file at `path`, which were examined before, in another form. It may take
  /// minutes.
  func make(
    _ form: MediaForm, of path: String, _ file: MediaFile
  ) throws(FittingProblem) -> MediaFile
}

extension MediaLibrary {
  /// Nothing was brought to a library that does not say otherwise.
  package func find(
    _: DistantMedium, _: MetadataPolicy
  ) throws(MediaProblem) -> FoundMedium {
    throw .notHere
  }
}

/// A medium that does not lie beside the files that name it.
package enum DistantMedium: Hashable, Sendable {
  /// At a web address.
  case address(String)
  /// Uploaded before, under this id.
  case upload(String)
}

extension DistantMedium: CustomStringConvertible {
  /// What people are told: an address goes without its query, which may be a signature.
  package var description: String {
    switch self {
    case .address(let address):
      address.prefix { $0 != "?" && $0 != "#" } + (address.contains("?") ? "?…" : "")
    case .upload(let id): id
    }
  }
}

/// A medium that was brought here.
package struct FoundMedium: Hashable, Sendable {
  /// Where its bytes lie.
  package var path: String
  package var file: MediaFile

  package init(path: String, file: MediaFile) {
    self.path = path
    self.file = file
  }
}

/// What happens to what media tell besides pictures and sounds: where and when they were made, with
/// which device, by whom.
package enum MetadataPolicy: String, Hashable, Sendable, CaseIterable {
  /// It is not sent.
  case strip
  /// The file is sent as it is.
  case keep
}

/// Why a media file cannot be used.
package enum MediaProblem: Error, Hashable, Sendable {
  case missing
  case unreadable(String)
  case notAFile
  case tooLarge(limitBytes: Int64)
  case unknownFormat
  /// It lies elsewhere and was not brought here.
  case notHere
  /// It lies elsewhere and could not be brought here; says why.
  case notBrought(String)
}
