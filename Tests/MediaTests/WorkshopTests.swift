import Crypto
import Domain
import Glibc
import Testing

@testable import Media

@Suite("Media are made into other forms", .enabled(if: Ffmpeg.isThere, Ffmpeg.isMissing))
final class WorkshopTests {
  private let folder: String
  private let spool: Spool
  private let work: Workshop

  deinit { TestFolder.remove(folder) }

  init() throws {
    folder = try TestFolder.make()
    spool = try Spool(directory: folder + "/spool")
    work = Workshop(spool: spool)
  }

  private func picture(_ name: String, _ filter: String) throws -> (path: String, MediaFile) {
    let path = folder + "/" + name
    try Ffmpeg.run(["-f", "lavfi", "-i", filter, "-frames:v", "1", path])
    return (path, try MediaFiles().examine(path, .strip))
  }

  private func film(
    _ name: String, seconds: Int, _ words: [String] = ["-c:v", "mpeg4"]
  ) throws -> (path: String, MediaFile) {
    let path = folder + "/" + name
    try Ffmpeg.run(
      ["-f", "lavfi", "-i", "testsrc=s=640x360:r=12:d=\(seconds)"]
        + ["-f", "lavfi", "-i", "sine=d=\(seconds)"] + words + [path])
    return (path, try MediaFiles().examine(path, .strip))
  }

  @Test("a large PNG becomes a JPEG of the wanted size")
  func png() throws {
    let (path, file) = try picture("a.b.png", "testsrc=s=1600x1200")
    let made = try work.make(.picture(side: 800, quality: 3), of: path, file)
    #expect(made.mime == "image/jpeg")
    #expect((made.width, made.height) == (800, 600))
    #expect(made.name == "a.b.jpg")
    #expect(spool.hold(made.hash) == made.bytes)
    let expected = MediaForm.picture(side: 800, quality: 3).expected(of: file)
    #expect((expected.width, expected.height) == (made.width, made.height))
  }

  @Test("what was transparent becomes white")
  func transparent() throws {
    let (path, file) = try picture("a.png", "color=black@0.0:s=64x48,format=rgba")
    let made = try work.make(.picture(side: nil, quality: 2), of: path, file)
    let pixels = try Ffmpeg.pixels(of: spool.path(of: made.hash))
    #expect(pixels.count == 64 * 48 * 3)
    #expect(pixels.allSatisfy { $0 > 250 })
  }

  @Test("a turned picture becomes an upright one")
  func turned() throws {
    let (path, _) = try picture("a.jpg", "testsrc=s=320x240")
    let bytes = try TestFolder.bytes(of: path)
    let exif = Array("Exif\0\0".utf8) + (try #require(ExifOrientation(value: 6))).tiff
    let turned = folder + "/turned.jpg"
    try TestFolder.put(
      bytes.prefix(2) + [0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif + bytes.dropFirst(2),
      at: turned)
    let file = try MediaFiles().examine(turned, .strip)
    let made = try work.make(.picture(side: nil, quality: 2), of: turned, file)
    #expect((made.width, made.height) == (240, 320))
    #expect(ExifOrientation(spool.path(of: made.hash), mime: made.mime) == nil)
  }

  @Test("a film becomes H.264 and AAC, and is cut off only when asked")
  func films() throws {
    let (path, file) = try film("a.mov", seconds: 4)
    #expect(file.codec == "mp4v")
    let made = try work.make(.film(side: 320, kilobits: 600), of: path, file)
    #expect((made.mime, made.codec) == ("video/mp4", "avc1"))
    #expect((made.width, made.height) == (320, 180))
    #expect(abs((made.milliseconds ?? 0) - 4000) < 200)
    let short = try work.make(
      .film(side: 320, kilobits: 600, milliseconds: 2000), of: path, file)
    #expect(abs((short.milliseconds ?? 0) - 2000) < 200)
    #expect(made.hash != short.hash)
  }

  @Test("a form is made once, over restarts as well")
  func once() throws {
    let (path, file) = try picture("a.png", "testsrc=s=320x240")
    let form = MediaForm.picture(side: nil, quality: 3)
    let made = try work.make(form, of: path, file)
    // With the source gone nothing can be made.
    unlink(path)
    #expect(try work.make(form, of: path, file) == made)
    let restarted = Workshop(spool: spool)
    #expect(try restarted.make(form, of: path, file) == made)
    unlink(spool.path(of: made.hash))
    #expect(throws: FittingProblem.self) { try restarted.make(form, of: path, file) }
    #expect(FolderNames.list(spool.directory + "/forms").count == 1)
    _ = Workshop(spool: spool)
    #expect(FolderNames.list(spool.directory + "/forms").isEmpty)
  }

  @Test("what a crash left is tidied up")
  func tidy() throws {
    let left = spool.directory + "/belfry-work-1"
    mkdir(left, 0o700)
    try TestFolder.put([1], at: left + "/out")
    _ = Workshop(spool: spool)
    #expect(access(left, F_OK) != 0)
  }

  @Test("a trial keeps nothing, and makes no films")
  func trial() throws {
    let (path, file) = try picture("a.png", "testsrc=s=320x240")
    let trial = Workshop(trialWith: MediaTools())
    let made = try trial.make(.picture(side: 160, quality: 2), of: path, file)
    #expect(made == (try work.make(.picture(side: 160, quality: 2), of: path, file)))
    #expect(throws: FittingProblem.notHere) {
      try trial.make(.film(side: 320, kilobits: 600), of: path, file)
    }
  }

  @Test("a file that is no picture says so")
  func broken() throws {
    let path = folder + "/a.png"
    try TestFolder.put(
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Movie.big(0, 90), at: path)
    let file = try MediaFiles().examine(path, .strip)
    #expect(throws: FittingProblem.self) {
      try work.make(.picture(side: nil, quality: 2), of: path, file)
    }
    #expect(FolderNames.list(spool.directory).filter { $0.hasPrefix("belfry-work-") }.isEmpty)
  }

  @Test("the pixels of a stripped JPEG are those of the original")
  func pixels() throws {
    let (path, _) = try picture("a.jpg", "testsrc=s=320x240")
    let file = try MediaFiles().examine(path, .strip)
    try spool.adopt(path, as: file, .strip)
    #expect(file.bytes < Int64(try TestFolder.bytes(of: path).count))
    #expect(try Ffmpeg.pixels(of: spool.path(of: file.hash)) == Ffmpeg.pixels(of: path))
  }
}

@Suite("Without ffmpeg")
struct MissingToolTests {
  @Test("what is needed is named")
  func missing() throws {
    let folder = try TestFolder.make()
    defer { TestFolder.remove(folder) }
    let work = Workshop(
      spool: try Spool(directory: folder + "/spool"), tools: MediaTools(folders: []))
    let file = MediaFile(hash: "a", bytes: 1, mime: "image/png", name: "a.png")
    #expect(throws: FittingProblem.missingTool("ffmpeg")) {
      try work.make(.picture(side: nil, quality: 2), of: folder + "/a.png", file)
    }
  }
}

/// ffmpeg as the tests use it to make files.
enum Ffmpeg {
  static let isMissing: Comment = "ffmpeg is not installed (apt install ffmpeg)"
  static var isThere: Bool { MediaTools().missing == nil }

  static func run(_ words: [String]) throws {
    let all = ["/usr/bin/ffmpeg", "-v", "error", "-nostdin", "-y"] + words
    var arguments: [UnsafeMutablePointer<CChar>?] = all.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    try #require(posix_spawn(&child, all[0], nil, nil, &arguments, environ) == 0)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    try #require(status == 0, "ffmpeg \(words.joined(separator: " "))")
  }

  /// Red, green and blue of every pixel.
  static func pixels(of path: String) throws -> [UInt8] {
    let raw = path + ".rgb"
    defer { unlink(raw) }
    try run(["-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", raw])
    return try TestFolder.bytes(of: raw)
  }
}
