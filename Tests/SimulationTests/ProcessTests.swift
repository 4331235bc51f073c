import Glibc
import Testing

@Suite("The same seeds in two processes")
struct ProcessTests {
  /// `belfry-sim` beside the test bundle.
  private static let program: String = {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let own = String(decoding: buffer[..<max(0, count)], as: UTF8.self)
    let bundle =
      own.contains(".xctest")
      ? own : CommandLine.arguments.first { $0.contains(".xctest") } ?? own
    let folders = bundle.split(separator: "/").prefix { !$0.hasSuffix(".xctest") }
    return "/" + folders.joined(separator: "/") + "/belfry-sim"
  }()

  /// Runs some seeds in a process with a hash seed of its own.
  private func digest() throws -> String {
    let command =
      "env -u SWIFT_DETERMINISTIC_HASHING '\(ProcessTests.program)' "
      + "run --from 1 --seeds 4 --dense --posts 4"
    let output = try #require(popen(command, "r"))
    var text = ""
    var line = [CChar](repeating: 0, count: 4096)
    while fgets(&line, Int32(line.count), output) != nil {
      text += String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    #expect(pclose(output) == 0, "\(text)")
    return try #require(
      text.split(separator: "\n").first { $0.hasPrefix("digest ") }.map(String.init))
  }

  @Test("tell the same story, whatever the order of sets and dictionaries")
  func twice() throws {
    let first = try digest()
    #expect(try digest() == first)
    #expect(first.utf8.count > "digest 0".utf8.count)
  }
}
