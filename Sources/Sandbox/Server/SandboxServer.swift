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

  private init(page: Server, networks: [Server]) {
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
  /// - Throws: `SandboxError` when a port or the state file cannot be used.
  package static func start(
    _ options: SandboxOptions = SandboxOptions(), hashing: any Hashing,
    now: @escaping @Sendable () -> Instant,
    entropy: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
  ) async throws(SandboxError) -> SandboxServer {
    let world = try World(options, hashing: hashing, now: now, entropy: entropy)
    let page = try listen(options.port, bodyBytes: 1 << 20) { request in
      await PageRoutes(world: world).answer(request)
    }
    let home = address(page)
    var servers: [Server] = []
    for (index, network) in SandboxNetwork.all.enumerated() {
      let port = options.port(ofNetwork: index)
      servers.append(
        try listen(port, bodyBytes: network.bodyBytes) { request in
          if let redirect = Self.publicPage(request, of: network, home) { return redirect }
          return await Self.answer(request, network.name, world)
        })
    }
    await world.settle(servers.map { $0.port ?? 0 })
    return SandboxServer(page: page, networks: servers)
  }

  /// Stops all servers after the answers under way.
  package func stop() async {
    for server in servers { await server.stop() }
  }

  private static func answer(
    _ request: Request, _ platform: PlatformName, _ world: World
  ) async -> Response {
    let answer = await world.handle(ModelRequest(request), at: platform)
    if answer.delay > .zero {
      // A client that goes away ends the wait; the answer then has no reader.
      try? await Task.sleep(for: answer.delay)
    }
    return Response(answer)
  }

  /// The address of a Mastodon post or profile leads to its place on the page.
  private static func publicPage(
    _ request: Request, of network: SandboxNetwork, _ home: String
  ) -> Response? {
    guard network.name == .mastodon, request.method == "GET", let name = request.path.first,
      name.hasPrefix("@"),
      request.path.count <= 2
    else { return nil }
    let anchor = request.path.count == 2 ? "#mastodon-" + request.path[1] : ""
    return Response(status: 302, headers: [Field("Location", home + "/" + anchor)])
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
