import Adapters
import Domain

extension AccountFacts {
  /// A connected account.
  static func x(subscription: String? = nil) -> AccountFacts {
    AccountFacts(
      name: accountName("acme-x"), platform: .x,
      settings: ["server": "https://api.x.com", "redirect": "http://127.0.0.1:8976/callback"],
      app: DeclaredApp(
        name: "x-app", clientID: "CID", clientSecret: SecretKey("credential:x-secret")),
      identity: Identity(id: "42", handle: "@acme"),
      tokens: [
        "access": SecretKey("vault:1/1/token/access_token"),
        "refresh": SecretKey("vault:1/1/token/refresh_token"),
      ], server: ["subscription": JSON(subscription)])
  }
}

extension JSON {
  /// A post as it is created.
  static func tweet(_ id: String) -> JSON {
    ["data": ["id": .string(id), "text": "t", "edit_history_tweet_ids": [.string(id)]]]
  }

  /// A post in a list.
  static func ownTweet(
    _ id: String, _ text: String = "Hello", replyTo: String? = nil, quote: String? = nil,
    media: Int = 0, links: [(short: String, long: String)] = []
  ) -> JSON {
    var references: [JSON] = []
    if let replyTo { references.append(["type": "replied_to", "id": .string(replyTo)]) }
    if let quote { references.append(["type": "quoted", "id": .string(quote)]) }
    var members: [String: JSON] = [
      "id": .string(id), "text": .string(text), "created_at": "2026-11-20T00:00:03.000Z",
      "entities": [
        "urls": .array(
          links.map { ["url": .string($0.short), "expanded_url": .string($0.long)] })
      ],
    ]
    if !references.isEmpty { members["referenced_tweets"] = .array(references) }
    if media > 0 {
      members["attachments"] = ["media_keys": .array((0..<media).map { .string("3_\($0)") })]
    }
    return .object(members)
  }

  /// Problem JSON.
  static func problem(_ status: Int, _ type: String, _ detail: String) -> JSON {
    [
      "title": "T", "detail": .string(detail), "status": .integer(Int64(status)),
      "type": .string("https://api.twitter.com/2/problems/" + type),
    ]
  }
}

extension Scripted {
  /// A page of own posts.
  static func tweets(_ posts: [JSON], next: String? = nil) -> Scripted {
    var meta: [String: JSON] = ["result_count": .integer(Int64(posts.count))]
    if let next { meta["next_token"] = .string(next) }
    return .json(
      200,
      posts.isEmpty
        ? ["meta": .object(meta)] : ["data": .array(posts), "meta": .object(meta)])
  }
}

extension Replay where Value == Publication {
  static func x(
    _ content: Content, _ script: [Scripted], account: AccountFacts = .x(),
    in world: ReplayWorld = .init()
  ) -> Replay {
    Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try XRecipe().publish(content, as: account, with: &flow)
    }
  }
}
