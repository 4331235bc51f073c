import Adapters
import Domain
import Testing

@Suite("Threads: accounts")
struct ThreadsAccountTests {
  private static let inputs: [String: FlowInput] = [
    "state": .text("st&te"), "code": .secret(SecretKey("vault:code")),
  ]
  private static let me = Scripted.json(200, ["id": "35", "username": "acme"])
  private static let quota = Scripted.json(
    200, ["data": [["quota_usage": 0, "config": ["quota_total": 250]]]])

  private static func account(_ change: (inout AccountFacts) -> Void = { _ in }) -> AccountFacts {
    var account = AccountFacts.threads
    account.settings["redirect"] = "https://acme.example/back"
    account.tokens = [:]
    change(&account)
    return account
  }

  private static func connect(
    _ script: [Scripted], _ account: AccountFacts = account(),
    _ inputs: [String: FlowInput] = inputs
  ) -> Replay<Grant> {
    Replay(script, in: ReplayWorld(inputs: inputs)) { (flow: inout Flow) throws(Pause) in
      try ThreadsRecipe().connect(account, with: &flow)
    }
  }

  @Test("the person is sent to the consent page with the registered address")
  func consent() {
    let run = Self.connect([], Self.account(), ["state": .text("st&te")])
    #expect(run.asked?.name == "code")
    let scopes =
      "threads_basic%2Cthreads_content_publish%2Cthreads_manage_replies"
      + "%2Cthreads_read_replies%2Cthreads_delete"
    let address =
      "https://threads.net/oauth/authorize?response_type=code&client_id=900"
      + "&redirect_uri=https%3A%2F%2Facme.example%2Fback&scope=\(scopes)&state=st%26te"
    #expect(run.asked?.prompt.contains(address) == true, "\(run.asked?.prompt ?? "")")
  }

  @Test("a code becomes a token for an hour, and that one for sixty days which renews itself")
  func connects() throws {
    let run = Self.connect([
      .json(200, ["access_token": "short", "user_id": 35_000_000_000_000_001]),
      .json(200, ["access_token": "long", "token_type": "bearer", "expires_in": 5_183_944]),
      Self.me, Self.quota,
    ])
    #expect(run.steps == ["token", "long-token", "account", "quota"])
    #expect(run.sent[0].kind == .secret)
    #expect(run.sent[0].call.url == "https://graph.threads.net/oauth/access_token")
    #expect(
      run.sent[0].call.bodyText
        == "client_id=900&client_secret=<form credential:acme>&grant_type=authorization_code"
        + "&redirect_uri=https%3A%2F%2Facme.example%2Fback&code=<form vault:code>")
    #expect(
      run.sent[1].call.url
        == "https://graph.threads.net/access_token?grant_type=th_exchange_token"
        + "&client_secret={credential:acme}&access_token={vault:7/1/token/access_token}")
    let long = SecretKey("vault:7/1/long-token/access_token")
    let ends = Answer.testTime + .seconds(5_183_944)
    let grant = try #require(run.value)
    #expect(grant.tokens == ["access": long, "refresh": long])
    #expect(grant.accessExpires == ends && grant.refreshExpires == ends)
    #expect(
      grant.identity
        == Identity(id: "35", handle: "@acme", url: "https://www.threads.net/@acme"))
    #expect(grant.server == ["posts_per_day": 250])
  }

  @Test("another server serves signing in too")
  func sandbox() {
    let account = Self.account { $0.settings["server"] = "http://127.0.0.1:8933" }
    let run = Self.connect([], account, ["state": .text("s")])
    #expect(run.asked?.prompt.contains("http://127.0.0.1:8933/oauth/authorize?") == true)
  }

  @Test("without an app, its secret or an address there is nothing to sign in with")
  func incomplete() {
    let wrong = [
      Self.account { $0.app = nil }, Self.account { $0.app?.clientSecret = nil },
      Self.account { $0.settings["redirect"] = nil },
    ]
    for account in wrong { #expect(Self.connect([], account).refusal?.kind == .signIn) }
  }

  @Test(
    "a refused code, and a refused token, ask the person",
    arguments: [
      Scripted.json(
        400, ["error_type": "OAuthException", "code": 400, "error_message": "used"]),
      .graph(190), .graph(101 - 1), .graph(10),
    ])
  func refused(_ answer: Scripted) {
    #expect(Self.connect([answer]).refusal?.kind == .signIn)
  }

  private static func refresh(_ script: [Scripted]) -> Replay<Grant> {
    Replay(script) { (flow: inout Flow) throws(Pause) in
      try ThreadsRecipe().refresh(.threads, with: &flow)
    }
  }

  @Test("the token is renewed with itself")
  func renews() {
    let run = Self.refresh([.json(200, ["access_token": "new", "expires_in": 5_184_000])])
    #expect(
      run.sent[0].call.url
        == "https://graph.threads.net/refresh_access_token?grant_type=th_refresh_token"
        + "&access_token={vault:1/1/long/a}")
    let key = SecretKey("vault:7/1/token/access_token")
    #expect(run.value?.tokens == ["access": key, "refresh": key])
    #expect(run.value?.refreshExpires == Answer.testTime + .seconds(5_184_000))
  }

  @Test("a renewal that is refused needs the person; trouble does not")
  func refusedRenewal() {
    #expect(Self.refresh([.graph(190, 463)]).refusal?.kind == .signIn)
    #expect(Self.refresh([.graph(100)]).refusal?.kind == .signIn)
    #expect(Self.refresh([.graph(2)]).refusal?.kind == .transient)
    #expect(Self.refresh([.html(502)]).refusal?.kind == .transient)
    #expect(Self.refresh([.graph(4)]).refusal?.kind == .throttled(nil))
  }

  @Test("the probe reads who it is and what a day allows")
  func probe() {
    let run = Replay([Self.me, Self.quota]) { (flow: inout Flow) throws(Pause) in
      try ThreadsRecipe().probe(.threads, with: &flow)
    }
    #expect(run.value == ["posts_per_day": 250])
    #expect(
      run.sent[1].call.url
        == "https://graph.threads.net/v1.0/me/threads_publishing_limit"
        + "?fields=quota_usage%2Cconfig")
  }

  private static func delete(_ script: [Scripted], _ remote: Remote = .init(id: "9")) -> Replay<
    Bool
  > {
    Replay(script) { (flow: inout Flow) throws(Pause) in
      try ThreadsRecipe().delete(remote, as: .threads, with: &flow)
      return true
    }
  }

  @Test("a post is deleted, and one that is not there counts as deleted")
  func deletes() {
    let run = Self.delete([.json(200, ["success": true, "deleted_id": "9"])])
    #expect(run.value == true)
    #expect(run.sent[0].call.method == .delete)
    #expect(run.sent[0].call.url == "https://graph.threads.net/v1.0/9")
    #expect(run.sent[0].call.costs == [.init("deletes"), .init("calls")])
    #expect(Self.delete([.graph(100, 33)]).value == true)
    #expect(Self.delete([.graph(10)]).refusal?.kind == .permission)
    let nameless = Remote(id: "container:c1", extra: ["container": "c1"])
    #expect(Self.delete([], nameless).refusal?.code == "no-id")
  }
}
