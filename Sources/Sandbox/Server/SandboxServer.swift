package import Domain
import HTTP
import PlatformModels

/// The models over real HTTP on loopback, and the page that shows their timelines.
package final class SandboxServer: Sendable {
  /// The page's address, such as `http://127.0.0.1:8930`.
  package let page: String
  package let mastodon: String
  package let bluesky: String
  private let servers: [Server]

  private init(page: Server, mastodon: Server, bluesky: Server) {
    self.page = SandboxServer.address(page)
    self.mastodon = SandboxServer.address(mastodon)
    self.bluesky = SandboxServer.address(bluesky)
    servers = [page, mastodon, bluesky]
  }

  /// Replays the state file, if there is one, and starts the three servers.
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
    let page = try listen(options.pagePort, bodyBytes: 1 << 20) { request in
      await PageRoutes(world: world).answer(request)
    }
    let home = address(page)
    let mastodon = try listen(options.mastodonPort, bodyBytes: 128 << 20) { request in
      if let redirect = Self.publicPage(request, home) { return redirect }
      return await Self.answer(request, .mastodon, world)
    }
    let bluesky = try listen(options.blueskyPort, bodyBytes: 320 << 20) { request in
      await Self.answer(request, .bluesky, world)
    }
    await world.settle(mastodon: mastodon.port ?? 0, bluesky: bluesky.port ?? 0)
    return SandboxServer(page: page, mastodon: mastodon, bluesky: bluesky)
  }

  /// Stops all three servers after the answers under way.
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
  private static func publicPage(_ request: Request, _ home: String) -> Response? {
    guard request.method == "GET", let name = request.path.first, name.hasPrefix("@"),
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
