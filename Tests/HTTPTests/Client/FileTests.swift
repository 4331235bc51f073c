import Domain
import Glibc
import Testing

@testable import HTTP

@Suite("Files as bodies")
struct FileTests {
  private static let large: Int64 = 64 << 20

  /// Memory of this process that is in RAM, in bytes (proc(5), statm).
  private static func residentBytes() -> Int64 {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    fgets(&line, 256, file)
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return (text.split(separator: " ").dropFirst().first.flatMap { Int64($0) } ?? 0) * 4096
  }

  // Both run in a process of their own, because they look at the memory of the whole process.

  @Test("are streamed from the disk in pieces, without filling the memory")
  func upload() async {
    await #expect(processExitsWith: .success) { try await Self.sendLargeFile() }
  }

  @Test("are encoded in Base64 while they are sent, without filling the memory")
  func encoded() async {
    await #expect(processExitsWith: .success) { try await Self.sendEncodedFile() }
  }

  @Test("are received on the disk, without filling the memory")
  func download() async {
    await #expect(processExitsWith: .success) { try await Self.receiveLargeFile() }
  }

  private static func sendLargeFile() async throws {
    let folder = TemporaryFolder()
    let path = folder.write(Array("start".utf8), to: "large")
    try #require(truncate(path, Int(large)) == 0)
    let server = try RawServer()
    let before = residentBytes()
    async let served = onThread { try receiveBody(server, length: large + 6) }
    let transport = try makeTransport()
    let result = await transport.send(
      ReadyRequest(
        .put, server.url,
        body: [
          .bytes(Array("<".utf8)), .file(path: path, offset: 0, length: 5),
          .file(path: path, offset: 0, length: large),
        ], deadline: .upload, isRepeatable: false))
    let (count, peak, start) = try await served
    try #require(result.answer?.status == 200, "\(result)")
    try #require(count == large + 6)
    try #require(start == "<startstart")
    try #require(peak - before < 16 << 20, "grew by \(peak - before) bytes")
    await transport.stop()
  }

  private static func sendEncodedFile() async throws {
    let folder = TemporaryFolder()
    let path = folder.write([], to: "large")
    let size: Int64 = 16 << 20
    try #require(truncate(path, Int(size)) == 0)
    let server = try RawServer()
    let before = residentBytes()
    let length = Base64.standardLength(of: size) + 11
    async let served = onThread { try receiveBody(server, length: length) }
    let transport = try makeTransport()
    let result = await transport.send(
      ReadyRequest(
        .put, server.url,
        body: [.bytes(Array("<startstart".utf8)), .base64File(path: path, length: size)],
        deadline: .upload, isRepeatable: false))
    let (count, peak, _) = try await served
    try #require(result.answer?.status == 200, "\(result)")
    try #require(count == length)
    try #require(peak - before < 8 << 20, "grew by \(peak - before) bytes")
    await transport.stop()
  }

  /// Reads a request with a body of this length and answers; returns how much came, the most memory
  /// on the way, and the body's start.
  private static func receiveBody(
    _ server: RawServer, length: Int64
  ) throws -> (count: Int64, peak: Int64, start: String) {
    let socket = try server.accept()
    let received = try socket.receive(until: "<startstart")
    guard let end = received.firstRange(of: "\r\n\r\n") else { return (0, 0, received) }
    let body = received[end.upperBound...]
    var (count, peak) = (Int64(body.utf8.count), residentBytes())
    while count < length {
      count += Int64(try socket.receive().count)
      peak = max(peak, residentBytes())
    }
    try socket.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    return (count, peak, String(body.prefix(11)))
  }

  private static func receiveLargeFile() async throws {
    let folder = TemporaryFolder()
    let source = folder.write([1, 2, 3], to: "source")
    try #require(truncate(source, Int(large)) == 0)
    let target = folder.file("target")
    let server = try Server(.tcp(port: 0)) { _ in Response(status: 200, body: .file(path: source)) }
    let transport = try makeTransport()
    let before = residentBytes()
    let result = await transport.send(
      ReadyRequest(
        .get, server.url, destination: .file(path: target, limitBytes: large), deadline: .upload,
        isRepeatable: true))
    try #require(residentBytes() - before < 16 << 20)
    try #require(result.answer?.body == .bytes([]))
    try #require(result.fileBytes == large)
    var status = stat()
    try #require(stat(target, &status) == 0)
    try #require(Int64(status.st_size) == large)
    try #require(status.st_mode & 0o777 == 0o600)
    await transport.stop()
    await server.stop()
  }

  @Test(
    "are not left behind when the answer is too long, cut, or an error",
    arguments: ["long", "cut", "error"])
  func noFile(kind: String) async throws {
    let folder = TemporaryFolder()
    let target = folder.file("target")
    let server = try Server(.tcp(port: 0)) { request in
      switch request.path[0] {
      case "long": .text(String(repeating: "x", count: 101))
      case "cut": Response(status: 200, body: .cut(promised: [1, 2, 3], sent: 2))
      default: .text("no such thing", status: 404)
      }
    }
    let transport = try makeTransport()
    let result = await transport.send(
      ReadyRequest(
        .get, "\(server.url)/\(kind)", destination: .file(path: target, limitBytes: 100),
        isRepeatable: true))
    switch kind {
    case "long": #expect(result.answer?.body == .tooLarge)
    case "cut": #expect(result.unknown != nil)
    default: #expect(result.answer?.text == "no such thing")
    }
    #expect(result.fileBytes == nil)
    #expect(access(target, F_OK) != 0)
    await transport.stop()
    await server.stop()
  }

  @Test("never replace a file that is there")
  func existing() async throws {
    let folder = TemporaryFolder()
    let target = folder.write([7], to: "target")
    let transport = try makeTransport()
    let result = await transport.send(
      ReadyRequest(
        .get, "http://127.0.0.1:1/", destination: .file(path: target, limitBytes: 1),
        isRepeatable: true))
    #expect(result.notSent?.contains("File exists") == true)
    #expect(access(target, F_OK) == 0)
    await transport.stop()
  }

  @Test("that shrink while they are sent leave the outcome unknown")
  func shrinking() async throws {
    let folder = TemporaryFolder()
    let path = folder.write([UInt8](repeating: 1, count: 8 << 20), to: "shrinking")
    let server = try RawServer()
    let serving = Task {
      try await onThread {
        let socket = try server.accept()
        _ = try socket.receive(until: "\r\n\r\n")
        truncate(path, 0)
        _ = try socket.receiveAll()
      }
    }
    let transport = try makeTransport()
    let result = await transport.send(
      ReadyRequest(
        .put, server.url, body: [.file(path: path, offset: 0, length: 8 << 20)],
        isRepeatable: false))
    #expect(result.unknown != nil, "\(result)")
    try await serving.value
    await transport.stop()
  }
}
