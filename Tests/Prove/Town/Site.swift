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
    /// Its refresh tokens work once, and it cannot always tell what became of a post.
    case x

    /// Those that can be asked what became of a post.
    static let askable: [Platform] = [.mastodon, .bluesky]
  }

  /// The model and its clock.
  private final class World: Sendable {
    let model: Mutex<any PlatformModel>
    let tokens = Mutex(Tokens())

    init(_ model: any PlatformModel) { self.model = Mutex(model) }

    func answer(_ request: Request) -> Response {
      let now = Instant(milliseconds: belfry_wall_milliseconds())
      let entropy = UInt64.random(in: .min ... .max)
      let asked = ModelRequest(request)
      let answer = model.withLock { $0.handle(asked, at: now, entropy: entropy) }
      tokens.withLock { $0.note(asked, answer) }
      return Response(answer)
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
    let more =
      switch platform {
      case .mastodon: ""
      case .bluesky: ", handle: \(account).test"
      case .x: ", app: proving, website: \"\(origin)\""
      }
    return "{ id: \(account), platform: \(platform.rawValue), server: \"\(origin)\"\(more) }"
  }

  /// The tokens that it gave.
  var tokens: Tokens { world.tokens.withLock { $0 } }

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
    case .x: XModel(origin: origin, people: [account], rules: rules.x, hashing: SHA256())
    }
  }
}

/// What the servers do differently from the documented defaults: their limits are out of the way.
struct Rules: Sendable {
  var mastodon = MastodonModel.Rules()
  var bluesky = BlueskyModel.Rules()
  var x = XModel.Rules()

  init() {
    let plenty = RateLimit(1_000_000, perSeconds: 3600)
    (mastodon.requests, mastodon.posts) = (plenty, plenty)
    (bluesky.requests, bluesky.pointsHour, bluesky.pointsDay) = (plenty, plenty, plenty)
    (bluesky.sessions, bluesky.sessionsDay) = (plenty, plenty)
    (x.posts, x.reads, x.profile) = (plenty, plenty, plenty)
    x.app.secret = nil
  }
}
