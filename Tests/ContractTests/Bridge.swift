import Crypto
import Domain
import HTTP
import PlatformModels
import Scheduler

@testable import Daemon

/// The networks that are published to, as test cases.
enum Network: String, Sendable {
  case mastodon, bluesky, threads, x, linkedin, reddit
  case instagram, facebook, youtube, tiktok, telegram, discord, pinterest

  /// Those that take texts, pictures and threads.
  static let allCases: [Network] = [.mastodon, .bluesky, .threads, .x, .linkedin, .reddit]
  /// All of them.
  static let every =
    allCases + [.instagram, .facebook, .youtube, .tiktok, .telegram, .discord, .pinterest]

  /// What a person pastes for a bot, and for a webhook.
  static let botToken = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
  static let webhook =
    "https://discord.com/api/webhooks/4000001/wAAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"

  var origin: String { "https://\(rawValue).test" }
  var account: AccountName { AccountName(rawValue)! }

  /// Nothing makes a second sending harmless: only reading tells what became of a lost answer, and
  /// where nothing can be read, a person.
  var isKeyless: Bool {
    switch self {
    case .mastodon, .bluesky, .threads, .instagram, .facebook, .youtube, .tiktok: false
    case .x, .linkedin, .reddit, .telegram, .discord, .pinterest: true
    }
  }

  /// Posts of these networks can be chained.
  static let threaded: [Network] = [.mastodon, .bluesky, .threads, .x]

  /// Every picture keeps its description.
  static let describing: [Network] = allCases.filter { $0 != .reddit }

  /// The content with what the network wants of every post.
  func fitted(_ content: Content) -> Content {
    var content = content
    if self == .reddit { content.options["title"] = .string(content.parts[0].text) }
    return content
  }

  /// A token that is over cannot be renewed: a person signs in again.
  var needsPersonForToken: Bool {
    switch self {
    case .mastodon, .threads, .instagram, .facebook, .linkedin, .telegram, .discord: true
    case .bluesky, .x, .reddit, .youtube, .tiktok, .pinterest: false
    }
  }

  var declared: DeclaredAccount {
    var settings = ["server": origin]
    var app: DeclaredApp?
    switch self {
    case .mastodon: break
    case .bluesky: settings.merge(["video_server": origin, "handle": "belfry.test"]) { $1 }
    case .threads, .instagram, .facebook:
      settings["redirect"] = "https://belfry.test/back"
      if self == .facebook { settings["comments"] = "yes" }
      app = Bridge.app
    case .x, .linkedin, .reddit, .pinterest:
      settings.merge(["website": origin, "redirect": "http://127.0.0.1:8976/callback"]) { $1 }
      if self == .linkedin { settings["comments"] = "yes" }
      if self == .pinterest { settings["board"] = "900000000001" }
      if self == .linkedin { settings["as"] = "organization" }
      if self == .reddit { settings.merge(["username": "belfry", "subreddit": "belfry"]) { $1 } }
      app = Bridge.app
    case .youtube, .tiktok: app = Bridge.app
    case .telegram: settings["chat"] = "@belfry"
    case .discord: break
    }
    return DeclaredAccount(
      name: account, platform: PlatformName(rawValue), settings: settings, app: app)
  }
}

/// A model behind a network that can be spoilt, whichever it is.
protocol Server: FetchingModel {
  var plan: FaultPlan { get set }
  mutating func advance(to now: Instant)
}

extension Faulty: Server {}

/// Everything outside the process: the platforms' servers behind networks that can be spoilt, the
/// vault, and the media files. It turns an order into a request and what comes back into an
/// outcome, as the sender and the transport do, without sockets.
struct Bridge {
  /// How long an answer takes when nothing is wrong.
  static let latency = Duration.milliseconds(40)

  /// The app that is registered at the networks where the owner must register one.
  static let app = DeclaredApp(
    name: "app", clientID: "belfry-sandbox", clientSecret: appSecret)
  /// It lies outside of the vault.
  private static let appSecret = SecretKey("credential:app")

  var servers: [Network: any Server]
  /// The Mastodon server is one of those that speak the API and are something else.
  var isCompatibleOnly = false
  let vault: Vault
  var files: [String: [UInt8]] = [:]
  private var requests: UInt64 = 0

  init(
    vault: Vault, mastodon: MastodonModel.Rules, bluesky: BlueskyModel.Rules, x: XModel.Rules
  ) {
    self.vault = vault
    let hashing = SHA256()
    servers = [
      .mastodon: Faulty(
        MastodonModel(origin: Network.mastodon.origin, rules: mastodon, hashing: hashing)),
      .bluesky: Faulty(
        BlueskyModel(origin: Network.bluesky.origin, rules: bluesky, hashing: hashing)),
      .facebook: Faulty(FacebookModel(origin: Network.facebook.origin, hashing: hashing)),
      .instagram: Faulty(InstagramModel(origin: Network.instagram.origin, hashing: hashing)),
      .threads: Faulty(ThreadsModel(origin: Network.threads.origin, hashing: hashing)),
      .x: Faulty(XModel(origin: Network.x.origin, rules: x, hashing: hashing)),
      .youtube: Faulty(YouTubeModel(origin: Network.youtube.origin, hashing: hashing)),
      .tiktok: Faulty(TikTokModel(origin: Network.tiktok.origin, hashing: hashing)),
      .telegram: Faulty(TelegramModel(origin: Network.telegram.origin, hashing: hashing)),
      .discord: Faulty(DiscordModel(origin: Network.discord.origin, hashing: hashing)),
      .pinterest: Faulty(PinterestModel(origin: Network.pinterest.origin, hashing: hashing)),
      .linkedin: Faulty(LinkedInModel(origin: Network.linkedin.origin, hashing: hashing)),
      .reddit: Faulty(RedditModel(origin: Network.reddit.origin, hashing: hashing)),
    ]
  }

  /// What came back for a call, and when after it was sent.
  struct Reply {
    var report: CallReport
    var after: Duration
  }

  func ledger(of network: Network) -> OutsideLedger { servers[network]!.ledger }

  mutating func spoil(_ network: Network, _ rules: [FaultRule]) {
    servers[network]!.plan = FaultPlan(rules)
  }

  /// Changes a server, which must be of this model.
  mutating func change<Model: PlatformModel>(
    _ network: Network, _ body: (inout Model) -> Void
  ) {
    guard var server = servers[network] as? Faulty<Model> else {
      preconditionFailure("\(network) is another model")
    }
    body(&server.model)
    servers[network] = server
  }

  /// Carries out what the servers still had to do.
  mutating func advance(to now: Instant) {
    for network in Network.every {
      servers[network]!.advance(to: now)
      fetch(for: network, at: now)
    }
  }

  /// - Parameter sealed: the vault's rows that the call names.
  mutating func send(
    _ order: SendOrder, sealed: [SecretKey: SealedSecret], at now: Instant
  ) throws -> Reply {
    var secrets = try sealed.mapValues { try vault.open($0, account: order.account) }
    secrets[Bridge.appSecret] = Secret("sandbox-secret")
    let filler = CallFiller(
      secrets: secrets, path: { $0 }, publicAddress: { hash, _ in "https://media.test/" + hash })
    let ready = try filler.request(
      for: order.call, isRepeatable: order.isRepeatable, incoming: { "" })
    guard let network = Network.every.first(where: { ready.url.hasPrefix($0.origin + "/") })
    else { return lost(order, "no route to the host", after: Bridge.latency) }
    let request = modelRequest(ready, on: network)
    let answer = handle(request, on: network, at: now)
    let limit = Duration.seconds(order.call.deadline.totalSeconds)
    guard answer.delay < limit else { return lost(order, "timed out", after: limit) }
    let after = Bridge.latency + answer.delay
    guard answer.delivery == .whole else {
      return lost(order, "the connection ended", after: after)
    }
    let received = Answer(
      status: answer.status,
      headers: answer.headers.map { .init($0.name.lowercased(), $0.value) },
      body: .bytes(answer.body), at: now + after)
    let outcome = try filler.redaction(for: order.call).cleaned(.answered(received))
    return Reply(report: try report(outcome, for: order, after), after: after)
  }

  /// A request of a person's browser.
  mutating func handle(
    _ request: ModelRequest, on network: Network, at now: Instant
  ) -> ModelAnswer {
    requests += 1
    var answer = servers[network]!.handle(request, at: now, entropy: requests)
    fetch(for: network, at: now)
    if isCompatibleOnly, request.path == ["api", "v2", "instance"] {
      answer.body = JSON.object(["version": "2.7.2 (compatible; Pleroma 2.6)"]).bytes
    }
    return answer
  }

  /// Reads for a server what it wants to read: our own files, at their public addresses.
  private mutating func fetch(for network: Network, at now: Instant) {
    for address in servers[network]!.wanted {
      let file = files[String(address.split(separator: "/").last ?? "")]
      servers[network]!.fetched(address, file, at: now)
    }
  }

  private func lost(_ order: SendOrder, _ why: String, after: Duration) -> Reply {
    Reply(report: CallReport(flow: order.flow, outcome: .unknown(why), took: after), after: after)
  }

  private func modelRequest(_ ready: ReadyRequest, on network: Network) -> ModelRequest {
    var body: [UInt8] = []
    for piece in ready.body {
      switch piece {
      case .bytes(let bytes): body += bytes
      case .file(let hash, let offset, let length):
        body += files[hash]![Int(offset)..<Int(offset + length)]
      case .base64File(let hash, _): body += Base64.standardBytes(files[hash]!)
      }
    }
    var headers = ready.headers.map { NamedValue($0.name.lowercased(), $0.value) }
    headers.append(NamedValue("content-length", String(body.count)))
    return ModelRequest(
      ready.method.rawValue, String(ready.url.dropFirst(network.origin.count)), headers: headers,
      body: body)
  }

  private func report(
    _ outcome: Outcome, for order: SendOrder, _ took: Duration
  ) throws -> CallReport {
    guard case .vault(let fields, let names, _) = order.call.destination,
      case .answered(let answer) = outcome
    else { return CallReport(flow: order.flow, outcome: outcome, took: took) }
    let split = VaultAnswer(answer, fields: fields, headers: names) { field in
      .vault(flow: order.flow, run: order.run, step: order.step, field: field)
    }
    let sealed = try split.secrets.map { key, value in
      try vault.seal(value, as: key, account: order.account)
    }
    return CallReport(
      flow: order.flow, outcome: .answered(split.answer), took: took, sealed: sealed)
  }
}
