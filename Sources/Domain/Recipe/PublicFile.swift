/// A spooled file that a platform is to fetch by itself.
package struct PublicFile: Hashable, Sendable {
  /// SHA-256 of its bytes, hexadecimal; its name in the spool.
  package var hash: String
  /// What it must be served as, such as `image/jpeg`.
  package var mime: String

  package init(hash: String, mime: String) {
    self.hash = hash
    self.mime = mime
  }

  /// What the names of such files end in, such as `jpg`; some networks look at that only.
  package var suffix: String {
    PublicFile.suffixes.first { $0.mime == mime }?.suffix ?? "bin"
  }

  /// What a file with this ending is served as.
  package static func mime(suffix: some StringProtocol) -> String {
    suffixes.first { $0.suffix == suffix }?.mime ?? "application/octet-stream"
  }

  private static let suffixes: [(mime: String, suffix: String)] = [
    ("image/jpeg", "jpg"), ("image/png", "png"), ("image/gif", "gif"), ("image/webp", "webp"),
    ("video/mp4", "mp4"), ("video/quicktime", "mov"), ("video/webm", "webm"),
    ("audio/mpeg", "mp3"), ("audio/ogg", "ogg"),
  ]
}

extension Call {
  /// The files whose addresses stand in the body, in order.
  package var publicFiles: [PublicFile] {
    body.compactMap { segment in
      guard case .publicAddress(let hash, let mime, _) = segment else { return nil }
      return PublicFile(hash: hash, mime: mime)
    }
  }
}
