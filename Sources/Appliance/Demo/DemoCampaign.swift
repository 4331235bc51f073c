import Domain

/// The demo's last act: one campaign on every network, of which three go wrong, each in its way.
struct DemoCampaign {
  static let text = "The new bell is up. Come and hear it."
  private static let further = [
    "threads", "instagram", "facebook", "x", "linkedin", "reddit", "youtube", "tiktok",
    "telegram", "discord", "pinterest",
  ]
  private static let films = ["youtube", "tiktok"]
  static let networks = ["mastodon", "bluesky"] + further

  private let stage: DemoStage

  init(_ stage: DemoStage) { self.stage = stage }

  func play() async throws {
    stage.say("A campaign on every network: accounts.yaml names eleven more")
    try stage.write("sandbox-secret", to: "app-secret")
    let accounts = DemoCampaign.accounts(secret: "file:\(stage.folder)/app-secret")
    try stage.write(accounts, to: "etc/accounts.yaml")
    // The listener, from which some networks fetch pictures, is opened at a start only.
    try await stage.restartDaemon()
    for (name, handle) in try await stage.signIn(DemoCampaign.further) {
      stage.tell("\(name) is \(handle)")
    }
    stage.say("X will be out of order, Discord will lose its answer, and Reddit's name is misspelt")
    try await goWrong()
    try stage.belfry("queue", "--post", "new-bell")
    try await mend()
  }

  private func goWrong() async throws {
    try await stage.spoil(
      #"{"platform": "x", "rules": [{"fault": "error_before", "endpoint": "media", "times": 4}]}"#)
    try await stage.spoil(
      #"{"platform": "discord", "rules": [{"fault": "answer_lost", "endpoint": "publish"}]}"#)
    try stage.write(DemoCampaign.posts(subreddit: "bels"), to: "etc/campaigns/everywhere.yaml")
    let before = try await stage.published()
    try stage.belfry("reload")
    try await stage.until("the campaign is out where it can be") { stage in
      let published = try await stage.published()
      let (asking, refused) = (try await stage.count("attention"), try await stage.count("refused"))
      return (published - before, asking, refused) == (DemoCampaign.networks.count - 3, 2, 1)
    }
  }

  private func mend() async throws {
    let before = try await stage.published()
    stage.say("X is in order again: belfry retry")
    try stage.belfry("retry", "--yes", "--account", "x", "--post", "new-bell")
    stage.say("Discord cannot be asked, so somebody looks: it is there. belfry resolve says so")
    let address = try await stage.timelines().first { $0["platform"] == "discord" }?["url"]?.string
    let delivery = try await stage.delivery(of: "new-bell", on: "discord")
    try stage.belfry("resolve", "\(delivery)", "--published", address ?? "")
    stage.say("Reddit's name is put right in the file: belfry reload")
    try stage.write(DemoCampaign.posts(subreddit: "bells"), to: "etc/campaigns/everywhere.yaml")
    try stage.belfry("reload")
    try await stage.until("the campaign is out everywhere") {
      try await $0.published() == before + 3
    }
  }
}

// MARK: - Files

extension DemoCampaign {
  /// - Parameter secret: a reference to the secret of the app that every stand-in knows.
  private static func accounts(secret: String) -> String {
    """
    version: 1
    master_key: file:belfry.key
    listen: { address: 127.0.0.1:8929, public_url: "http://127.0.0.1:8929" }
    apps:
    \(networks.filter(needsApp).map { app($0, secret) }.joined())\
    accounts:
      - { id: fedi, platform: mastodon, server: "http://127.0.0.1:8931", limits: { posts: 50/day } }
      - { id: sky, platform: bluesky, server: "http://127.0.0.1:8932", handle: belfry.test }
    \(further.map(account).joined())\
    groups:
      everywhere: [fedi, sky]
      pictures: [fedi, sky, \(further.filter { !films.contains($0) }.joined(separator: ", "))]
      films: [\(films.joined(separator: ", "))]

    """
  }

  private static func needsApp(_ network: String) -> Bool {
    !["mastodon", "bluesky", "telegram", "discord"].contains(network)
  }

  private static func app(_ network: String, _ secret: String) -> String {
    "  \(network): { platform: \(network), client_id: belfry-sandbox, "
      + "client_secret: \"\(secret)\" }\n"
  }

  private static func account(_ network: String) -> String {
    let port = 8931 + (networks.firstIndex(of: network) ?? 0)
    var keys = "id: \(network), platform: \(network), server: \"http://127.0.0.1:\(port)\""
    if needsApp(network) { keys += ", app: \(network)" }
    switch network {
    case "threads", "instagram", "facebook": keys += ", redirect: \"https://belfry.test/back\""
    case "x", "linkedin", "pinterest": keys += ", website: \"http://127.0.0.1:\(port)\""
    case "reddit": keys += ", website: \"http://127.0.0.1:\(port)\", username: belfry"
    case "telegram": keys += ", chat: \"@belfry\""
    default: break
    }
    return "  - { \(keys) }\n"
  }

  /// Few tries, so that what goes wrong is seen at once.
  private static func posts(subreddit: String) -> String {
    """
    version: 1
    defaults: { attempts: 4 }
    posts:
      - id: new-bell
        at: now
        to: pictures
        text: \(text)
        media: [{ file: media/tower-dawn.jpg, alt: A bell tower at dawn. }]
        for:
          reddit: { title: The new bell is up, subreddit: \(subreddit) }
          pinterest: { title: The new bell is up }
      - id: new-bell-film
        at: now
        to: films
        text: \(text)
        media: [{ file: media/tower-film.mp4, alt: "" }]
        visibility: public
        for: { youtube: { title: The new bell is up } }

    """
  }
}
