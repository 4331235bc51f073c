import Adapters
import Domain

extension AccountFacts {
  static let threads = AccountFacts(
    name: accountName("acme-threads"), platform: .threads,
    settings: ["server": "https://graph.threads.net"],
    app: DeclaredApp(name: "acme", clientID: "900", clientSecret: SecretKey("credential:acme")),
    identity: Identity(id: "35", handle: "@acme"),
    tokens: ["access": SecretKey("vault:1/1/long/a"), "refresh": SecretKey("vault:1/1/long/a")])
}

extension Replay where Value == Publication {
  static func threads(
    _ content: Content, _ script: [Scripted], in world: ReplayWorld = .init()
  ) -> Replay {
    Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try ThreadsRecipe().publish(content, as: .threads, with: &flow)
    }
  }
}

extension Scripted {
  static func id(_ id: String) -> Scripted { .json(200, ["id": .string(id)]) }

  /// A container's state on Threads.
  static func state(_ state: String, _ reason: String? = nil) -> Scripted {
    var members: [String: JSON] = ["id": "c1", "status": .string(state)]
    if let reason { members["error_message"] = .string(reason) }
    return .json(200, .object(members))
  }

  static func permalink(_ url: String = "https://www.threads.net/@acme/post/A") -> Scripted {
    .json(200, ["id": "9", "permalink": .string(url)])
  }

  /// An error of the Graph API.
  static func graph(
    _ code: Int, _ subcode: Int? = nil, status: Int = 400, isTransient: Bool = false,
    headers: [Call.Header] = []
  ) -> Scripted {
    .answer(.graph(code, subcode, status: status, isTransient: isTransient, headers: headers))
  }
}

extension Answer {
  static func graph(
    _ code: Int, _ subcode: Int? = nil, status: Int = 400, isTransient: Bool = false,
    headers: [Call.Header] = []
  ) -> Answer {
    var error: [String: JSON] = [
      "message": "words", "type": "OAuthException", "code": .integer(Int64(code)),
      "is_transient": .bool(isTransient), "fbtrace_id": "A",
    ]
    if let subcode { error["error_subcode"] = .integer(Int64(subcode)) }
    return .json(status, ["error": .object(error)], headers: headers)
  }
}

extension JSON {
  /// A post in a list of the account's own.
  static func thread(
    _ id: String, _ text: String = "Hello", at: String = "2026-11-20T00:00:03+0000",
    replyTo: String? = nil
  ) -> JSON {
    var members: [String: JSON] = [
      "id": .string(id), "text": .string(text), "timestamp": .string(at),
      "permalink": .string("https://www.threads.net/@acme/post/\(id)"),
    ]
    if let replyTo { members["replied_to"] = ["id": .string(replyTo)] }
    return .object(members)
  }
}
