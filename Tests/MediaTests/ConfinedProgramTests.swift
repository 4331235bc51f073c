import CLinux
import Foundation
import Glibc
import Testing

@testable import Media

@Suite("Programs that look at people's files are confined")
final class ConfinedProgramTests {
  private let folder: String
  private let input: String
  private let shell: ConfinedProgram

  deinit { TestFolder.remove(folder) }

  init() throws {
    folder = try TestFolder.make()
    input = folder + "/input"
    try TestFolder.put(Array("the input".utf8), at: input)
    mkdir(folder + "/own", 0o700)
    shell = try #require(ConfinedProgram("sh", in: ["/bin"]))
  }

  private func run(
    _ script: String, milliseconds: Int64 = 20_000, memory: Int64 = 1 << 30,
    output: Int = 1 << 16
  ) -> ConfinedProgram.Result {
    shell.run(
      ["-c", script], input: input, folder: folder + "/own",
      .init(
        milliseconds: milliseconds, cpuSeconds: 10, memoryBytes: memory, fileBytes: 4096,
        outputBytes: output))
  }

  private func text(_ result: ConfinedProgram.Result) -> String {
    String(decoding: result.output, as: UTF8.self)
  }

  @Test("it reads its input, writes in its folder and says how it ended")
  func plain() {
    let result = run("cat '\(input)'; echo made > here; echo trouble >&2; exit 3")
    #expect(text(result) == "the input")
    #expect(result.end == .exited(3))
    #expect(result.complaint == "trouble")
    #expect(access(folder + "/own/here", R_OK) == 0)
  }

  @Test("it has no environment, no input and no descriptor of ours")
  func nothing() {
    #expect(!text(run("export -p")).contains("HOME"))
    let descriptors = text(run("for one in /proc/self/fd/*; do echo ${one##*/}; done"))
      .split(separator: "\n").compactMap { Int($0) }
    #expect(descriptors.allSatisfy { $0 <= 3 })
    #expect(text(run("read line; echo got:$line")) == "got:\n")
  }

  @Test("it opens no socket")
  func network() throws {
    // perl-base is on every Debian system.
    let result = run("perl -e 'use Socket; socket(S, AF_INET, SOCK_STREAM, 0) or die \"$!\\n\"'")
    #expect(result.complaint == "Permission denied")
  }

  @Test("it neither reads nor writes other files, where the kernel has Landlock")
  func files() throws {
    try TestFolder.put(Array("secret".utf8), at: folder + "/key")
    let result = run("cat '\(folder)/key'; echo x > '\(folder)/new'")
    guard belfry_landlock_version() > 0 else { return }
    #expect(text(result) == "")
    #expect(access(folder + "/new", F_OK) != 0)
  }

  @Test("what does not end is ended, with all that it started")
  func late() throws {
    let pipe = folder + "/own/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let reading = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    defer { close(reading) }
    // A busy machine may not have come to the script's first word by then.
    let result = [300, 3000, 30_000].lazy.map { milliseconds in
      self.run("exec 9>pipe; sleep 300 & echo begun; wait", milliseconds: milliseconds)
    }.first { text($0) == "begun\n" }
    #expect(result?.end == .late)
    // The pipe hangs up when the last one that could write into it is dead.
    var watched = pollfd(fd: reading, events: 0, revents: 0)
    #expect(poll(&watched, 1, 60_000) == 1)
    #expect(Int32(watched.revents) & POLLHUP != 0)
  }

  @Test("memory, files and output are bounded")
  func bounds() {
    let file = run("perl -e 'print \"a\" x 8192' > large; exit $?")
    #expect(file.end != .exited(0))
    #expect(run("perl -e 'print \"a\" x 100000'", output: 1000).output.count == 1000)
    let memory = run("perl -e '$x = \"a\" x 2000000000'", memory: 256 << 20)
    #expect(memory.end != .exited(0))
  }

  @Test("a program that is not there is missing")
  func missing() {
    #expect(ConfinedProgram("ffmpeg", in: [folder]) == nil)
    #expect(MediaTools(folders: [folder]).missing == "ffmpeg")
  }
}

/// A folder for one test.
enum TestFolder {
  static func make() throws -> String {
    var template = Array("/tmp/belfry-media-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) }
    return String(cString: try #require(made, "no temporary folder"))
  }

  static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  static func put(_ bytes: [UInt8], at path: String) throws {
    let file = try #require(fopen(path, "w"))
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  static func bytes(of path: String) throws -> [UInt8] {
    let file = try OpenFile(path)
    return OpenFile.read(file.descriptor, at: 0, count: Int(file.length))
  }
}
