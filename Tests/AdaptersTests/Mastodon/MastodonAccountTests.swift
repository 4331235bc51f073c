import Adapters
import Domain
import Testing

@Suite("Mastodon: sign-in, probe, edit, delete, limits")
struct MastodonAccountTests {
  static let account = AccountFacts(
    name: accountName("acme-fedi"), platform: .mastodon,
    settings: ["server": "https://mastodon.example"])

  static let inputs: [String: FlowInput] = [
    "redirect_uri": .text("http://127.0.0.1:4711/callback"), "state": .text("st&te"),
    "code_challenge": .text("challenge"), "code_verifier": .secret(SecretKey("vault:in/verifier")),
  ]

  static let instance: JSON = [
    "version": "4.5.0", "domain": "mastodon.example",
    "source_url": "https://github.com/mastodon/mastodon", "api_versions": ["mastodon": 7],
    "configuration": [
      "statuses": [
        "max_characters": 700, "characters_reserved_per_url": 23, "max_media_attachments": 6,
      ],
      "media_attachments": [
        "image_size_limit": 1000, "video_size_limit": 2000, "image_matrix_limit": 3000,
        "video_matrix_limit": 4000, "description_limit": 99,
        "supported_mime_types": ["image/png"],
      ],
      "polls": [
        "max_options": 5, "max_characters_per_option": 20, "min_expiration": 60,
        "max_expiration": 600,
      ],
    ],
  ]

  static let registered: JSON = ["client_id": "CID", "client_secret": "CANARY-app", "id": "1"]
  static let token: JSON = [
    "access_token": "CANARY-token", "token_type": "Bearer",
    "scope": "write:statuses write:media read:statuses profile", "created_at": 1,
  ]
  static let me: JSON = [
    "id": "42", "username": "acme", "acct": "acme", "url": "https://mastodon.example/@acme",
  ]

  static func connect(
    _ script: [Scripted], account: AccountFacts = account,
    inputs: [String: FlowInput] = inputs, code: Bool = true
  ) -> Replay<Grant> {
    var world = ReplayWorld(inputs: inputs)
    if code { world.inputs["code"] = .secret(SecretKey("vault:in/code")) }
    return Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try MastodonRecipe().connect(account, with: &flow)
    }
  }

  @Test("signs in: instance, app, consent, token, account")
  func connect() throws {
    let run = Self.connect([
      .json(200, Self.instance), .json(200, Self.registered), .json(200, Self.token),
      .json(200, Self.me),
    ])
    #expect(run.steps == ["instance", "app", "token", "account"])
    #expect(
      run.sent[1].call.bodyText
        == #"{"client_name":"Belfry","#
        + #""redirect_uris":"http://127.0.0.1:4711/callback\nurn:ietf:wg:oauth:2.0:oob","#
        + #""scopes":"write:statuses write:media read:statuses profile"}"#)
    #expect(
      run.sent[2].call.bodyText
        == "grant_type=authorization_code&code=<form vault:in/code>&client_id=CID"
        + "&client_secret=<form vault:7/1/app/client_secret>"
        + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2Fcallback"
        + "&code_verifier=<form vault:in/verifier>")
    #expect(run.sent[2].kind == .secret)
    let grant = try #require(run.value)
    #expect(
      grant.tokens == [
        "access": SecretKey("vault:7/1/token/access_token"),
        "client_secret": SecretKey("vault:7/1/app/client_secret"),
      ])
    #expect(grant.accessExpires == nil)
    #expect(grant.scopes == ["write:statuses", "write:media", "read:statuses", "profile"])
    #expect(
      grant.identity
        == Identity(
          id: "42", handle: "@acme@mastodon.example", url: "https://mastodon.example/@acme"))
    #expect(
      grant.server == [
        "version": "4.5.0", "domain": "mastodon.example", "api": 7, "is_mastodon": true,
        "max_characters": 700, "url_characters": 23, "max_media": 6, "image_bytes": 1000,
        "video_bytes": 2000, "image_pixels": 3000, "video_pixels": 4000, "alt_characters": 99,
        "mime_types": ["image/png"], "poll_options": 5, "poll_option_characters": 20,
        "poll_min_seconds": 60, "poll_max_seconds": 600, "client_id": "CID",
        "client_name": "Belfry",
      ])
    for sent in run.sent { #expect(!sent.call.frozen.contains("CANARY")) }
  }

  @Test("the person is sent to the server's consent page, with everything escaped")
  func consent() {
    let run = Self.connect(
      [.json(200, Self.instance), .json(200, Self.registered)], code: false)
    #expect(run.asked?.name == "code")
    let address =
      "https://mastodon.example/oauth/authorize?response_type=code&client_id=CID"
      + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2Fcallback"
      + "&scope=write%3Astatuses%20write%3Amedia%20read%3Astatuses%20profile"
      + "&state=st%26te&code_challenge=challenge&code_challenge_method=S256"
    #expect(run.asked?.prompt == "Open \(address) and allow access.")
  }

  @Test(
    "without a loopback address the code is shown to be pasted; older servers know other scopes")
  func outOfBand() {
    var inputs = Self.inputs
    inputs["redirect_uri"] = nil
    let run = Self.connect(
      [
        .json(404, ["error": "Not found"]),
        .json(200, ["version": "3.5.1", "max_toot_chars": 900]),
        .json(200, Self.registered),
      ], inputs: inputs, code: false)
    #expect(run.steps == ["instance", "instance-v1", "app"])
    #expect(
      run.sent[2].call.bodyText
        == #"{"client_name":"Belfry","redirect_uris":"urn:ietf:wg:oauth:2.0:oob","#
        + #""scopes":"write:statuses write:media read:statuses read:accounts"}"#)
    #expect(run.asked?.name == "code")
    #expect(run.asked?.prompt.contains("redirect_uri=urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob") == true)
  }

  @Test("an app that accounts.yaml names is used as it is")
  func declaredApp() throws {
    var account = Self.account
    account.app = DeclaredApp(
      name: "acme", clientID: "OWN", clientSecret: SecretKey("credential:acme"))
    let run = Self.connect(
      [.json(200, Self.instance), .json(200, Self.token), .json(200, Self.me)], account: account)
    #expect(run.steps == ["instance", "token", "account"])
    #expect(run.value?.tokens["client_secret"] == SecretKey("credential:acme"))
    #expect(run.value?.server?["client_id"] == "OWN")
    #expect(run.value?.server?["client_name"] == nil)
  }

  @Test("a wrong code asks for a new sign-in")
  func wrongCode() {
    let run = Self.connect([
      .json(200, Self.instance), .json(200, Self.registered),
      .json(400, ["error": "invalid_grant", "error_description": "The code is over"]),
    ])
    #expect(run.refusal == Refusal(.signIn, code: "invalid_grant", message: "The code is over"))
  }

  @Test("the probe checks the token and keeps the registration")
  func probe() {
    let run = Replay<JSON>([.json(200, Self.me), .json(200, Self.instance)]) {
      (flow: inout Flow) throws(Pause) in
      try MastodonRecipe().probe(
        .mastodon(facts: ["client_id": "CID", "client_name": "Belfry", "old": 1]), with: &flow)
    }
    #expect(run.value?["client_id"] == "CID")
    #expect(run.value?["client_name"] == "Belfry")
    #expect(run.value?["old"] == nil)
    #expect(run.value?["max_characters"] == 700)
  }

  @Test("facts stay small, whatever the server says")
  func boundedFacts() throws {
    let long = String(repeating: "x", count: 2000)
    let run = Replay<JSON>([
      .json(200, Self.me),
      .json(
        200,
        [
          "version": .string(long), "domain": .string(long),
          "configuration": [
            "statuses": ["max_characters": -1, "max_media_attachments": 9_007_199_254_740_993],
            "media_attachments": [
              "supported_mime_types": .array(Array(repeating: .string(long), count: 200))
            ],
          ],
        ]),
    ]) { (flow: inout Flow) throws(Pause) in
      try MastodonRecipe().probe(.mastodon(facts: nil), with: &flow)
    }
    let facts = try #require(run.value)
    #expect(facts.bytes.count < 1000)
    #expect(facts["max_characters"] == nil)
    #expect(facts["max_media"] == nil)
  }

  @Test("delete is done when the status is gone, however often")
  func delete() {
    func run(_ script: [Scripted]) -> Replay<Bool> {
      Replay(script) { (flow: inout Flow) throws(Pause) in
        try MastodonRecipe().delete(Remote(id: "9/1"), as: .mastodon(), with: &flow)
        return true
      }
    }
    #expect(run([.json(200, .status("9"))]).value == true)
    #expect(run([.json(404, ["error": "Record not found"])]).value == true)
    #expect(run([.html(404)]).refusal?.kind == .transient)
    #expect(run([]).next?.call.url == "https://mastodon.example/api/v1/statuses/9%2F1")
    #expect(run([]).next?.call.method == .delete)
    #expect(run([]).next?.call.costs == [.init("deletes"), .init("requests")])
  }

  @Test("an edit sets the words of its part and keeps the files")
  func edit() {
    func run(_ part: String, _ script: [Scripted]) -> Replay<Bool> {
      Replay(script) { (flow: inout Flow) throws(Pause) in
        try MastodonRecipe().edit(
          Remote(id: "9", extra: ["part": part]),
          to: Content(parts: [.init(text: "One"), .init(text: "Two")], language: "de"),
          as: .mastodon(), with: &flow)
        return true
      }
    }
    let edited = run("1", [.json(200, .status("9", media: ["m"])), .json(200, .status("9"))])
    #expect(edited.value == true)
    #expect(edited.sent[1].call.method == .put)
    #expect(
      edited.sent[1].call.bodyText
        == #"{"language":"de","media_ids":["m"],"spoiler_text":"","status":"Two"}"#)
    #expect(run("2", []).refusal?.kind == .content)
  }

  @Test("headers tell which limit is short, and when it is over on our clock")
  func limits() {
    func reading(_ limit: String, _ remaining: String, reset: String) -> LimitReading? {
      let answer = Answer.json(
        200, nil,
        headers: [
          .init("date", "Fri, 20 Nov 2026 00:00:00 GMT"), .init("x-ratelimit-limit", limit),
          .init("x-ratelimit-remaining", remaining), .init("x-ratelimit-reset", reset),
        ])
      return MastodonRecipe().limits(in: answer).first
    }
    #expect(
      reading("300", "299", reset: "2026-11-20T00:04:00.123456Z")
        == LimitReading(
          limit: "requests", remaining: 299,
          resets: Answer.testTime + .milliseconds(240_123), capacity: 300))
    #expect(reading("300", "1", reset: "2026-11-20T02:59:00Z")?.limit == "posts")
    #expect(reading("30", "1", reset: "2026-11-20T00:25:00Z")?.limit == "media")
    #expect(reading("30", "-1", reset: "2026-11-20T00:25:00Z") == nil)
    #expect(reading("30", "x", reset: "2026-11-20T00:25:00Z") == nil)
    #expect(reading("300", "5", reset: "1795132800")?.resets == nil)
    #expect(MastodonRecipe().limits(in: .html(502)).isEmpty)
  }
}
