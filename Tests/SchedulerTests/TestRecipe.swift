import Domain

/// A small platform: an upload if there is media, then one visible call per part. Its answers are
/// read as the status codes say, so that a test is a list of codes.
struct TestRecipe: RefreshRecipe, SignInRecipe, DeleteRecipe, EditRecipe {
  var rule = ResendRule.ifAllowed
  var pace = PlatformProfile.Pace(
    lead: .seconds(600), quiet: .seconds(720), betweenReadings: .seconds(60))

  /// How long an uploaded file can be used; for ever unless set.
  var uploadLife: Duration?
  /// The platform fetches files instead of taking them.
  var fetchesMedia = false
  var serverFact: String?
  /// Where posts go.
  var place = "posts"
  var apiVersions: [APIVersion] = []
  /// Of each post.
  var price = Money.zero

  var profile: PlatformProfile {
    var profile = PlatformProfile(
      name: PlatformName("test"), title: "Test", version: 1, settings: [],
      limits: [
        LimitRule("posts", scope: .account, .bucket(capacity: 3, perSeconds: 3600), unit: "posts")
      ], pace: pace)
    profile.serverFact = serverFact
    profile.apiVersions = apiVersions
    return profile
  }

  func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    if !content.parts[0].media.isEmpty {
      var upload = exchange(.post, "upload")
      if fetchesMedia {
        upload.call.body = content.parts[0].media.map {
          .publicAddress(hash: $0.file.hash, mime: $0.file.mime, .json)
        }
      }
      upload.validFor = uploadLife
      _ = try flow.call("upload", upload)
    }
    var parts: [Remote] = []
    for (number, part) in content.parts.enumerated() {
      let remote = try flow.publish(
        "post-\(number)", part: number, post(part.text, key: flow.entropy.hexadecimal),
        onDoubt: doubt(part.text))
      parts.append(remote)
    }
    return Publication(parts: parts)
  }

  func connect(_ account: AccountFacts, with flow: inout Flow) throws(Pause) -> Grant {
    let password = try flow.input("password", prompt: "app password").secret
    var call = Call(.post, "https://test.example/login")
    call.body = [.secret(password!, .raw)]
    return try flow.spend("login", grant(call))
  }

  func refresh(_ account: AccountFacts, with flow: inout Flow) throws(Pause) -> Grant {
    try flow.spend("refresh", grant(Call(.post, "https://test.example/refresh")))
  }

  func delete(_ remote: Remote, as account: AccountFacts, with flow: inout Flow) throws(Pause) {
    _ = try flow.change("delete", exchange(.delete, "posts/\(remote.id)"))
  }

  func edit(
    _ remote: Remote, to content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    var call = Call(.put, "https://test.example/posts/\(remote.id)")
    call.body = [.text(content.parts[Int(remote.extra["part"] ?? "0") ?? 0].text)]
    _ = try flow.change("edit", exchange(call))
  }

  func problems(with content: Content, for account: AccountFacts) -> [ContentProblem] { [] }

  func costs(of content: Content, for account: AccountFacts) -> [Call.Cost] {
    content.parts.map { _ in .money(price) }
  }

  func limits(in answer: Answer) -> [LimitReading] {
    guard let left = answer.header("left").flatMap({ Int($0) }) else { return [] }
    return [LimitReading(limit: "posts", remaining: left, resets: answer.at + .seconds(1800))]
  }

  private func post(_ text: String, key: String) -> Exchange<Remote> {
    var call = Call(.post, "https://test.example/\(place)", costs: [.init("posts"), .money(price)])
    call.headers.append(.init("Key", key))
    call.body = [.text(text)]
    return exchange(call)
  }

  private func doubt(_ text: String) -> Doubt {
    Doubt(rule: rule, quiet: pace.quiet, matchKey: text) { (flow: inout Flow) throws(Pause) in
      try flow.call("find", question)
    }
  }

  private var question: Exchange<Finding> {
    Exchange(Call(.get, "https://test.example/posts")) { answer in
      switch answer.status {
      case 200: .value(.present(Remote(id: answer.text)))
      case 202: .pending(.seconds(30))
      case 404: .value(.absent)
      case 410: .value(.never)
      case 422: .refused(Refusal(.content, code: "422", message: "a rude question"))
      case 451: .value(.turnedDown(Refusal(.content, code: "451", message: "the film is broken")))
      case 507: .value(.turnedDown(Refusal(.transient, code: "507", message: "try again")))
      default: .unknown
      }
    }
  }

  private func grant(_ call: Call) -> Exchange<Grant> {
    Exchange(call) { answer in
      switch answer.status {
      case 200:
        .value(
          Grant(
            tokens: ["access": SecretKey("vault:a"), "refresh": SecretKey("vault:r")],
            accessExpires: answer.at + .seconds(7200),
            refreshExpires: answer.at + .seconds(90 * 86_400)))
      case 400: .refused(Refusal(.signIn, code: "400", message: "invalid grant"))
      default: .unknown
      }
    }
  }

  private func exchange(_ method: Call.Method, _ path: String) -> Exchange<Remote> {
    exchange(Call(method, "https://test.example/\(path)"))
  }

  private func exchange(_ call: Call) -> Exchange<Remote> {
    Exchange(call) { answer in
      switch answer.status {
      case 200: .value(Remote(id: answer.text))
      case 202: .pending(.seconds(1))
      case 401: .refused(Refusal(.tokenExpired, code: "401", message: "token expired"))
      case 403: .refused(Refusal(.signIn, code: "403", message: "revoked"))
      case 409: .refused(Refusal(.conflict, code: "409", message: "its container is gone"))
      case 422: .refused(Refusal(.content, code: "422", message: "too rude"))
      case 429:
        .refused(Refusal(.throttled(answer.retryAfter), code: "429", message: "slow down"))
      case 503 where call.url.hasSuffix("upload"):
        .refused(Refusal(.transient, code: "503", message: "busy"))
      default: .unknown
      }
    }
  }
}
