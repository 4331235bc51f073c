import Domain
import PlatformModels
import Testing

@Suite("Mastodon: signing in")
struct MastodonSignInTests {
  private let redirect = "http://127.0.0.1:5000/back"
  private let verifier = "a-verifier-of-at-least-forty-three-characters-x"
  private var challenge: String {
    Base64.url(OpenSSLHashing().sha256(Array(verifier.utf8)))
  }

  private func client() -> Client<MastodonModel> {
    Client(
      MastodonModel(
        origin: "http://127.0.0.1:8931", people: ["belfry", "other"], hashing: OpenSSLHashing()))
  }

  private func register(_ client: inout Client<MastodonModel>) -> (id: String, secret: String) {
    let answer = client.form(
      "POST", "/api/v1/apps",
      [
        ("client_name", "Belfry"),
        ("redirect_uris", "\(redirect)\nurn:ietf:wg:oauth:2.0:oob"),
        ("scopes", "write:statuses write:media profile read:statuses"),
      ])
    #expect(answer.status == 200)
    return (answer.json?["client_id"]?.string ?? "", answer.json?["client_secret"]?.string ?? "")
  }

  private func authorize(
    _ client: inout Client<MastodonModel>, _ id: String, redirect: String, extra: String = ""
  ) -> ModelAnswer {
    client.send(
      "GET",
      "/oauth/authorize?response_type=code&client_id=\(id)&state=s1"
        + "&redirect_uri=\(PercentEncoding.component(redirect))"
        + "&scope=write:statuses+write:media+profile&code_challenge=\(challenge)"
        + "&code_challenge_method=S256" + extra)
  }

  private func code(in answer: ModelAnswer) -> String {
    let query = answer.header("location")?.split(separator: "?").last ?? ""
    return query.split(separator: "&").first { $0.hasPrefix("code=") }.map {
      String($0.dropFirst(5))
    }
      ?? ""
  }

  private func exchange(
    _ client: inout Client<MastodonModel>, _ app: (id: String, secret: String), code: String,
    changing changed: [String: String] = [:]
  ) -> ModelAnswer {
    let fields = [
      ("grant_type", "authorization_code"), ("code", code), ("client_id", app.id),
      ("client_secret", app.secret), ("redirect_uri", redirect), ("code_verifier", verifier),
    ].map { ($0.0, changed[$0.0] ?? $0.1) }
    return client.form("POST", "/oauth/token", fields)
  }

  @Test("registration, the page, the button, the code, the token, and who it belongs to")
  func wholeWay() throws {
    var client = client()
    let app = register(&client)
    let page = authorize(&client, app.id, redirect: redirect)
    #expect(page.status == 200)
    #expect(page.text.contains("<button>Allow</button>"))
    let pressed = client.form(
      "POST", "/oauth/authorize",
      [
        ("response_type", "code"), ("client_id", app.id), ("state", "s1"),
        ("redirect_uri", redirect), ("scope", "write:statuses write:media profile"),
        ("code_challenge", challenge), ("code_challenge_method", "S256"), ("account", "other"),
      ])
    #expect(pressed.status == 302)
    #expect(pressed.header("location")?.hasPrefix(redirect + "?code=") == true)
    #expect(pressed.header("location")?.hasSuffix("&state=s1") == true)
    let token = exchange(&client, app, code: code(in: pressed))
    #expect(token.json?["token_type"] == "Bearer")
    #expect(token.json?["scope"] == "write:statuses write:media profile")
    client.token = try #require(token.json?["access_token"]?.string)
    let me = client.send("GET", "/api/v1/accounts/verify_credentials").json
    #expect(me?["username"] == "other")
    #expect(client.json("POST", "/api/v1/statuses", ["status": "a"]).status == 200)
    let listing = client.send("GET", "/api/v1/accounts/109001/statuses")
    #expect(listing.status == 403)
  }

  @Test("out of band: the approved page shows a code to paste")
  func outOfBand() {
    var client = client()
    let app = register(&client)
    let answer = authorize(
      &client, app.id, redirect: "urn:ietf:wg:oauth:2.0:oob", extra: "&approve=1")
    #expect(answer.status == 302)
    let shown = client.send(
      "GET", String((answer.header("location") ?? "").dropFirst("http://127.0.0.1:8931".count)))
    #expect(shown.text.contains("<code id=\"code\">\(code(in: answer))</code>"))
    let token = exchange(
      &client, app, code: code(in: answer),
      changing: ["redirect_uri": "urn:ietf:wg:oauth:2.0:oob"])
    #expect(token.status == 200)
  }

  @Test(
    "a code is worth nothing with anything wrong about it",
    arguments: [
      ("code_verifier", "another-verifier-of-at-least-forty-three-chars", 400, "invalid_grant"),
      ("code_verifier", "short", 400, "invalid_grant"),
      ("redirect_uri", "http://127.0.0.1:5000/other", 400, "invalid_grant"),
      ("code", "nonsense", 400, "invalid_grant"),
      ("client_secret", "nonsense", 401, "invalid_client"),
      ("client_id", "nonsense", 401, "invalid_client"),
      ("grant_type", "password", 400, "unsupported_grant_type"),
    ])
  func wrongExchange(_ field: String, _ value: String, _ status: Int, _ error: String) {
    var client = client()
    let app = register(&client)
    let code = code(in: authorize(&client, app.id, redirect: redirect, extra: "&approve=1"))
    let answer = exchange(&client, app, code: code, changing: [field: value])
    #expect(answer.status == status)
    #expect(answer.json?["error"]?.string == error)
  }

  @Test("a code works once, and for ten minutes")
  func codeLifetime() {
    var client = client()
    let app = register(&client)
    let first = code(in: authorize(&client, app.id, redirect: redirect, extra: "&approve=1"))
    #expect(exchange(&client, app, code: first).status == 200)
    #expect(exchange(&client, app, code: first).json?["error"] == "invalid_grant")
    let second = code(in: authorize(&client, app.id, redirect: redirect, extra: "&approve=1"))
    client.wait(.seconds(600))
    #expect(exchange(&client, app, code: second).json?["error"] == "invalid_grant")
  }

  @Test("the authorize page refuses unknown clients, addresses, scopes and methods")
  func wrongAuthorize() {
    var client = client()
    let app = register(&client)
    #expect(authorize(&client, "nobody", redirect: redirect).status == 401)
    #expect(authorize(&client, app.id, redirect: "http://evil.example/").status == 400)
    #expect(authorize(&client, app.id, redirect: redirect, extra: "&colour=red").status == 400)
    let scope = client.send(
      "GET",
      "/oauth/authorize?response_type=code&client_id=\(app.id)&scope=write"
        + "&redirect_uri=\(PercentEncoding.component(redirect))")
    #expect(scope.json?["error"] == "invalid_scope")
  }

  @Test("registration refuses what the documentation does not allow")
  func wrongRegistration() {
    var client = client()
    let cases: [(JSON, Int)] = [
      (["client_name": "b", "redirect_uris": "javascript://x"], 422),
      (["client_name": "b", "redirect_uris": "http://a/", "scopes": "everything"], 422),
      (["client_name": "b", "redirect_uris": "http://a/", "scope": "read"], 400),
      (["redirect_uris": "http://a/"], 400), (["client_name": "b"], 422),
    ]
    for (body, status) in cases {
      #expect(client.json("POST", "/api/v1/apps", body).status == status)
    }
  }

  @Test("a revoked token is worth nothing; revoking again is fine, a stranger's is not")
  func revoking() throws {
    var client = client()
    let app = register(&client)
    let stranger = register(&client)
    let code = code(in: authorize(&client, app.id, redirect: redirect, extra: "&approve=1"))
    let token = try #require(exchange(&client, app, code: code).json?["access_token"]?.string)
    func revoke(_ by: (id: String, secret: String)) -> Int {
      client.form(
        "POST", "/oauth/revoke",
        [("client_id", by.id), ("client_secret", by.secret), ("token", token)]
      ).status
    }
    #expect(revoke(stranger) == 403)
    #expect(revoke(app) == 200)
    #expect(revoke(app) == 200)
    client.token = token
    #expect(client.send("GET", "/api/v1/accounts/verify_credentials").status == 401)
  }

  @Test("the server describes itself and its limits")
  func description() {
    var client = client()
    let instance = client.send("GET", "/api/v2/instance").json
    #expect(instance?["configuration"]?["statuses"]?["max_characters"] == 500)
    #expect(instance?["api_versions"]?["mastodon"] == 7)
    let metadata = client.send("GET", "/.well-known/oauth-authorization-server").json
    #expect(metadata?["code_challenge_methods_supported"] == ["S256"])
    #expect(client.send("GET", "/api/v1/nothing").status == 404)
  }
}
