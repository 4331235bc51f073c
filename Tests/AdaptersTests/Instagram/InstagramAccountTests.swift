import Adapters
import Domain
import Testing

@Suite("Instagram: accounts")
struct InstagramAccountTests {
  private static func connect(_ script: [Scripted], code: Bool = true) -> Replay<Grant> {
    var account = AccountFacts.instagram
    account.settings["redirect"] = "https://acme.example/back"
    var inputs: [String: FlowInput] = ["state": .text("s")]
    if code { inputs["code"] = .secret(SecretKey("vault:code")) }
    return Replay(script, in: ReplayWorld(inputs: inputs)) { (flow: inout Flow) throws(Pause) in
      try InstagramRecipe().connect(account, with: &flow)
    }
  }

  private static let rest: [Scripted] = [
    .json(200, ["access_token": "long", "expires_in": 5_184_000]),
    .json(200, ["id": "9178", "user_id": "178", "username": "acme"]),
    .json(200, ["data": [["quota_usage": 0, "config": ["quota_total": 50]]]]),
  ]

  @Test("the person is sent to Instagram's own page")
  func consent() {
    let prompt = Self.connect([], code: false).asked?.prompt ?? ""
    #expect(
      prompt.contains(
        "https://www.instagram.com/oauth/authorize?response_type=code&client_id=900&redirect_uri="))
    #expect(
      prompt.contains(
        "instagram_business_basic%2Cinstagram_business_content_publish"
          + "%2Cinstagram_business_manage_comments"))
  }

  @Test(
    "the token comes plain or inside a list, and never stays in the clear",
    arguments: [
      JSON.object(["access_token": "short", "user_id": 178]),
      ["data": [["access_token": "short", "user_id": "178"]]],
    ])
  func connects(_ token: JSON) throws {
    let run = Self.connect([.json(200, token)] + Self.rest)
    #expect(
      run.sent[0].call.destination
        == .vault(fields: ["access_token", "data.0.access_token"], limitBytes: 64 << 10))
    #expect(run.sent[0].call.url == "https://api.instagram.com/oauth/access_token")
    let grant = try #require(run.value)
    #expect(grant.identity?.id == "178")
    #expect(grant.tokens["access"] == grant.tokens["refresh"])
    #expect(grant.refreshExpires == Answer.testTime + .seconds(5_184_000))
    #expect(run.steps == ["token", "long-token", "account", "quota"])
    #expect(run.sent[3].call.url.contains("/v26.0/178/content_publishing_limit?") == true)
  }

  @Test("the token is renewed with itself")
  func renews() {
    let run = Replay([Self.rest[0]]) { (flow: inout Flow) throws(Pause) in
      try InstagramRecipe().refresh(.instagram, with: &flow)
    }
    #expect(
      run.sent[0].call.url
        == "https://graph.instagram.com/refresh_access_token?grant_type=ig_refresh_token"
        + "&access_token={vault:1/1/long/a}")
    #expect(run.value?.tokens.count == 2)
  }
}
