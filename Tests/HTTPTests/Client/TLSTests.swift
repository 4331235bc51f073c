import Domain
import Glibc
import Testing

@testable import HTTP

@Suite("Over TLS, the transport", .serialized)
struct TLSTests {
  @Test("trusts no server whose certificate it does not know, and sends it nothing")
  func untrusted() async throws {
    let server = try await TLSServer()
    let transport = try makeTransport()
    let result = await transport.send(
      ReadyRequest(.get, "https://127.0.0.1:\(server.port)/", isRepeatable: false))
    #expect(result.notSent != nil, "\(result)")
    await transport.stop()
  }

  @Test("talks to a server that it trusts, under its right name only")
  func trusted() async throws {
    let server = try await TLSServer()
    let transport = try makeTransport { $0.certificateFile = server.certificate }
    let good = await transport.send(
      ReadyRequest(.get, "https://127.0.0.1:\(server.port)/", isRepeatable: false))
    #expect(good.answer?.status == 200, "\(good)")
    // The certificate is for 127.0.0.1 alone.
    let wrong = await transport.send(
      ReadyRequest(.get, "https://localhost:\(server.port)/", isRepeatable: false))
    #expect(wrong.notSent != nil, "\(wrong)")
    await transport.stop()
  }
}

/// `openssl s_server` with a certificate of its own; it ends with its owner.
final class TLSServer: Sendable {
  let port: UInt16
  let certificate: String
  private let process: pid_t
  private let folder: TemporaryFolder

  init() async throws {
    let folder = TemporaryFolder()
    self.folder = folder
    let (certificate, key) = (folder.file("certificate"), folder.file("key"))
    self.certificate = certificate
    (process, port) = try await onThread {
      let making = try TLSServer.spawn(
        [
          "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
          "-keyout", key, "-out", certificate, "-days", "1", "-subj", "/CN=test", "-addext",
          "subjectAltName=IP:127.0.0.1",
        ], output: nil)
      var status: Int32 = 0
      waitpid(making, &status, 0)
      var ends: [Int32] = [0, 0]
      guard status == 0, pipe(&ends) == 0 else { throw RawSocket.Failure(action: "make a key") }
      let process = try TLSServer.spawn(
        ["s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificate, "-key", key],
        output: ends[1])
      close(ends[1])
      defer { close(ends[0]) }
      return (process, try TLSServer.readPort(ends[0]))
    }
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
  }

  /// The port in `ACCEPT 127.0.0.1:PORT`, which the server prints when it listens.
  private static func readPort(_ descriptor: Int32) throws -> UInt16 {
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 1024)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { throw RawSocket.Failure(action: "start openssl") }
      text += String(decoding: buffer.prefix(count), as: UTF8.self)
      for line in text.split(separator: "\n").dropLast(text.hasSuffix("\n") ? 0 : 1)
      where line.hasPrefix("ACCEPT") {
        guard let port = line.split(separator: ":").last.flatMap({ UInt16($0) }) else { continue }
        return port
      }
    }
  }

  private static func spawn(_ arguments: [String], output: Int32?) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    if let output { posix_spawn_file_actions_adddup2(&actions, output, 1) }
    var pointers = (["openssl"] + arguments).map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var process = pid_t()
    guard posix_spawnp(&process, "openssl", &actions, nil, &pointers, environ) == 0 else {
      throw RawSocket.Failure(action: "start openssl")
    }
    return process
  }
}
