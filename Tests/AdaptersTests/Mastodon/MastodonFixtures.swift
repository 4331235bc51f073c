import Adapters
import Domain

extension AccountFacts {
  /// A connected account; `facts` as the probe keeps them.
  static func mastodon(facts: JSON = ["is_mastodon": true, "client_name": "Belfry"]) -> AccountFacts
  {
    AccountFacts(
      name: accountName("acme-fedi"), platform: .mastodon,
      settings: ["server": "https://mastodon.example"],
      identity: Identity(id: "42", handle: "@acme@mastodon.example"),
      tokens: ["access": SecretKey("vault:1/1/token/access_token")], server: facts)
  }
}

extension JSON {
  /// A status as the server returns it.
  static func status(
    _ id: String, _ content: String = "<p>Hello</p>", at: String = "2026-11-20T00:00:03.000Z",
    replyTo: String? = nil, media: [String] = [], application: String? = "Belfry"
  ) -> JSON {
    [
      "id": .string(id), "url": .string("https://mastodon.example/@acme/\(id)"),
      "uri": .string("https://mastodon.example/users/acme/statuses/\(id)"),
      "created_at": .string(at), "content": .string(content), "in_reply_to_id": JSON(replyTo),
      "media_attachments": .array(media.map { ["id": .string($0)] }),
      "application": application.map { ["name": .string($0)] } ?? nil,
    ]
  }
}

extension Replay where Value == Publication {
  static func mastodon(
    _ content: Content, _ script: [Scripted], account: AccountFacts = .mastodon(),
    in world: ReplayWorld = .init()
  ) -> Replay {
    Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try MastodonRecipe().publish(content, as: account, with: &flow)
    }
  }
}
