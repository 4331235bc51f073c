import Domain

/// A small platform: one visible call per part; a sign-in that shows a page and takes a code, and
/// can be ended.
struct ScriptedRecipe: SignInRecipe, RevokeRecipe, FittingRecipe {
  static let name = PlatformName("test")
  /// Longer texts are refused before anything is sent, where the server says no other number.
  static let longest = 40

  var profile: PlatformProfile {
    PlatformProfile(
      name: ScriptedRecipe.name, title: "Test", version: 1, settings: [], postOptions: ["title"],
      limits: [
        LimitRule(
          "posts", scope: .account, .bucket(capacity: 5000, perSeconds: 3600), unit: "posts")
      ])
  }

  func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    var parts: [Remote] = []
    for (number, part) in content.parts.enumerated() {
      let text = "\(account.name): \(part.text)"
      // Nobody can be asked, so that a lost answer goes to a person at once.
      let doubt = Doubt(rule: .never, quiet: .zero, matchKey: text) {
        (flow: inout Flow) throws(Pause) in
        .absent
      }
      parts.append(
        try flow.publish("post-\(number)", part: number, post(text), onDoubt: doubt))
    }
    return Publication(parts: parts)
  }

  func connect(_ account: AccountFacts, with flow: inout Flow) throws(Pause) -> Grant {
    let state = try flow.input("state", prompt: "The state.").text ?? ""
    let code = try flow.input(
      "code", prompt: "Open https://test.example/authorize?state=\(state) and allow access.")
    let verifier = try flow.input("code_verifier", prompt: "The verifier.")
    var call = Call(.post, "https://test.example/token")
    for secret in [code.secret, verifier.secret].compactMap(\.self) {
      call.body.append(.secret(secret, .form))
    }
    let access = code.secret ?? SecretKey("vault:none")
    return try flow.spend("token", grant(call, access))
  }

  func revoke(_ account: AccountFacts, with flow: inout Flow) throws(Pause) {
    let access = account.tokens["access"] ?? SecretKey("vault:none")
    let call = Call(.delete, "https://test.example/token", authorization: .bearer(access))
    let exchange = Exchange<Void>(call) { answer in
      answer.status == 200
        ? .value(()) : .refused(Refusal(.permission, code: "403", message: "not your token"))
    }
    try flow.call("revoke", exchange)
  }

  private func grant(_ call: Call, _ access: SecretKey) -> Exchange<Grant> {
    Exchange(call) { answer in
      guard answer.status == 200 else {
        return .refused(Refusal(.signIn, code: "400", message: "the code is wrong"))
      }
      return .value(
        Grant(tokens: ["access": access], identity: Identity(id: "1", handle: "@belfry@test")))
    }
  }

  func problems(with content: Content, for account: AccountFacts) -> [ContentProblem] {
    var found: [ContentProblem] = []
    for (index, item) in content.parts[0].media.enumerated() where item.file.mime == "image/png" {
      found.append(.init(.error, .media(part: 0, index: index), "Test does not take image/png"))
    }
    let count = content.parts[0].text.count
    let longest = account.server["longest"]?.integer.map(Int.init) ?? ScriptedRecipe.longest
    if count > longest {
      found.append(
        ContentProblem(
          .error, .text(part: 0), "\(count) of \(longest) characters",
          hint: "make it shorter"))
    }
    return found
  }

  func fitted(_ content: Content, for account: AccountFacts) -> Content {
    var content = content
    content.parts[0].text = String(content.parts[0].text.prefix(ScriptedRecipe.longest))
    return content
  }

  func limits(in answer: Answer) -> [LimitReading] { [] }

  private func post(_ text: String) -> Exchange<Remote> {
    var call = Call(.post, "https://test.example/posts", costs: [.init("posts")])
    call.body = [.text(text)]
    return Exchange(call) { answer in
      switch answer.status {
      case 200: .value(Remote(id: answer.text, url: "https://test.example/\(answer.text)"))
      case 422: .refused(Refusal(.content, code: "422", message: "too rude"))
      default: .unknown
      }
    }
  }
}
