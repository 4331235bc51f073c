import Domain
import Glibc
import HTTP
import Synchronization
import Testing

@Suite("Bodies that go into files", .serialized)
struct ReceivedFileTests {
  private final class Paths: Sendable {
    let names = Mutex<[String]>([])
  }

  @Test("are streamed to the disk, and are gone with the request unless they were moved")
  func streamed() async throws {
    let folder = TemporaryFolder()
    let paths = Paths()
    var limits = Server.Limits()
    limits.bodyBytes = 1 << 10
    let server = try Server(
      .tcp(port: 0), limits: limits,
      plan: { request in
        switch request.path.first {
        case "file":
          return paths.names.withLock { paths in
            paths.append(folder.file("body-\(paths.count)"))
            return .file(path: paths[paths.count - 1], limitBytes: 1 << 20)
          }
        case "no": return .refused(.text("no", status: 403))
        default: return .memory
        }
      },
      handler: { request in
        guard let file = request.file else { return .text("\(request.body.count)") }
        do { try file.finish() } catch { return .text(error.text, status: 507) }
        return .text("\(file.bytes) \(request.body.count)")
      })
    let transport = try CurlTransport(
      .init(userAgent: "Tests"), wallClock: { Instant(milliseconds: 0) })
    func put(_ path: String, _ count: Int) async throws -> Answer? {
      let request = ReadyRequest(
        .put, "http://127.0.0.1:\(server.port ?? 0)/\(path)",
        body: [.bytes([UInt8](repeating: 7, count: count))], isRepeatable: false)
      guard case .answered(let answer) = await transport.send(request).outcome else { return nil }
      return answer
    }
    #expect(try await put("file", 900_000)?.text == "900000 0")
    #expect(try await put("file", 5)?.text == "5 0")
    #expect(try await put("no", 5)?.status == 403)
    #expect(try await put("memory", 900)?.text == "900")
    #expect(try await put("memory", 2000)?.status == 413)
    #expect(try await put("file", (1 << 20) + 1)?.status != 200)
    await transport.stop()
    await server.stop()
    let left = paths.names.withLock(\.self).filter { access($0, F_OK) == 0 }
    #expect(left.isEmpty)
  }
}
