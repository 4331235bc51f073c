import Crypto
import Domain
import PlatformModels

extension SimulatedNetwork {
  /// All that differs between the platforms; what is not here is one of the tiny ones.
  static let table: [SimulatedAccount.Platform: SimulatedNetwork] = [
    .mastodon: mastodon, .bluesky: bluesky, .strict: strict,
    .threads: threads, .instagram: instagram, .facebook: facebook,
    .x: x, .linkedin: linkedin, .reddit: reddit, .pinterest: pinterest,
    .youtube: youtube, .tiktok: tiktok, .telegram: telegram, .discord: discord,
  ]

  /// The tiny platforms.
  static let tiny: SimulatedNetwork = {
    var network = SimulatedNetwork { account, mix in
      ModelServer(
        ArchetypeModel(
          name: account.name, isStrict: account.platform == .strict, readLag: account.readLag,
          staleReads: mix[.staleReads]),
        at: account.origin)
    }
    network.hasApp = false
    network.hasThreads = true
    return network
  }()

  private static let strict: SimulatedNetwork = {
    var network = tiny
    network.accessLife = ArchetypeModel.accessLife
    return network
  }()

  private static let mastodon: SimulatedNetwork = {
    var network = SimulatedNetwork { account, _ in
      var rules = MastodonModel.Rules()
      rules.readLag = account.readLag
      return ModelServer(
        MastodonModel(origin: account.origin, rules: rules, hashing: SHA256()), at: account.origin)
    }
    network.hasApp = false
    network.hasThreads = true
    return network
  }()

  private static let bluesky: SimulatedNetwork = {
    var network = SimulatedNetwork { account, _ in
      ModelServer(
        BlueskyModel(origin: account.origin, rules: .init(), hashing: SHA256()),
        at: account.origin)
    }
    network.settings = { ["handle: belfry.test", "video_server: \($0.origin)"] }
    network.hasApp = false
    network.hasThreads = true
    return network
  }()

  // MARK: - Meta

  private static let metaRedirect = "redirect: https://belfry.test/back"

  private static let threads: SimulatedNetwork = {
    var network = SimulatedNetwork { account, _ in
      var rules = ThreadsModel.Rules()
      if account.isOdd { rules.publishLag = .seconds(20) }
      rules.readLag = account.readLag
      return ModelServer(
        ThreadsModel(origin: account.origin, rules: rules, hashing: SHA256()), at: account.origin)
    }
    network.settings = { _ in [metaRedirect] }
    network.hasThreads = true
    network.media = Media(.png, film: [.film])
    return network
  }()

  private static let instagram: SimulatedNetwork = {
    var network = SimulatedNetwork { account, _ in
      var rules = InstagramModel.Rules()
      rules.refusesAsSpamAfterwards = account.isOdd
      rules.readLag = account.readLag
      return ModelServer(
        InstagramModel(origin: account.origin, rules: rules, hashing: SHA256()),
        at: account.origin)
    }
    network.settings = { _ in [metaRedirect] }
    network.media = Media(.jpeg, film: [.film], isDemanded: true)
    return network
  }()

  private static let facebook: SimulatedNetwork = {
    var network = SimulatedNetwork { account, _ in
      ModelServer(
        FacebookModel(origin: account.origin, hashing: SHA256()), at: account.origin)
    }
    network.settings = { _ in [metaRedirect] }
    network.media = Media(.png, film: [.film])
    return network
  }()

  // MARK: - Words and pictures

  private static let x: SimulatedNetwork = {
    var network = SimulatedNetwork { account, _ in
      var rules = XModel.Rules()
      if account.isOdd { rules.duplicateWindow = .seconds(86_400) }
      rules.readLag = account.readLag
      return ModelServer(
        XModel(origin: account.origin, rules: rules, hashing: SHA256()), at: account.origin)
    }
    network.settings = { ["website: \($0.origin)"] }
    network.hasThreads = true
    network.media = Media(.png, film: [.film])
    network.accessLife = XModel.Rules().accessLifetime
    return network
  }()

  private static let linkedin: SimulatedNetwork = {
    var network = SimulatedNetwork { account, _ in
      var rules = LinkedInModel.Rules()
      if account.isOdd { rules.duplicateWindow = .seconds(86_400) }
      rules.readLag = account.readLag
      return ModelServer(
        LinkedInModel(origin: account.origin, rules: rules, hashing: SHA256()),
        at: account.origin)
    }
    network.settings = { account in
      ["website: \(account.origin)", "as: \(account.isOdd ? "member" : "organization")"]
    }
    network.media = Media(.png, film: [.film])
    return network
  }()

  private static let reddit: SimulatedNetwork = {
    let work = Duration.seconds(30)
    var network = SimulatedNetwork { account, _ in
      var rules = RedditModel.Rules()
      rules.readLag = account.readLag
      rules.processing = work
      if account.isOdd { rules.throttle = .seconds(300) }
      return ModelServer(
        RedditModel(origin: account.origin, rules: rules, hashing: SHA256()), at: account.origin)
    }
    network.settings = { ["website: \($0.origin)", "username: belfry", "subreddit: bells"] }
    network.media = Media(.png, film: [.film, .png])
    network.title = { $0.text(part: 0) }
    network.work = work
    return network
  }()

  private static let pinterest: SimulatedNetwork = {
    var network = SimulatedNetwork { account, _ in
      ModelServer(
        PinterestModel(origin: account.origin, hashing: SHA256()), at: account.origin)
    }
    network.settings = { ["website: \($0.origin)"] }
    network.media = Media(.png, film: [.film], isDemanded: true)
    network.title = { "Bells of \($0.name)" }
    network.accessLife = .seconds(30 * 86_400)
    return network
  }()

  // MARK: - Films

  private static let youtube: SimulatedNetwork = {
    var network = SimulatedNetwork { account, _ in
      var rules = YouTubeModel.Rules()
      // A film takes two pieces.
      rules.keptBytes = 262_144
      if account.isOdd { rules.processing = .seconds(900) }
      return ModelServer(
        YouTubeModel(origin: account.origin, rules: rules, hashing: SHA256()), at: account.origin)
    }
    network.media = Media(nil, film: [.film], isDemanded: true)
    network.audience = ["visibility: public"]
    return network
  }()

  private static let tiktok: SimulatedNetwork = {
    var network = SimulatedNetwork { account, _ in
      var rules = TikTokModel.Rules()
      if account.isOdd { rules.processing = .seconds(300) }
      return ModelServer(
        TikTokModel(origin: account.origin, rules: rules, hashing: SHA256()), at: account.origin)
    }
    network.media = Media(nil, film: [.film], isDemanded: true)
    network.audience = ["visibility: public"]
    network.accessLife = TikTokModel.Rules().accessLifetime
    network.showsOnLook = true
    return network
  }()

  // MARK: - Chats

  private static let telegram: SimulatedNetwork = {
    var network = SimulatedNetwork { account, _ in
      ModelServer(
        TelegramModel(origin: account.origin, hashing: SHA256()), at: account.origin)
    }
    network.settings = { _ in ["chat: \"@belfry\""] }
    network.hasApp = false
    network.hasThreads = true
    network.media = Media(.png, film: [.film])
    network.tokensEnd = false
    return network
  }()

  private static let discord: SimulatedNetwork = {
    var network = SimulatedNetwork { account, _ in
      ModelServer(
        DiscordModel(origin: account.origin, hashing: SHA256()), at: account.origin)
    }
    network.hasApp = false
    network.hasThreads = true
    network.media = Media(.png, film: [.film])
    network.tokensEnd = false
    return network
  }()
}
