import Crypto
import Domain

/// Media files with just the head that anybody looks at.
struct SimulatedMedia {
  /// The formats that posts carry.
  enum Kind: String, CaseIterable, Sendable {
    case png, jpeg
    /// A film on end, of 61 seconds.
    case film
    /// The same, short enough for every story.
    case short
    /// A film that is as wide as it is high.
    case square
    /// A picture that plays.
    case gif
    /// A document.
    case pdf

    fileprivate var suffix: String {
      switch self {
      case .film: "mp4"
      case .short, .square: "\(rawValue).mp4"
      default: rawValue
      }
    }

    /// The place of the name in the bytes.
    fileprivate var nameStart: Int {
      switch self {
      case .png: 24
      case .jpeg: 21
      case .gif: 10
      case .pdf: 9
      case .film, .short, .square: 12
      }
    }
  }

  /// One file of a post.
  struct Item: Hashable, Sendable {
    var kind: Kind
    /// The post's name, and from the second file on a number behind it.
    var name: String

    /// The files of a post that carries several, each unlike the others.
    static func list(_ kinds: [Kind], of post: String) -> [Item] {
      kinds.enumerated().map { Item(kind: $1, name: $0 == 0 ? post : "\(post)-\($0 + 1)") }
    }

    /// Where the file lies, from the folder of schedule.yaml.
    var path: String { SimulatedMedia.path(kind, of: name) }

    /// What the file becomes where it is not taken as it is.
    var fitted: [Item] {
      switch kind {
      case .png: [Item(kind: .jpeg, name: name)]
      case .film: [Item(kind: .short, name: name)]
      default: []
      }
    }
  }

  /// More than the smallest piece of a resumable upload.
  private static let filmBytes = 300_000

  let bytes: [UInt8]
  let file: MediaFile

  /// - Parameter name: of the post; it makes the file unlike any other.
  init(_ kind: Kind, of name: String) {
    bytes = SimulatedMedia.head(kind, name)
    let hash = SHA256().sha256(bytes).hexadecimal
    var file = MediaFile(
      hash: hash, bytes: Int64(bytes.count), mime: "image/png", width: 8, height: 6,
      name: SimulatedMedia.path(kind, of: name))
    switch kind {
    case .png: break
    case .jpeg: (file.mime, file.width, file.height) = ("image/jpeg", 800, 600)
    case .gif: (file.mime, file.width, file.height) = ("image/gif", 320, 200)
    case .pdf: (file.mime, file.width, file.height) = ("application/pdf", nil, nil)
    case .film, .short, .square:
      (file.mime, file.width, file.height) = ("video/mp4", 1080, kind == .square ? 1080 : 1920)
      (file.milliseconds, file.codec) = (kind == .film ? 61_000 : 20_000, "avc1")
    }
    self.file = file
  }

  /// The name that a file was made with, read from its bytes.
  static func name(in bytes: [UInt8]) -> String? {
    for kind in Kind.allCases {
      let start = head(kind, "").prefix(kind.nameStart)
      guard bytes.starts(with: start) else { continue }
      let name = bytes.dropFirst(start.count).prefix { $0 > 0x20 && $0 < 0x7F }
      return String(decoding: name, as: UTF8.self)
    }
    return nil
  }

  /// Where the post's file lies, from the folder of schedule.yaml.
  static func path(_ kind: Kind, of name: String) -> String { "\(name).\(kind.suffix)" }

  private static func head(_ kind: Kind, _ name: String) -> [UInt8] {
    switch kind {
    case .png:
      let head: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
      let size: [UInt8] = [0, 0, 0, 8, 0, 0, 0, 6]
      return head + Array("IHDR".utf8) + size + Array(name.utf8)
    case .jpeg:
      let head: [UInt8] = [
        0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 2, 88, 3, 32, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1,
      ]
      return head + Array(name.utf8)
    case .gif:
      let size: [UInt8] = [64, 1, 200, 0]
      return Array("GIF89a".utf8) + size + Array("\(name) NETSCAPE2.0".utf8)
    case .pdf: return Array("%PDF-1.7\n\(name)\n".utf8)
    case .film, .short, .square:
      let head: [UInt8] = [0, 0, 0, 24] + Array("ftypisom".utf8) + Array(name.utf8)
      // What the kinds of film differ in.
      let filling: UInt8 = kind == .film ? 7 : kind == .short ? 8 : 9
      return head + [UInt8](repeating: filling, count: filmBytes - head.count)
    }
  }
}
