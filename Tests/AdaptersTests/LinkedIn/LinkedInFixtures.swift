import Adapters
import Domain

extension AccountFacts {
  /// A connected account: a page, or a person.
  static func linkedIn(page: Bool = true) -> AccountFacts {
    AccountFacts(
      name: accountName("acme-li"), platform: .linkedin,
      settings: [
        "as": page ? "organization" : "member", "redirect": "http://127.0.0.1:8976/callback",
      ],
      app: DeclaredApp(
        name: "li-app", clientID: "CID", clientSecret: SecretKey("credential:li-secret")),
      identity: Identity(
        id: page ? "urn:li:organization:7" : "urn:li:person:ann", handle: "Acme"),
      tokens: ["access": SecretKey("vault:1/1/token/access_token")])
  }
}

extension Scripted {
  /// The answer to a new post: its id is in a header.
  static func created(_ urn: String) -> Scripted {
    .answer(
      Answer(status: 201, headers: [.init("x-restli-id", urn)], at: Answer.testTime))
  }

  /// An answer without a body.
  static func bare(_ status: Int, _ headers: [Call.Header] = []) -> Scripted {
    .answer(Answer(status: status, headers: headers, at: Answer.testTime))
  }
}

extension JSON {
  /// An error as LinkedIn writes it.
  static func linkedIn(_ status: Int, _ code: String, _ message: String = "m") -> JSON {
    ["status": .integer(Int64(status)), "code": .string(code), "message": .string(message)]
  }

  /// A post in a list.
  static func ownShare(
    _ id: Int, _ commentary: String = "Hello", at milliseconds: Int64 = 1_795_132_803_000,
    content: JSON? = nil
  ) -> JSON {
    var members: [String: JSON] = [
      "id": .string("urn:li:share:\(id)"), "commentary": .string(commentary),
      "createdAt": .integer(milliseconds),
    ]
    if let content { members["content"] = content }
    return .object(members)
  }
}

extension Replay where Value == Publication {
  static func linkedIn(
    _ content: Content, _ script: [Scripted], account: AccountFacts = .linkedIn(),
    in world: ReplayWorld = .init()
  ) -> Replay {
    Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try LinkedInRecipe().publish(content, as: account, with: &flow)
    }
  }
}
