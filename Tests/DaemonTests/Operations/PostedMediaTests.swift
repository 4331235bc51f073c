import Control
import Domain
import FoundationEssentials
import Media
import Store
import Testing

@testable import Daemon

@Suite(
  "Media of posts that come by the API are made to fit",
  .enabled(if: MediaTools().missing == nil, "ffmpeg is not installed (apt install ffmpeg)"))
struct PostedMediaTests {
  /// Eight by eight grey pixels, not compressed.
  private static let png: [UInt8] = {
    let rows = (0..<8).flatMap { _ in [UInt8](repeating: 0, count: 1) + (0..<8).map { $0 * 30 } }
    let length = UInt8(rows.count)
    let stored = [0x78, 0x01, 0x01, length, 0, ~length, 0xFF] + rows + big(adler(rows))
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", big(8) + big(8) + [8, 0, 0, 0, 0]) + chunk("IDAT", stored)
      + chunk("IEND", [])
  }()

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return big(UInt32(content.count)) + body + big(checkSum(body))
  }

  private static func big(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (first, second) = (UInt32(1), UInt32(0))
    for byte in bytes {
      first = (first + UInt32(byte)) % 65_521
      second = (second + first) % 65_521
    }
    return second << 16 | first
  }

  private static func checkSum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in
        value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
      }
    }
  }

  @Test("where the account wants it, and refused with the reason where it does not")
  func fits() async throws {
    let world = try await OperatorWorld(accounts: ["fit-one", "plain"])
    let path = world.folder + "/bell.png"
    try Data(Self.png).write(to: URL(filePath: path))
    func post(to account: String) async throws -> ControlReply {
      try await world.perform(
        .post(
          CreatePost(
            to: [account], at: "2040-07-01 09:30", text: "A bell",
            media: [MediaFields(file: path, alt: "A bell")])))
    }
    guard case .result(let result) = try await post(to: "fit-one") else { throw OtherReply() }
    let uid = result.uid
    let declared = try #require(
      try await world.engine.perform { try $0.store.declaredPost(uid) })
    let file = try #require(declared.targets.first?.content.parts.first?.media.first?.file)
    #expect((file.mime, file.name) == ("image/jpeg", "bell.jpg"))
    #expect((file.width, file.height) == (8, 8))
    #expect(FileManager.default.fileExists(atPath: "\(world.folder)/spool/\(file.hash)"))
    let error = await #expect(throws: ErrorObject.self) { try await post(to: "plain") }
    #expect(error?.message.contains("image/png") == true)
    try await world.end()
  }
}
