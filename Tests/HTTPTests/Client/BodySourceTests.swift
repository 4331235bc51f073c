import Domain
import Testing

@testable import HTTP

@Suite("Bodies")
struct BodySourceTests {
  /// All of a body, read in pieces of at most `most` bytes.
  private func read(_ source: BodySource, most: Int) throws -> [UInt8] {
    var body: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: most)
    while true {
      let count = try #require(buffer.withUnsafeMutableBytes { source.read(into: $0) })
      if count == 0 { return body }
      body += buffer.prefix(count)
    }
  }

  private static func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
  }

  /// Around the ends of groups of three, and around what is encoded at once (16,384 groups).
  private static let sizes = [0, 1, 2, 3, 4, 5, 6, 100, 49_151, 49_152, 49_153, 49_155, 98_305]
  private static let buffers = [1, 2, 3, 4, 5, 7, 4096, 65_535, 65_536, 65_537, 1 << 20]

  @Test("a file in Base64 is the same whatever the pieces that it is read in", arguments: sizes)
  func base64(_ size: Int) throws {
    let folder = TemporaryFolder()
    let file = Self.bytes(size)
    let path = folder.write(file + [1, 2, 3], to: "file")
    let body: [ReadyRequest.BodyPiece] = [
      .bytes(Array("{\"data\":\"".utf8)), .base64File(path: path, length: Int64(size)),
      .bytes(Array("\"}".utf8)),
    ]
    let expected = Array("{\"data\":\"\(Base64.standard(file))\"}".utf8)
    let source = try BodySource(body)
    #expect(source.length == Int64(expected.count))
    for most in Self.buffers where size < 1000 || most > 1000 {
      source.rewind()
      #expect(try read(source, most: most) == expected, "\(most)")
    }
  }

  @Test("a file that became shorter on the way ends the body as a failure")
  func shortened() throws {
    let folder = TemporaryFolder()
    let path = folder.write(Self.bytes(10), to: "file")
    for piece in [
      ReadyRequest.BodyPiece.base64File(path: path, length: 10),
      .file(path: path, offset: 0, length: 10),
    ] {
      _ = folder.write(Self.bytes(10), to: "file")
      let source = try BodySource([piece])
      _ = folder.write([], to: "file")
      var buffer = [UInt8](repeating: 0, count: 100)
      #expect(buffer.withUnsafeMutableBytes { source.read(into: $0) } == nil)
    }
  }

  @Test("a file that is shorter than promised is found before anything is sent")
  func tooShort() {
    let folder = TemporaryFolder()
    let path = folder.write(Self.bytes(10), to: "file")
    #expect(throws: BodySource.Failure.self) {
      try BodySource([.base64File(path: path, length: 11)])
    }
    #expect(throws: BodySource.Failure.self) {
      try BodySource([.file(path: path, offset: -1, length: 1)])
    }
  }
}
