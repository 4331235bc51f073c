import CLinux
import Crypto
import Domain
import HTTP
import PlatformModels
import Sandbox
import Synchronization

/// One account's server: a model of the platform over HTTP, behind a relay.
final class Site: Sendable {
  let account: String
  let platform: Platform
  let relay: Relay
  private let server: Server
  private let world: World

  /// The networks that are modelled.
  enum Platform: String, Sendable, CaseIterable {
    case mastodon, bluesky
  }

  /// The model and its clock.
  private final class World: Sendable {
    let model: Mutex<any PlatformModel>

    init(_ model: any PlatformModel) { self.model = Mutex(model) }

    func answer(_ request: Request) -> Response {
      let now = Instant(milliseconds: belfry_wall_milliseconds())
      let entropy = UInt64.random(in: .min ... .max)
      return Response(
        model.withLock { $0.handle(ModelRequest(request), at: now, entropy: entropy) })
    }
  }

  init(_ account: String, _ platform: Platform, _ rules: Rules) throws {
    self.account = account
    self.platform = platform
    relay = try Relay(site: account)
    let world = World(
      Site.model(platform, "http://127.0.0.1:\(relay.port)", account, rules))
    self.world = world
    server = try Server(.tcp(port: 0), handler: { world.answer($0) })
    relay.start(to: server.port ?? 0)
  }

  /// Where the daemon finds it.
  var origin: String { "http://127.0.0.1:\(relay.port)" }

  /// The entry in `accounts.yaml`.
  var yaml: String {
    let handle = platform == .bluesky ? ", handle: \(account).test" : ""
    return "{ id: \(account), platform: \(platform.rawValue), server: \"\(origin)\"\(handle) }"
  }

  /// What it did, as outsiders saw it.
  var ledger: OutsideLedger { world.model.withLock { $0.ledger } }

  func stop() {
    relay.stop()
    _ = try? blocking { [server] in await server.stop() }
  }

  private static func model(
    _ platform: Platform, _ origin: String, _ account: String, _ rules: Rules
  ) -> any PlatformModel {
    switch platform {
    case .mastodon:
      MastodonModel(
        origin: origin, people: [account], rules: rules.mastodon, hashing: SHA256())
    case .bluesky:
      BlueskyModel(
        origin: origin, people: ["\(account).test"], rules: rules.bluesky, hashing: SHA256())
    }
  }
}

/// What the servers do differently from the documented defaults: their limits are out of the way.
struct Rules: Sendable {
  var mastodon = MastodonModel.Rules()
  var bluesky = BlueskyModel.Rules()

  init() {
    let plenty = RateLimit(1_000_000, perSeconds: 3600)
    (mastodon.requests, mastodon.posts) = (plenty, plenty)
    (bluesky.requests, bluesky.pointsHour, bluesky.pointsDay) = (plenty, plenty, plenty)
    (bluesky.sessions, bluesky.sessionsDay) = (plenty, plenty)
  }
}
