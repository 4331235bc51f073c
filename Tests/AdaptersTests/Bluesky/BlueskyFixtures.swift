import Adapters
import Domain

extension AccountFacts {
  /// A connected account.
  static func bluesky(settings: [String: String] = [:]) -> AccountFacts {
    AccountFacts(
      name: accountName("acme-sky"), platform: .bluesky,
      settings: ["handle": "acme.example.org"].merging(settings) { $1 },
      identity: Identity(id: "did:plc:acme", handle: "@acme.example.org"),
      tokens: [
        "access": SecretKey("vault:1/1/session/accessJwt"),
        "refresh": SecretKey("vault:1/1/session/refreshJwt"),
      ], server: ["pds": "https://pds.example"])
  }
}

extension JSON {
  static func blob(_ cid: String, mime: String = "image/jpeg") -> JSON {
    [
      "$type": "blob", "ref": ["$link": .string(cid)], "mimeType": .string(mime), "size": 1000,
    ]
  }

  /// The answer to putting a record.
  static func put(_ key: String, cid: String = "cid1") -> JSON {
    [
      "uri": .string("at://did:plc:acme/app.bsky.feed.post/\(key)"), "cid": .string(cid),
      "validationStatus": "valid",
    ]
  }
}

/// The keys of the fixed run: microsecond 1 and clock id 515 of its stamp, one a part,
/// computed apart from the code.
let testKeys = ["3n2pbqhws23k5", "3n2pbqhwszdk5", "3n2pbqhwtylk5"]

extension Replay where Value == Publication {
  static func bluesky(
    _ content: Content, _ script: [Scripted], account: AccountFacts = .bluesky(),
    in world: ReplayWorld = .init()
  ) -> Replay {
    Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try BlueskyRecipe().publish(content, as: account, with: &flow)
    }
  }
}

extension PendingCall {
  /// The record that a call puts.
  var record: JSON? { (try? JSON(parsing: call.bodyText))?["record"] }
}
