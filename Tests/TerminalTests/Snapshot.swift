import Glibc
import Testing

/// Compares text with a file below Tests/Snapshots.
///
/// With BELFRY_RECORD=1 in the environment it writes the file instead, for a person to read and
/// commit.
func expectSnapshot(_ text: String, _ name: String, location: SourceLocation = #_sourceLocation) {
  let folder = #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()
  let path = "\(folder)/Snapshots/\(name)"
  if getenv("BELFRY_RECORD") != nil {
    guard let file = fopen(path, "w") else {
      Issue.record("cannot write \(path)", sourceLocation: location)
      return
    }
    fputs(text, file)
    fclose(file)
    return
  }
  guard let expected = contents(of: path) else {
    Issue.record("no snapshot at \(path); record it with BELFRY_RECORD=1", sourceLocation: location)
    return
  }
  #expect(text == expected, "\(name) differs", sourceLocation: location)
}

/// A whole file as text; `nil` when it cannot be read.
func contents(of path: String) -> String? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
    bytes += buffer[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Runs a program with the given text on its standard input; its exit code and both outputs.
func runProgram(_ line: String, input: String) -> (code: Int32, output: String) {
  var template = Array("/tmp/belfry-test-XXXXXX".utf8CString)
  let descriptor = mkstemp(&template)
  let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  defer { unlink(path) }
  let bytes = Array(input.utf8)
  var written = 0
  while written < bytes.count {
    let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard count > 0 else { break }
    written += count
  }
  close(descriptor)
  guard let pipe = popen("{ \(line) ; } < \(path) 2>&1", "r") else { return (-1, "") }
  var output: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 {
    output += buffer[..<count]
  }
  let status = pclose(pipe)
  return ((status >> 8) & 0xFF, String(decoding: output, as: UTF8.self))
}
