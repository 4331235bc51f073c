import Adapters
import Domain
import Testing

extension AccountFacts {
  /// A connected account.
  static func reddit() -> AccountFacts {
    AccountFacts(
      name: accountName("acme-reddit"), platform: .reddit,
      settings: [
        "username": "acme", "subreddit": "bells", "redirect": "http://127.0.0.1:8976/callback",
      ],
      app: DeclaredApp(
        name: "r-app", clientID: "CID", clientSecret: SecretKey("credential:r-secret")),
      identity: Identity(id: "u1", handle: "u/acme"),
      tokens: [
        "access": SecretKey("vault:1/1/token/access_token"),
        "refresh": SecretKey("vault:1/1/token/refresh_token"),
      ])
  }
}

extension Content {
  /// A post with a title.
  static func reddit(
    _ text: String = "Text", link: String? = nil, media: [MediaItem] = [],
    options: [String: JSON] = [:]
  ) -> Content {
    Content(
      parts: [.init(text: text, link: link, media: media)],
      options: options.merging(["title": "Title"]) { old, _ in old })
  }
}

extension JSON {
  /// The envelope of a success.
  static func made(_ data: JSON) -> JSON { ["json": ["errors": [], "data": data]] }

  /// The envelope of a refusal.
  static func redditError(_ code: String, _ message: String = "m") -> JSON {
    ["json": ["errors": [[.string(code), .string(message), "field"]]]]
  }

  /// A post in a list.
  static func ownLink(
    _ id: String, title: String = "Title", subreddit: String = "bells",
    at seconds: Double = 1_795_132_803
  ) -> JSON {
    [
      "kind": "t3",
      "data": [
        "name": .string("t3_" + id), "title": .string(title), "subreddit": .string(subreddit),
        "created_utc": .number(seconds), "permalink": .string("/r/bells/comments/\(id)/title/"),
      ],
    ]
  }

  static func listing(_ posts: [JSON], after: String? = nil) -> JSON {
    ["kind": "Listing", "data": ["after": JSON(after), "children": .array(posts)]]
  }
}

extension Replay where Value == Publication {
  static func reddit(
    _ content: Content, _ script: [Scripted], account: AccountFacts = .reddit(),
    in world: ReplayWorld = .init()
  ) -> Replay {
    Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try RedditRecipe().publish(content, as: account, with: &flow)
    }
  }
}
