import Glibc
import Testing

@testable import Appliance

/// The built program, started as a person starts it, with its output in files.
final class Program {
  /// The binary beside the test bundle.
  static let path: String = {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let own = String(decoding: buffer[..<max(0, count)], as: UTF8.self)
    let bundle =
      own.contains(".xctest")
      ? own : CommandLine.arguments.first { $0.contains(".xctest") } ?? own
    let folder = bundle.split(separator: "/").prefix { !$0.hasSuffix(".xctest") }
    return "/" + folder.drop { $0 == "" }.joined(separator: "/") + "/belfry"
  }()

  let id: pid_t
  private let output: String
  private let errors: String
  private var status: Int32?

  /// - Parameter folder: where the output goes.
  init(_ words: [String], in folder: String) throws {
    output = Program.newFile(folder, "out")
    errors = Program.newFile(folder, "err")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY, 0)
    var arguments = ([Program.path] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    let code = posix_spawn(&child, Program.path, &actions, nil, &arguments, environ)
    try #require(code == 0, "\(Program.path) cannot be started: \(String(cString: strerror(code)))")
    id = child
  }

  deinit {
    guard status == nil else { return }
    kill(id, SIGKILL)
    var status: Int32 = 0
    waitpid(id, &status, 0)
  }

  var standardOutput: String { Files.read(output) }
  var standardError: String { Files.read(errors) }

  func signal(_ number: Int32) {
    guard status == nil else { return }
    kill(id, number)
  }

  /// The exit code, or 128 and the signal's number; `nil` while it runs.
  var ended: Int32? {
    if let status { return status }
    var word: Int32 = 0
    guard waitpid(id, &word, WNOHANG) == id else { return nil }
    status = word & 0x7F == 0 ? word >> 8 & 0xFF : 128 + (word & 0x7F)
    return status
  }

  /// Waits for the end.
  func end() async throws -> Int32 {
    try await until("it ends") { self.ended != nil }
    return try #require(ended)
  }

  /// Runs to its end.
  static func run(
    _ words: [String], in folder: String
  ) async throws -> (code: Int32, output: String, errors: String) {
    let program = try Program(words, in: folder)
    let code = try await program.end()
    return (code, program.standardOutput, program.standardError)
  }

  private static func newFile(_ folder: String, _ kind: String) -> String {
    var template = Array("\(folder)/\(kind)-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    close(file)
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// Asks until it is so; fails after half a minute.
func until(
  _ what: String, _ place: SourceLocation = #_sourceLocation, _ isSo: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + .seconds(30)
  while ContinuousClock.now < deadline {
    if try await isSo() { return }
    // Another process's doings have no event that we could await; this looks again in a moment.
    poll(nil, 0, 20)
  }
  try #require(Bool(false), "waited half a minute, and still not: \(what)", sourceLocation: place)
}

/// Files of the tests.
enum Files {
  static func newFolder() throws -> String {
    var template = Array("/tmp/belfry-appliance-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) }
    return String(cString: try #require(made, "no temporary folder"))
  }

  static func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func write(_ text: String, to path: String) throws {
    let file = try #require(fopen(path, "w"), "\(path) cannot be written")
    fputs(text, file)
    fclose(file)
  }

  /// Removes a folder that a test made below `/tmp`.
  static func remove(_ folder: String) {
    precondition(folder.hasPrefix("/tmp/belfry-appliance-"))
    _ = try? Folder.remove(folder)
  }
}
