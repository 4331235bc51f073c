import Crypto
package import Domain

/// Media that were brought here from elsewhere: each once, also over restarts. What an address led
/// to when it was first asked stays what it stands for.
package struct Arrivals: Sendable {
  private let spool: Spool
  private let notes: SpoolNotes

  /// - Parameter spool: where the files are.
  package init(spool: Spool) {
    self.spool = spool
    notes = SpoolNotes("arrivals", in: spool)
    notes.tidy()
  }

  /// The medium as it was brought; `nil` when it was not, or was cleaned up since.
  package func find(_ medium: DistantMedium, _ metadata: MetadataPolicy) -> FoundMedium? {
    notes.file(Arrivals.key(medium, metadata)).map { file in
      FoundMedium(path: spool.path(of: file.hash), file: file)
    }
  }

  /// - Throws: when the note cannot be written.
  package func note(
    _ file: MediaFile, as medium: DistantMedium, _ metadata: MetadataPolicy
  ) throws(MediaProblem) {
    try notes.note(file, as: Arrivals.key(medium, metadata))
  }

  /// An address may hold a signature; its hash tells nobody.
  private static func key(_ medium: DistantMedium, _ metadata: MetadataPolicy) -> String {
    let text =
      switch medium {
      case .address(let address): "address \(address)"
      case .upload(let id): "upload \(id)"
      }
    var hasher = SHA256Hasher()
    hasher.update(Array("\(metadata.rawValue) \(text)".utf8))
    return hasher.finish().hexadecimal
  }
}
