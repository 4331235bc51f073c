import CLinux
import Control
import Domain
import Glibc
import HTTP
import Testing

@Suite("The control socket")
struct SocketTests {
  /// A server on a socket of its own, as this process's user; removed at the end.
  private func withServer<Result>(
    _ daemon: FakeOperations = FakeOperations(), body: (String) async throws -> Result
  ) async throws -> Result {
    let folder = try Folder()
    let path = folder.path + "/control.sock"
    let own = getuid()
    let control = ControlServer(
      operations: daemon, version: "1.0.0",
      roleOf: { uid, gid in
        Role.of(uid: uid, gid: gid, ownUID: own, groupNames: SystemGroups.names)
      }, now: { Samples.moment })
    let server = try Server(.unix(path: path, mode: 0o660)) { await control.respond(to: $0) }
    let result = try await body(path)
    await server.stop()
    return result
  }

  @Test("the client and the server meet on a real socket")
  func meet() async throws {
    let daemon = FakeOperations()
    let replies = try await withServer(daemon) { path in
      let client = ControlClient(transport: UnixTransport(socket: path))
      let status = try await client.call(GetStatus())
      let shown = try await client.call(ShowPost(post: PostReference(.id("ünï côde + 1"))))
      let result = try await client.call(Samples.create)
      return (status, shown, result)
    }
    #expect(replies == (Samples.status, Samples.post, Samples.result))
    #expect(daemon.requests[1] == .show(ShowPost(post: PostReference(.id("ünï côde + 1")))))
    #expect(daemon.callers[0] == Caller(actor: "uid:\(getuid())", role: .admin))
  }

  @Test("events come over a real socket, and a refusal is an error object")
  func events() async throws {
    try await withServer { path in
      let client = ControlClient(transport: UnixTransport(socket: path))
      var seqs: [Int64] = []
      for try await event in try await client.follow(FollowEvents(after: 1)) {
        seqs.append(event.seq)
      }
      #expect(seqs == [4711, 4712])
      await #expect(throws: ControlError.refused(ErrorObject(.notFound, "no such lines"))) {
        _ = try await client.follow(FollowLogs(level: .debug))
      }
    }
  }

  @Test("curl can be used without any special header")
  func curl() async throws {
    let daemon = FakeOperations()
    try await withServer(daemon) { path in
      let status = try await shell("curl -s -m 20 --unix-socket \(path) http://localhost/v1/status")
      #expect(try JSON(parsing: status)["timezone"] == "Europe/Berlin")
      let post = try await shell(
        "curl -s -m 20 --unix-socket \(path) http://localhost/v1/posts "
          + #"-d '{"to":["everywhere"],"text":"Hello"}'"#)
      #expect(try JSON(parsing: post)["result"] == "PARTIAL")
      let stream = try await shell(
        "curl -sN -m 20 --unix-socket \(path) 'http://localhost/v1/events?after=1'")
      #expect(stream.split(separator: "\n").count == 2)
      let browser = try await shell(
        "curl -s -m 20 --unix-socket \(path) -H 'Origin: https://a' http://localhost/v1/status")
      #expect(try JSON(parsing: browser)["error"]?["code"] == "not_allowed")
    }
  }

  @Test("without a daemon the message says what is there and what to do")
  func unreachable() async throws {
    let folder = try Folder()
    let missing = folder.path + "/none.sock"
    await #expect(
      throws: ControlError.unreachable(Unreachable(socket: missing, cause: .noSocket))
    ) {
      _ = try await ControlClient(transport: UnixTransport(socket: missing)).call(GetStatus())
    }
    let dead = try folder.deadSocket()
    await #expect(throws: ControlError.unreachable(Unreachable(socket: dead, cause: .refused))) {
      _ = try await ControlClient(transport: UnixTransport(socket: dead)).call(GetStatus())
    }
    await #expect(throws: ControlError.unreachable(Unreachable(socket: dead, cause: .refused))) {
      _ = try await ControlClient(transport: UnixTransport(socket: dead)).follow(FollowEvents())
    }
  }

  @Test("every obstacle has its own advice")
  func advice() {
    let causes: [(Unreachable.Cause, String)] = [
      (.noSocket, "systemctl start belfry"), (.refused, "journalctl -u belfry"),
      (.noPermission, "usermod -aG belfry"), (.lost("cut"), "belfry status"),
    ]
    for (cause, advice) in causes {
      let message = Unreachable(socket: "/run/belfry/control.sock", cause: cause).message
      #expect(message.contains(advice) && message.contains("/run/belfry/control.sock"))
    }
  }

  /// The output of a shell line.
  ///
  /// It runs on a thread of its own, because the server that it talks to needs the shared ones.
  private func shell(_ line: String) async throws -> String {
    await withCheckedContinuation { continuation in
      BlockingThread.start {
        guard let pipe = popen(line, "r") else { return continuation.resume(returning: "") }
        defer { pclose(pipe) }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 {
          output += buffer[..<count]
        }
        continuation.resume(returning: String(decoding: output, as: UTF8.self))
      }
    }
  }
}

/// A temporary folder that goes away with the test.
private struct Folder: ~Copyable {
  let path: String

  init() throws {
    var template = Array("/tmp/belfry-control-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failed(number: errno) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  struct Failed: Error {
    var number: Int32
  }

  /// A socket file that a process left behind.
  func deadSocket() throws -> String {
    let socketPath = path + "/dead.sock"
    let descriptor = belfry_stream_socket(AF_UNIX)
    defer { close(descriptor) }
    guard belfry_unix_join(descriptor, socketPath, 0) == 0 else { throw Failed(number: errno) }
    return socketPath
  }

  deinit {
    for name in ["control.sock", "dead.sock"] { unlink(path + "/" + name) }
    rmdir(path)
  }
}
