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
        do { try file.finish() } catch { return .text("\(error)", status: 507) }
        return .text("\(file.bytes) \(request.body.count)")
      })
    let transport = try makeTransport()
    func put(_ path: String, _ count: Int) async -> Answer? {
      let request = ReadyRequest(
        .put, "\(server.url)/\(path)", body: [.bytes([UInt8](repeating: 7, count: count))],
        isRepeatable: false)
      let result: TransferResult = await transport.send(request)
      return result.answer
    }
    #expect(await put("file", 900_000)?.text == "900000 0")
    #expect(await put("file", 5)?.text == "5 0")
    #expect(await put("no", 5)?.status == 403)
    #expect(await put("memory", 900)?.text == "900")
    #expect(await put("memory", 2000)?.status == 413)
    #expect(await put("file", (1 << 20) + 1)?.status != 200)
    await transport.stop()
    await server.stop()
    let left = paths.names.withLock(\.self).filter { access($0, F_OK) == 0 }
    #expect(left.isEmpty)
  }
}
