import Domain
import PlatformModels
import Testing

@Suite("Bluesky: sessions")
struct BlueskySessionTests {
  private func client(_ rules: BlueskyModel.Rules = .init()) -> Client<BlueskyModel> {
    Client(
      BlueskyModel(origin: "http://127.0.0.1:8932", rules: rules, hashing: OpenSSLHashing()))
  }

  private func signIn(
    _ client: inout Client<BlueskyModel>, password: String = "abcd-efgh-ijkl-2345",
    identifier: String = "belfry.test"
  ) -> ModelAnswer {
    client.json(
      "POST", "/xrpc/com.atproto.server.createSession",
      ["identifier": .string(identifier), "password": .string(password)])
  }

  private func refresh(_ client: inout Client<BlueskyModel>, _ token: JSON?) -> ModelAnswer {
    client.token = token?.string
    return client.send("POST", "/xrpc/com.atproto.server.refreshSession")
  }

  private let session = "/xrpc/com.atproto.server.getSession"

  @Test("an app password gives tokens that say when they end, and the address of the server")
  func signsIn() throws {
    var client = client()
    let answer = signIn(&client)
    #expect(answer.status == 200)
    let service = answer.json?["didDoc"]?["service"]?[0]
    #expect(service?["serviceEndpoint"] == "http://127.0.0.1:8932")
    let parts = try #require(answer.json?["accessJwt"]?.string).split(separator: ".")
    let claims = try JSON(parsing: try #require(Base64.decode(parts[1])))
    #expect(claims["exp"] == 1_795_140_000)
    #expect(claims["sub"] == answer.json?["did"])
    client.token = answer.json?["accessJwt"]?.string
    #expect(client.send("GET", session).json?["handle"] == "belfry.test")
  }

  @Test(
    "wrong names and passwords are refused",
    arguments: [
      ("nobody.test", "abcd-efgh-ijkl-2345"), ("belfry.test", "abcd-efgh-ijkl"),
      ("belfry.test", "secret"), ("belfry.test", "ABCD-efgh-ijkl-2345"), ("@belfry.test", "a"),
    ])
  func refuses(_ identifier: String, _ password: String) {
    var client = client()
    let answer = signIn(&client, password: password, identifier: identifier)
    #expect(answer.status == 401)
    #expect(answer.json?["error"] == "AuthenticationRequired")
  }

  @Test("access ends after two hours; the refresh token brings a new pair")
  func refreshing() {
    var client = client()
    let first = signIn(&client).json
    client.wait(.seconds(7200))
    client.token = first?["accessJwt"]?.string
    let expired = client.send("GET", session)
    #expect(expired.status == 400)
    #expect(expired.json?["error"] == "ExpiredToken")
    let second = refresh(&client, first?["refreshJwt"])
    #expect(second.status == 200)
    #expect(second.json?["refreshJwt"] != first?["refreshJwt"])
    client.token = second.json?["accessJwt"]?.string
    #expect(client.send("GET", session).status == 200)
  }

  @Test("a spent refresh token gives the same successor for two hours, then nothing")
  func rotation() {
    var client = client()
    let first = signIn(&client).json
    let second = refresh(&client, first?["refreshJwt"]).json
    client.wait(.seconds(7199))
    #expect(refresh(&client, first?["refreshJwt"]).json?["refreshJwt"] == second?["refreshJwt"])
    client.wait(.seconds(1))
    let late = refresh(&client, first?["refreshJwt"])
    #expect(late.json?["error"] == "ExpiredToken")
    #expect(refresh(&client, second?["refreshJwt"]).status == 200)
  }

  @Test("a strict server without grace ends the whole sign-in when a token is spent twice")
  func strictFamilies() {
    var rules = BlueskyModel.Rules()
    rules.refreshGrace = .zero
    rules.endsFamilyOnReuse = true
    var client = client(rules)
    let first = signIn(&client).json
    let second = refresh(&client, first?["refreshJwt"]).json
    #expect(refresh(&client, first?["refreshJwt"]).status == 400)
    #expect(refresh(&client, second?["refreshJwt"]).status == 400)
    client.token = second?["accessJwt"]?.string
    #expect(client.send("GET", session).json?["error"] == "InvalidToken")
  }

  @Test("the wrong kind of token, a body, or no token at all")
  func wrongRefresh() {
    var client = client()
    let tokens = signIn(&client).json
    #expect(refresh(&client, tokens?["accessJwt"]).json?["error"] == "InvalidToken")
    #expect(refresh(&client, nil).json?["error"] == "AuthMissing")
    client.token = tokens?["refreshJwt"]?.string
    let body = client.json("POST", "/xrpc/com.atproto.server.refreshSession", [:])
    #expect(body.json?["error"] == "InvalidRequest")
    #expect(client.send("GET", session).json?["error"] == "InvalidToken")
    #expect(client.send("POST", "/xrpc/com.atproto.server.deleteSession").status == 200)
    #expect(refresh(&client, tokens?["refreshJwt"]).json?["error"] == "ExpiredToken")
  }

  @Test("thirty sign-ins in five minutes")
  func limit() {
    var client = client()
    for _ in 0..<30 { #expect(signIn(&client).status == 200) }
    let refused = signIn(&client)
    #expect(refused.status == 429)
    #expect(refused.header("Retry-After") == "300")
  }

  @Test("handles resolve, others do not")
  func handles() {
    var client = client()
    let target = "/xrpc/com.atproto.identity.resolveHandle?handle="
    #expect(
      client.send("GET", target + "alice.test").json?["did"]?.string?.hasPrefix("did:plc:") == true)
    #expect(client.send("GET", target + "nobody.test").status == 400)
    #expect(client.send("GET", "/xrpc/com.atproto.server.describeServer").status == 200)
  }
}
