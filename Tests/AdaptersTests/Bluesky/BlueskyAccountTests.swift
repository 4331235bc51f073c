import Adapters
import Domain
import Testing

@Suite("Bluesky: sessions, delete, limits")
struct BlueskyAccountTests {
  static func session(pds: String? = "https://morel.example", active: Bool = true) -> JSON {
    let service: JSON = [
      "id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": JSON(pds),
    ]
    return [
      "accessJwt": "jwt:1795140000", "refreshJwt": "jwt:1802908800", "did": "did:plc:acme",
      "handle": "acme.example.org", "active": .bool(active),
      "didDoc": pds == nil ? nil : ["id": "did:plc:acme", "service": [service]],
    ]
  }

  static func connect(
    _ script: [Scripted], settings: [String: String] = ["handle": "@Acme.example.org"],
    password: FlowInput? = .secret(SecretKey("vault:in/password"))
  ) -> Replay<Grant> {
    let account = AccountFacts(
      name: accountName("acme-sky"), platform: .bluesky, settings: settings)
    var world = ReplayWorld()
    world.inputs["password"] = password
    return Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try BlueskyRecipe().connect(account, with: &flow)
    }
  }

  @Test("signs in with an app password, and keeps the account's own server")
  func connect() throws {
    let run = Self.connect([.json(200, Self.session())])
    let call = try #require(run.sent.first?.call)
    #expect(call.url == "https://bsky.social/xrpc/com.atproto.server.createSession")
    #expect(
      call.bodyText
        == #"{"identifier":"acme.example.org","password":"<json vault:in/password>"}"#)
    #expect(!call.frozen.contains("jwt:"))
    let grant = try #require(run.value)
    #expect(
      grant.tokens == [
        "access": SecretKey("vault:7/1/session/accessJwt"),
        "refresh": SecretKey("vault:7/1/session/refreshJwt"),
      ])
    #expect(grant.accessExpires == Instant(milliseconds: 1_795_140_000_000))
    #expect(grant.refreshExpires == Instant(milliseconds: 1_802_908_800_000))
    #expect(
      grant.identity
        == Identity(
          id: "did:plc:acme", handle: "@acme.example.org",
          url: "https://bsky.app/profile/did:plc:acme"))
    #expect(grant.server == ["pds": "https://morel.example"])
  }

  @Test(
    "a server without a DID document, or with a useless one, is the account's own",
    arguments: [nil, "ftp://x", "http://evil.example", "https://a.example/path"])
  func ownServer(pds: String?) {
    let run = Self.connect(
      [.json(200, Self.session(pds: pds))],
      settings: ["handle": "a.example", "server": "https://own.example/"])
    #expect(run.value?.server == ["pds": "https://own.example"])
  }

  @Test("asks for the password, and takes it only as a secret")
  func password() {
    #expect(Self.connect([], password: nil).asked?.name == "password")
    #expect(Self.connect([], password: .text("in the clear")).refusal?.kind == .signIn)
  }

  @Test(
    "a refused sign-in asks the person",
    arguments: [
      ("AuthenticationRequired", Refusal.Kind.signIn), ("AuthFactorTokenRequired", .signIn),
      ("AccountTakedown", .accountBlocked),
    ])
  func refused(error: String, kind: Refusal.Kind) {
    let run = Self.connect([.json(401, ["error": .string(error), "message": "no"])])
    #expect(run.refusal?.kind == kind)
  }

  @Test("a deactivated account is blocked")
  func inactive() {
    #expect(
      Self.connect([.json(200, Self.session(active: false))]).refusal?.kind == .accountBlocked)
  }

  static func refresh(_ script: [Scripted]) -> Replay<Grant> {
    Replay(script) { (flow: inout Flow) throws(Pause) in
      try BlueskyRecipe().refresh(.bluesky(), with: &flow)
    }
  }

  @Test("a refresh spends the refresh token and follows a moved account")
  func refresh() throws {
    let run = Self.refresh([.json(200, Self.session())])
    let sent = try #require(run.sent.first)
    #expect(sent.kind == .secret)
    #expect(sent.call.url == "https://pds.example/xrpc/com.atproto.server.refreshSession")
    #expect(sent.call.authorization == .bearer(SecretKey("vault:1/1/session/refreshJwt")))
    #expect(sent.call.body.isEmpty)
    #expect(run.value?.tokens["access"] == SecretKey("vault:7/1/session/accessJwt"))
    #expect(run.value?.server == ["pds": "https://morel.example"])
  }

  @Test(
    "a refresh token that is over needs a person; trouble does not",
    arguments: [
      (400, "ExpiredToken", Refusal.Kind.signIn), (400, "InvalidToken", .signIn),
      (401, "AuthMissing", .signIn), (500, "InternalServerError", .transient),
    ])
  func refusedRefresh(status: Int, error: String, kind: Refusal.Kind) {
    #expect(Self.refresh([.json(status, ["error": .string(error)])]).refusal?.kind == kind)
  }

  @Test("a lost refresh is repeated after a wait: the old token gives the same successor")
  func lostRefresh() {
    let run = Self.refresh([.lost, .again, .json(200, Self.session())])
    #expect(run.steps == ["session", "session"])
    #expect(run.value != nil)
  }

  @Test("the probe finds out where the account lives now")
  func probe() {
    func probe(_ body: JSON) -> Replay<JSON> {
      Replay([.json(200, body)]) { (flow: inout Flow) throws(Pause) in
        try BlueskyRecipe().probe(.bluesky(), with: &flow)
      }
    }
    #expect(probe(Self.session()).value == ["pds": "https://morel.example"])
    #expect(probe(Self.session(pds: nil)).value == ["pds": "https://pds.example"])
    #expect(probe(Self.session(active: false)).refusal?.kind == .accountBlocked)
  }

  @Test("delete names the record and what says who may answer it, and only of the account's own")
  func delete() {
    func run(_ id: String, _ script: [Scripted] = []) -> Replay<Bool> {
      Replay(script) { (flow: inout Flow) throws(Pause) in
        try BlueskyRecipe().delete(Remote(id: id), as: .bluesky(), with: &flow)
        return true
      }
    }
    let ours = "at://did:plc:acme/app.bsky.feed.post/3n2pbqhws2222"
    let first = run(ours).next?.call.bodyText ?? ""
    #expect(first.hasSuffix(#""repo":"did:plc:acme","rkey":"3n2pbqhws2222"}"#))
    let done = Scripted.json(200, [:])
    let whole = run(ours, [done, done, done])
    #expect(whole.value == true)
    #expect(
      whole.sent.map { $0.call.bodyText.split(separator: "\"")[3] } == [
        "app.bsky.feed.threadgate", "app.bsky.feed.postgate", "app.bsky.feed.post",
      ])
    #expect(whole.sent.allSatisfy { $0.kind == .edit })
    #expect(run("at://did:plc:other/app.bsky.feed.post/x").refusal?.kind == .content)
    #expect(run("9").refusal?.kind == .content)
  }

  @Test(
    "headers tell which limit is short, and when it is over on our clock",
    arguments: [
      ("5000", "5000;w=3600", "points-hour"), ("35000", "35000;w=86400", "points-day"),
      ("1000", "1000;w=86400", "uploads"), ("300", "300;w=86400", "sessions-day"),
      ("3000", "3000;w=300", "requests"), ("30", "30; w=300", "sessions"), ("7", "7;w=11", nil),
      ("7", "nonsense", nil),
    ])
  func limits(capacity: String, policy: String, name: String?) {
    let answer = Answer.json(
      200, nil,
      headers: [
        .init("ratelimit-limit", capacity), .init("ratelimit-remaining", "6"),
        .init("ratelimit-reset", "1795132900"), .init("ratelimit-policy", policy),
        .init("date", "Fri, 20 Nov 2026 00:00:00 GMT"),
      ])
    let reading = BlueskyRecipe().limits(in: answer).first
    #expect(reading?.limit == name)
    if name != nil {
      #expect(reading?.remaining == 6)
      #expect(reading?.resets == Answer.testTime + .seconds(100))
    }
  }
}
