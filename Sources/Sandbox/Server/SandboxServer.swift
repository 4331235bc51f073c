package import Domain
import HTTP
import PlatformModels

/// The models over real HTTP on loopback, and the page that shows their timelines.
package final class SandboxServer: Sendable {
  /// The page's address, such as `http://127.0.0.1:8930`.
  package let page: String
  /// Every network with its server's address.
  package let networks: [(network: SandboxNetwork, address: String)]
  private let servers: [Server]
  private let reader: LoopbackReader

  private init(page: Server, networks: [Server], reader: LoopbackReader) {
    self.reader = reader
    self.page = SandboxServer.address(page)
    self.networks = zip(SandboxNetwork.all, networks).map { ($0, SandboxServer.address($1)) }
    servers = [page] + networks
  }

  /// Replays the state file, if there is one, and starts the servers.
  ///
  /// - Parameters:
  ///   - hashing: SHA-256 for challenges and content ids.
  ///   - now: the wall clock of the servers.
  ///   - entropy: what tokens and ids are made of.
  /// - Throws: `SandboxError` when a port or the state file cannot be used, or the system has no
  ///   thread left.
  package static func start(
    _ options: SandboxOptions = SandboxOptions(), hashing: any Hashing,
    now: @escaping @Sendable () -> Instant,
    entropy: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
  ) async throws(SandboxError) -> SandboxServer {
    let world = try World(options, hashing: hashing, now: now, entropy: entropy)
    let reader = try LoopbackReader(now: now)
    let page = try listen(options.port, bodyBytes: 1 << 20) { request in
      await PageRoutes(world: world).answer(request)
    }
    let home = address(page)
    var servers: [Server] = []
    for (index, network) in SandboxNetwork.all.enumerated() {
      let port = options.port(ofNetwork: index)
      servers.append(
        try listen(port, bodyBytes: network.bodyBytes) { request in
          let request = ModelRequest(request)
          if let place = await Self.place(of: request, network.name, world, home) { return place }
          return await Self.answer(request, network.name, world, reader)
        })
    }
    await world.settle(servers.map { $0.port ?? 0 })
    return SandboxServer(page: page, networks: servers, reader: reader)
  }

  /// Stops all servers after the answers under way.
  package func stop() async {
    for server in servers { await server.stop() }
    await reader.stop()
  }

  private static func answer(
    _ request: ModelRequest, _ platform: PlatformName, _ world: World, _ reader: LoopbackReader
  ) async -> Response {
    let answer = await world.handle(request, at: platform)
    for address in await world.wanted(by: platform) {
      await world.fetched(address, await reader.read(address), by: platform)
    }
    if answer.delay > .zero {
      // A client that goes away ends the wait; the answer then has no reader.
      try? await Task.sleep(for: answer.delay)
    }
    return Response(answer)
  }

  /// The address of a post leads a browser to the post's place on the page.
  private static func place(
    of request: ModelRequest, _ platform: PlatformName, _ world: World, _ home: String
  ) async -> Response? {
    guard request.method == "GET", request.header("authorization") == nil,
      let anchor = await world.anchor(of: request, at: platform)
    else { return nil }
    return Response(status: 302, headers: [Field("Location", home + "/#" + anchor)])
  }

  private static func listen(
    _ port: UInt16, bodyBytes: Int, _ handler: @escaping @Sendable (Request) async -> Response
  ) throws(SandboxError) -> Server {
    var limits = Server.Limits()
    limits.bodyBytes = bodyBytes
    do {
      return try Server(.tcp(host: "127.0.0.1", port: port), limits: limits, handler: handler)
    } catch {
      throw .cannotListen(port: port, reason: "\(error)")
    }
  }

  private static func address(_ server: Server) -> String {
    "http://127.0.0.1:\(server.port ?? 0)"
  }
}
