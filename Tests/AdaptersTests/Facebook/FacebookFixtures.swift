import Adapters
import Domain
import Testing

extension AccountFacts {
  static let facebook = AccountFacts(
    name: accountName("acme-page"), platform: .facebook,
    settings: ["server": "https://graph.facebook.com", "api_version": "v26.0"],
    app: DeclaredApp(name: "acme", clientID: "900", clientSecret: SecretKey("credential:acme")),
    identity: Identity(id: "61", handle: "Acme"),
    tokens: ["access": SecretKey("vault:1/1/page/a")])
}

extension Replay where Value == Publication {
  static func facebook(
    _ content: Content, _ script: [Scripted], in world: ReplayWorld = .init()
  ) -> Replay {
    Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try FacebookRecipe().publish(content, as: .facebook, with: &flow)
    }
  }
}
