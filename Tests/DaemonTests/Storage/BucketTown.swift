import Crypto
import Domain
import FoundationEssentials
import HTTP
import Media
import PlatformModels
import Synchronization

@testable import Daemon

/// A daemon whose files name a bucket, and the store that has it, on a real socket.
final class BucketTown: Sendable {
  static let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

  let world: OperatorWorld
  let media: MediaStore
  let spool: Spool
  let transport: CurlTransport
  private let shared: SharedModel
  private let server: Server
  private let keyFile: String

  /// - Parameters:
  ///   - bucket: further keys of `media: bucket:`.
  ///   - rest: further keys of `media:`.
  init(bucket: String = "", rest: String = "", key: String = BucketTown.secret) async throws {
    var model = S3Model(
      bucket: "acme", accessKey: "AKEXAMPLE", secret: BucketTown.secret, region: "eu-central-1",
      hashing: SHA256())
    model.smallestPartBytes = 64
    let shared = SharedModel(model)
    self.shared = shared
    var limits = Server.Limits()
    limits.bodyBytes = 4 << 20
    server = try Server(.tcp(port: 0), limits: limits) { request in
      let method = request.isHead ? "HEAD" : request.method
      let answer = shared.model.withLock {
        $0.handle(
          ModelRequest(
            method, path: request.path, query: request.query.map { .init($0.name, $0.value) },
            headers: request.headers.map { .init($0.name, $0.value) }, body: request.body),
          at: SystemClocks.wall())
      }
      return Response(
        status: answer.status, headers: answer.headers.map { Field($0.name, $0.value) },
        body: .bytes(answer.body))
    }
    keyFile = "/tmp/belfry-key-\(RandomBytes.make(8).hexadecimal)"
    try Data(key.utf8).write(to: URL(filePath: keyFile))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keyFile)
    world = try await OperatorWorld(
      listen: """
        listen: { public_url: "https://belfry.example.org" }
        media:
          bucket:
            kind: s3
            endpoint: http://127.0.0.1:\(server.port ?? 0)
            region: eu-central-1
            name: acme
            prefix: belfry
            access_key: AKEXAMPLE
            secret_key: file:\(keyFile)
            \(bucket)
          \(rest)

        """)
    spool = try Spool(directory: world.folder + "/spool")
    transport = try CurlTransport(.init(userAgent: "Tests"), wallClock: SystemClocks.wall)
    media = MediaStore(
      MediaStore.Parts(
        engine: world.engine, transport: transport,
        references: SecretReferences(credentials: nil, environment: { _ in nil }),
        present: world.present, spool: spool, links: nil, uploads: nil, now: SystemClocks.wall),
      multipartBytes: 200, partBytes: 64)
  }

  private final class SharedModel: Sendable {
    let model: Mutex<S3Model>
    init(_ model: S3Model) { self.model = Mutex(model) }
  }

  /// The store as it is now.
  var bucket: S3Model { shared.model.withLock(\.self) }

  func change(_ body: (inout S3Model) -> Void) { shared.model.withLock { body(&$0) } }

  /// A picture of so many bytes in the spool.
  func picture(_ bytes: Int, mark: UInt8 = 7) throws -> (file: PublicFile, bytes: [UInt8]) {
    let content = Array("GIF89a".utf8) + [UInt8](repeating: mark, count: bytes - 6)
    let path = spool.incomingPath()
    try Data(content).write(to: URL(filePath: path))
    let file = try spool.receive(path, name: "dot.gif", .strip)
    return (PublicFile(hash: file.hash, mime: file.mime), content)
  }

  func get(_ address: String, method: Call.Method = .get) async throws -> Answer {
    let request = ReadyRequest(method, address, isRepeatable: true)
    guard case .answered(let answer) = await transport.send(request).outcome else {
      throw OtherReply()
    }
    return answer
  }

  func end() async throws {
    await server.stop()
    await transport.stop()
    try await world.end()
    try FileManager.default.removeItem(atPath: keyFile)
  }
}
