import Crypto
import Domain

/// Media files with just the head that anybody looks at.
struct SimulatedMedia {
  /// The formats that posts carry.
  enum Kind: String, CaseIterable, Sendable {
    case png, jpeg, film

    fileprivate var suffix: String { self == .film ? "mp4" : rawValue }
  }

  /// More than the smallest piece of a resumable upload.
  private static let filmBytes = 300_000

  let bytes: [UInt8]
  let file: MediaFile

  /// - Parameter name: of the post; it makes the file unlike any other.
  init(_ kind: Kind, of name: String) {
    switch kind {
    case .png: bytes = SimulatedMedia.png(name)
    case .jpeg: bytes = SimulatedMedia.jpeg(name)
    case .film: bytes = SimulatedMedia.film(name)
    }
    let hash = SHA256().sha256(bytes).hexadecimal
    var file = MediaFile(
      hash: hash, bytes: Int64(bytes.count), mime: "image/png", width: 8, height: 6,
      name: SimulatedMedia.path(kind, of: name))
    switch kind {
    case .png: break
    case .jpeg: (file.mime, file.width, file.height) = ("image/jpeg", 800, 600)
    case .film:
      (file.mime, file.width, file.height) = ("video/mp4", 1080, 1920)
      (file.milliseconds, file.codec) = (61_000, "avc1")
    }
    self.file = file
  }

  /// Where the post's file lies, from the folder of schedule.yaml.
  static func path(_ kind: Kind, of name: String) -> String { "\(name).\(kind.suffix)" }

  private static func png(_ name: String) -> [UInt8] {
    let head: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
    let size: [UInt8] = [0, 0, 0, 8, 0, 0, 0, 6]
    return head + Array("IHDR".utf8) + size + Array(name.utf8)
  }

  private static func jpeg(_ name: String) -> [UInt8] {
    let head: [UInt8] = [
      0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 2, 88, 3, 32, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1,
    ]
    return head + Array(name.utf8)
  }

  private static func film(_ name: String) -> [UInt8] {
    let head: [UInt8] = [0, 0, 0, 24] + Array("ftypisom".utf8) + Array(name.utf8)
    return head + [UInt8](repeating: 7, count: filmBytes - head.count)
  }
}
