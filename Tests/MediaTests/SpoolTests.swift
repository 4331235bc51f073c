import Crypto
import Domain
import Glibc
import Testing

@testable import Media

@Suite("The spool and the files that go into it")
final class SpoolTests {
  private let folder: String

  init() throws { folder = try TestFolder.make() }

  deinit { TestFolder.remove(folder) }

  private func put(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = folder + "/" + name
    let file = try #require(fopen(path, "w"))
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
    return path
  }

  private static let gif =
    Array("GIF89a".utf8) + [2, 0, 3, 0] + [UInt8](repeating: 7, count: 600_000)

  @Test("a file is known by its content, not by its name")
  func examine() throws {
    let path = try put("picture.jpg", SpoolTests.gif)
    let file = try MediaFiles().examine(path, .strip)
    #expect(file.mime == "image/gif")
    #expect(file.bytes == 600_010)
    #expect(file.hash == SHA256().sha256(SpoolTests.gif).hexadecimal)
    #expect((file.width, file.height) == (2, 3))
    #expect(file.name == "picture.jpg")
  }

  @Test("what cannot be media says why")
  func problems() throws {
    let library = MediaFiles()
    #expect(throws: MediaProblem.missing) { try library.examine(folder + "/nothing", .strip) }
    #expect(throws: MediaProblem.notAFile) { try library.examine(folder, .strip) }
    let text = try put("a.txt", Array("plain words".utf8))
    #expect(throws: MediaProblem.unknownFormat) { try library.examine(text, .strip) }
  }

  @Test("an adopted file outlives the one it came from, and is stored once")
  func adopt() throws {
    let path = try put("a.gif", SpoolTests.gif)
    let file = try MediaFiles().examine(path, .strip)
    let spool = try Spool(directory: folder + "/spool")
    try spool.adopt(path, as: file, .strip)
    try spool.adopt(path, as: file, .strip)
    unlink(path)
    #expect(spool.contains(file.hash))
    #expect(try MediaFiles().examine(spool.path(of: file.hash), .keep).hash == file.hash)
  }

  @Test("a file that changed after it was examined is not adopted")
  func changed() throws {
    let path = try put("a.gif", SpoolTests.gif)
    var file = try MediaFiles().examine(path, .strip)
    file.hash = SHA256().sha256([1]).hexadecimal
    let spool = try Spool(directory: folder + "/spool")
    #expect(throws: MediaProblem.self) { try spool.adopt(path, as: file, .strip) }
    #expect(!spool.contains(file.hash))
  }

  @Test("a changed file is read again although it is known")
  func cache() throws {
    let library = MediaFiles()
    let path = try put("a.gif", SpoolTests.gif)
    let first = try library.examine(path, .strip)
    _ = try put("a.gif", SpoolTests.gif + [1])
    #expect(try library.examine(path, .strip).hash != first.hash)
  }
}
