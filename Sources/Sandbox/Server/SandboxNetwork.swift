package import Domain
import PlatformModels

/// A network that the sandbox stands in for.
package struct SandboxNetwork: Sendable {
  package var name: PlatformName
  /// As people write it.
  package var title: String
  /// The largest request that its server takes.
  var bodyBytes: Int
  /// A server without posts and faults, at this address.
  var empty: @Sendable (_ origin: String, any Hashing) -> any FaultyModel

  /// In the order of their ports and of their columns on the page. What the real ones work on for
  /// half a minute is done sooner here, because people wait for it.
  package static let all = [
    SandboxNetwork(.mastodon, "Mastodon", bodyBytes: 128 << 20) {
      Faulty(MastodonModel(origin: $0, hashing: $1))
    },
    SandboxNetwork(.bluesky, "Bluesky", bodyBytes: 320 << 20) {
      Faulty(BlueskyModel(origin: $0, hashing: $1))
    },
    SandboxNetwork(.threads, "Threads", bodyBytes: 1 << 20) {
      var rules = ThreadsModel.Rules()
      rules.filmProcessing = .seconds(2)
      return Faulty(ThreadsModel(origin: $0, rules: rules, hashing: $1))
    },
    SandboxNetwork(.instagram, "Instagram", bodyBytes: 1 << 20) {
      var rules = InstagramModel.Rules()
      rules.filmProcessing = .seconds(2)
      return Faulty(InstagramModel(origin: $0, rules: rules, hashing: $1))
    },
    SandboxNetwork(.facebook, "Facebook", bodyBytes: 320 << 20) {
      Faulty(FacebookModel(origin: $0, hashing: $1))
    },
    SandboxNetwork(.x, "X", bodyBytes: 16 << 20) {
      Faulty(XModel(origin: $0, hashing: $1))
    },
    SandboxNetwork(.linkedin, "LinkedIn", bodyBytes: 64 << 20) {
      var rules = LinkedInModel.Rules()
      rules.processing = .seconds(1)
      return Faulty(LinkedInModel(origin: $0, rules: rules, hashing: $1))
    },
    SandboxNetwork(.reddit, "Reddit", bodyBytes: 320 << 20) {
      var rules = RedditModel.Rules()
      rules.processing = .seconds(2)
      return Faulty(RedditModel(origin: $0, rules: rules, hashing: $1))
    },
    SandboxNetwork(.youtube, "YouTube", bodyBytes: 64 << 20) {
      var rules = YouTubeModel.Rules()
      rules.processing = .zero
      return Faulty(YouTubeModel(origin: $0, rules: rules, hashing: $1))
    },
    SandboxNetwork(.tiktok, "TikTok", bodyBytes: 32 << 20) {
      Faulty(TikTokModel(origin: $0, hashing: $1))
    },
    SandboxNetwork(.telegram, "Telegram", bodyBytes: 64 << 20) {
      Faulty(TelegramModel(origin: $0, hashing: $1))
    },
    SandboxNetwork(.discord, "Discord", bodyBytes: 32 << 20) {
      Faulty(DiscordModel(origin: $0, hashing: $1))
    },
    SandboxNetwork(.pinterest, "Pinterest", bodyBytes: 320 << 20) {
      var rules = PinterestModel.Rules()
      rules.processing = .seconds(2)
      return Faulty(PinterestModel(origin: $0, rules: rules, hashing: $1))
    },
  ]

  init(
    _ name: PlatformName, _ title: String, bodyBytes: Int,
    empty: @escaping @Sendable (String, any Hashing) -> any FaultyModel
  ) {
    self.name = name
    self.title = title
    self.bodyBytes = bodyBytes
    self.empty = empty
  }

  /// How people write a network's name.
  static func title(of name: PlatformName) -> String {
    all.first { $0.name == name }?.title ?? name.text
  }
}

/// A model behind a network that can be spoilt, whatever the platform.
protocol FaultyModel: HostedModel, FetchingModel {
  var plan: FaultPlan { get set }
  var keepsEvents: Bool { get set }
  mutating func advance(to now: Instant)
  mutating func takeEvents() -> [ModelEvent]
  mutating func replay(_ event: ModelEvent)
}

extension Faulty: FaultyModel where Model: HostedModel {}
