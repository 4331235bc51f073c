import Config
import Glibc
import Testing

/// A folder on disk that is removed with its last reference.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/belfry-config-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw Unexpected(lines: ["mkdtemp: \(errno)"]) }
    path = String(cString: made)
  }

  deinit {
    remove(path)
  }

  private func remove(_ path: String) {
    var facts = stat()
    guard lstat(path, &facts) == 0 else { return }
    if facts.st_mode & S_IFMT == S_IFDIR, let stream = opendir(path) {
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { remove(path + "/" + name) }
      }
      closedir(stream)
      rmdir(path)
    } else {
      unlink(path)
    }
  }

  func write(_ name: String, _ text: String) throws {
    let descriptor = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw Unexpected(lines: ["open \(name): \(errno)"]) }
    let bytes = Array(text.utf8)
    #expect(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
  }
}

@Suite("Real folders")
struct FolderFilesTests {
  let folder: TemporaryFolder
  let files: FolderFiles

  init() throws {
    folder = try TemporaryFolder()
    mkdir(folder.path + "/tips", 0o700)
    mkdir(folder.path + "/tips/deep.md", 0o700)
    try folder.write("schedule.yaml", "version: 1")
    for name in ["b.md", "a.md", ".hidden.md", "c.txt"] { try folder.write("tips/" + name, name) }
    symlink("/etc/hostname", folder.path + "/outside")
    symlink("tips/a.md", folder.path + "/inside")
    mkfifo(folder.path + "/pipe", 0o600)
    files = try FolderFiles(folder: folder.path)
  }

  @Test("files are read, links inside are followed")
  func read() throws {
    #expect(try files.read("schedule.yaml", limitBytes: 100) == Array("version: 1".utf8))
    #expect(try files.read("inside", limitBytes: 100) == Array("a.md".utf8))
    #expect(try files.locate("tips/a.md") == folder.path + "/tips/a.md")
  }

  @Test("a file with more in it than its size says is read to its end")
  func growing() throws {
    let smaps = try FolderFiles(folder: "/proc/self").read("smaps", limitBytes: 16 << 20)
    #expect(smaps.count > 64 << 10)
    #expect(smaps.last == UInt8(ascii: "\n"))
  }

  @Test("a file that grows beyond the limit while it is read is not taken")
  func growingBeyond() throws {
    let process = try FolderFiles(folder: "/proc/self")
    #expect(throws: FileProblem.tooLarge(limitBytes: 9)) {
      try process.read("smaps", limitBytes: 9)
    }
  }

  @Test(
    "what cannot be read is told apart",
    arguments: [
      ("nothing", FileProblem.missing), ("outside", .outside), ("../x", .outside),
      ("/etc/hostname", .outside), ("tips/../schedule.yaml", .outside), ("pipe", .notAFile),
      ("tips", .notAFile), ("schedule.yaml/x", .missing), ("", .outside),
    ])
  func problems(_ path: String, _ problem: FileProblem) {
    #expect(throws: problem) { try files.read(path, limitBytes: 100) }
  }

  @Test("a file above the limit is not read")
  func limit() {
    #expect(throws: FileProblem.tooLarge(limitBytes: 9)) {
      try files.read("schedule.yaml", limitBytes: 9)
    }
  }

  @Test(
    "patterns name regular files, sorted, without hidden ones",
    arguments: [
      ("tips/*.md", ["tips/a.md", "tips/b.md"]), ("*/?.md", ["tips/a.md", "tips/b.md"]),
      ("*.yaml", ["schedule.yaml"]), ("tips/.*", ["tips/.hidden.md"]), ("nothing/*", []),
      ("**", ["inside", "outside", "schedule.yaml"]), ("tips/*.*t", ["tips/c.txt"]),
    ])
  func list(_ pattern: String, _ found: [String]) throws {
    #expect(try files.list(pattern) == found)
  }

  @Test("patterns cannot leave the folder", arguments: ["../*", "/etc/*", "tips/../*"])
  func outside(_ pattern: String) {
    #expect(throws: FileProblem.outside) { try files.list(pattern) }
  }

  @Test("a folder that is not there is an error")
  func missing() {
    #expect(throws: FileProblem.missing) { try FolderFiles(folder: folder.path + "/no") }
  }
}
