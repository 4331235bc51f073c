import Adapters
import Domain
import Testing

@Suite("X: sign-in, renewal, probe, delete, limits")
struct XAccountTests {
  static let token: JSON = [
    "token_type": "bearer", "expires_in": 7200, "access_token": "CANARY-a",
    "refresh_token": "CANARY-r", "scope": "tweet.read tweet.write",
  ]
  static let me: JSON = [
    "data": ["id": "42", "username": "acme", "name": "Acme", "subscription_type": "Premium"]
  ]

  static func connect(
    _ script: [Scripted], account: AccountFacts = .x(), code: Bool = true
  ) -> Replay<Grant> {
    var world = ReplayWorld(inputs: [
      "redirect_uri": .text("http://127.0.0.1:4711/callback"), "state": .text("st&te"),
      "code_challenge": .text("challenge"),
      "code_verifier": .secret(SecretKey("vault:in/verifier")),
    ])
    if code { world.inputs["code"] = .secret(SecretKey("vault:in/code")) }
    return Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try XRecipe().connect(account, with: &flow)
    }
  }

  @Test("signs in: consent, token, account")
  func connect() throws {
    let run = Self.connect([.json(200, Self.token), .json(200, Self.me)])
    #expect(run.steps == ["token", "account"])
    let call = try #require(run.sent.first)
    #expect(call.kind == .secret)
    #expect(call.call.url == "https://api.x.com/2/oauth2/token")
    #expect(
      call.call.authorization == .basic(user: "CID", password: SecretKey("credential:x-secret")))
    #expect(
      call.call.bodyText
        == "grant_type=authorization_code&code=<form vault:in/code>"
        + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8976%2Fcallback"
        + "&code_verifier=<form vault:in/verifier>")
    let grant = try #require(run.value)
    #expect(
      grant.tokens == [
        "access": SecretKey("vault:7/1/token/access_token"),
        "refresh": SecretKey("vault:7/1/token/refresh_token"),
      ])
    #expect(grant.accessExpires == Answer.testTime + .seconds(7200))
    #expect(grant.refreshExpires == Answer.testTime + .seconds(180 * 86_400))
    #expect(grant.scopes == ["tweet.read", "tweet.write"])
    #expect(grant.identity == Identity(id: "42", handle: "@acme", url: "https://x.com/acme"))
    #expect(grant.server == ["subscription": "Premium"])
    for sent in run.sent { #expect(!sent.call.frozen.contains("CANARY")) }
  }

  @Test("the person is sent to the consent page with the least scopes and the registered address")
  func consent() {
    let run = Self.connect([], code: false)
    #expect(
      run.pause
        == .input(
          InputRequest(
            name: "code",
            prompt: "Open https://x.com/i/oauth2/authorize?response_type=code&client_id=CID"
              + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8976%2Fcallback"
              + "&scope=tweet.read%20tweet.write%20users.read%20media.write%20offline.access"
              + "&code_challenge=challenge&code_challenge_method=S256&state=st%26te"
              + " and allow access, then paste the address that the browser ends at.")))
  }

  @Test("a public app names itself in the form instead")
  func publicApp() {
    var account = AccountFacts.x()
    account.app?.clientSecret = nil
    let run = Self.connect([], account: account)
    #expect(run.next?.call.authorization == Call.Authorization.none)
    #expect(run.next?.call.bodyText.hasSuffix("&client_id=CID") == true)
    account.app = nil
    #expect(Self.connect([], account: account).refusal?.code == "no-app")
  }

  static func refresh(_ script: [Scripted]) -> Replay<Grant> {
    Replay(script) { (flow: inout Flow) throws(Pause) in
      try XRecipe().refresh(.x(), with: &flow)
    }
  }

  @Test("a renewal spends the old refresh token and brings its successor")
  func renewal() {
    let run = Self.refresh([.json(200, Self.token)])
    #expect(run.sent[0].kind == .secret)
    #expect(
      run.sent[0].call.bodyText
        == "grant_type=refresh_token&refresh_token=<form vault:1/1/token/refresh_token>")
    #expect(run.value?.tokens["refresh"] == SecretKey("vault:7/1/token/refresh_token"))
    #expect(XRecipe().profile.renewal == .once)
  }

  @Test(
    "only the endpoint's own words say that a token is worth nothing",
    arguments: [
      (Answer.json(400, ["error": "invalid_grant"]), Refusal.Kind.signIn),
      (.json(400, ["error": "invalid_request", "error_description": "x"]), .signIn),
      (.json(401, ["error": "unauthorized_client"]), .signIn),
      (
        .json(429, ["error": "slow"], headers: [.init("retry-after", "7")]), .throttled(.seconds(7))
      ),
      (.json(503, ["error": "busy"]), nil), (.html(400), nil), (.html(502), nil),
      (.json(200, ["token_type": "bearer"]), nil),
    ] as [(Answer, Refusal.Kind?)])
  func refused(_ answer: Answer, _ kind: Refusal.Kind?) {
    let run = Self.refresh([.answer(answer)])
    #expect(run.refusal?.kind == kind)
    guard kind == nil else { return }
    guard case .trouble = run.pause else {
      Issue.record("not a trouble: \(String(describing: run.pause))")
      return
    }
  }

  @Test("the probe reads what the account has paid for")
  func probe() {
    let run = Replay<JSON>([.json(200, Self.me)]) { (flow: inout Flow) throws(Pause) in
      try XRecipe().probe(.x(), with: &flow)
    }
    #expect(run.value == ["subscription": "Premium"])
  }

  @Test("a post is deleted; one that is gone counts as deleted")
  func delete() {
    func delete(_ answer: Answer) -> Replay<Bool> {
      Replay<Bool>([.answer(answer)]) { (flow: inout Flow) throws(Pause) in
        try XRecipe().delete(Remote(id: "9"), as: .x(), with: &flow)
        return true
      }
    }
    let run = delete(.json(200, ["data": ["deleted": true]]))
    #expect(run.value == true)
    #expect(run.sent[0].call.method == .delete)
    #expect(run.sent[0].call.url == "https://api.x.com/2/tweets/9")
    #expect(delete(.json(404, .problem(404, "resource-not-found", "x"))).value == true)
    #expect(delete(.json(200, ["data": ["deleted": false]])).value == nil)
    #expect(delete(.json(403, .problem(403, "x", "not yours"))).refusal?.kind == .permission)
  }

  @Test("headers tighten the limit that their size names")
  func limits() {
    func readings(_ limit: Int, _ prefix: String = "x-rate-limit-") -> [LimitReading] {
      XRecipe().limits(
        in: .json(
          200, [:],
          headers: [
            .init(prefix + "limit", String(limit)), .init(prefix + "remaining", "3"),
            .init(prefix + "reset", String(1_795_132_804 + 60)),
            .init("date", "Fri, 20 Nov 2026 00:00:04 GMT"),
          ]))
    }
    let end = Answer.testTime + .seconds(60)
    #expect(
      readings(100) == [LimitReading(limit: "posts", remaining: 3, resets: end, capacity: 100)])
    #expect(readings(1875).map(\.limit) == ["uploads"])
    #expect(readings(50).map(\.limit) == ["deletes"])
    #expect(readings(77) == [])
    #expect(readings(10_000, "x-app-limit-24hour-").map(\.limit) == ["posts-app"])
    #expect(XRecipe().limits(in: .json(200, [:])) == [])
    let names = XRecipe().profile.limits.map(\.name)
    for limit in [100, 50, 1875, 500, 900, 75] {
      #expect(readings(limit).allSatisfy { names.contains($0.limit) })
    }
  }
}
