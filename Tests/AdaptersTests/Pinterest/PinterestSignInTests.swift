import Adapters
import Domain
import Testing

@Suite("Pinterest: sign-in and rules")
struct PinterestSignInTests {
  static let token = Scripted.json(
    200,
    [
      "access_token": ["$secret": "vault:1/1/token/access_token"],
      "refresh_token": ["$secret": "vault:1/1/token/refresh_token"], "expires_in": 2_592_000,
      "refresh_token_expires_in": 5_184_000, "scope": "boards:read,pins:write",
    ])

  private static func connect(
    _ script: [Scripted], settings: [String: String] = [:], inputs: [String: FlowInput] = [:]
  ) -> Replay<Grant> {
    var world = ReplayWorld()
    world.inputs = ["state": .text("S"), "code": .secret(SecretKey("vault:code"))]
      .merging(inputs) { $1 }
    var account = AccountFacts.pinterest(
      settings: ["redirect": "http://127.0.0.1:8976/callback"].merging(settings) { $1 })
    account.server = .null
    let facts = account
    return Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try PinterestRecipe().connect(facts, with: &flow)
    }
  }

  static let me = Scripted.json(200, ["id": "7", "username": "acme"])

  static let boards = Scripted.json(
    200,
    [
      "items": [["id": "900", "name": "Bells"], ["id": "901", "name": "Towers"]],
      "bookmark": .null,
    ])

  @Test("the person consents, and chooses a board where there are several")
  func connect() {
    let asks = Self.connect([Self.token, Self.me, Self.boards])
    #expect(asks.sent[0].call.url == "https://api.pinterest.com/v5/oauth/token")
    #expect(
      asks.sent[0].call.authorization
        == .basic(user: "CID", password: SecretKey("credential:p-secret")))
    #expect(asks.sent[0].call.bodyText.hasSuffix("&continuous_refresh=true"))
    guard case .input(let request) = asks.pause else {
      Issue.record("it asks for nothing")
      return
    }
    #expect(request.options.map(\.label) == ["Bells (900)", "Towers (901)"])
    let run = Self.connect(
      [Self.token, Self.me, Self.boards], inputs: ["board": .text("901")])
    #expect(run.value?.server == ["board": "901"])
    #expect(run.value?.scopes == ["boards:read", "pins:write"])
    #expect(run.value?.identity?.url == "https://www.pinterest.com/acme/")
    #expect(run.value?.refreshExpires == Answer.testTime + .seconds(5_184_000))
    #expect(Self.connect([Self.token, Self.me], settings: ["board": "900"]).value != nil)
    let none = Scripted.json(200, ["items": [], "bookmark": .null])
    #expect(Self.connect([Self.token, Self.me, none]).refusal?.code == "no-board")
  }

  private static func refresh(_ script: [Scripted]) -> Replay<Grant> {
    Replay(script) { (flow: inout Flow) throws(Pause) in
      try PinterestRecipe().refresh(.pinterest(), with: &flow)
    }
  }

  @Test("a renewal keeps the new refresh token")
  func refresh() {
    let run = Self.refresh([Self.token])
    #expect(
      run.sent[0].call.bodyText
        == "grant_type=refresh_token&refresh_token=<form vault:1/1/token/refresh_token>")
    #expect(run.value?.tokens["refresh"] == SecretKey("vault:1/1/token/refresh_token"))
  }

  @Test(
    "only the endpoint's own words disconnect the account",
    arguments: [
      (.json(401, ["code": 283, "message": "invalid"]), .signIn),
      (.json(400, ["code": 1, "message": "invalid"]), .signIn),
      (.json(400, ["error": "invalid_grant"]), .signIn),
      (.json(429, ["code": 8, "message": "m"]), .throttled(nil)), (.html(401), nil),
      (.json(500, ["code": 1, "message": "m"]), nil), (.lost, nil),
    ] as [(Scripted, Refusal.Kind?)])
  func refreshRefused(_ outcome: Scripted, _ kind: Refusal.Kind?) {
    #expect(Self.refresh([outcome]).refusal?.kind == kind)
  }

  private func problems(
    _ content: Content, settings: [String: String] = [:]
  ) -> [ContentProblem] {
    PinterestRecipe().problems(with: content, for: .pinterest(settings: settings))
  }

  @Test("what fits")
  func rules() {
    var fitting = Content.pin([.test("image/png", bytes: 7_000_000)])
    fitting.options["title"] = .string(String(repeating: "a", count: 100))
    fitting.parts[0].text = String(repeating: "a", count: 800)
    #expect(problems(fitting).isEmpty)
    fitting.options["title"] = .string(String(repeating: "a", count: 101))
    fitting.parts[0].text = String(repeating: "a", count: 801)
    fitting.parts[0].link = "https://example.org/" + String(repeating: "a", count: 2029)
    fitting.parts[0].media[0].alt = String(repeating: "a", count: 501)
    #expect(
      problems(fitting).errors == [
        "101 of 100 characters in the title", "801 of 800 characters",
        "2049 of 2048 characters in the link", "501 of 500 characters of alt text",
      ])
    #expect(problems(Content(text: "words")).errors == ["a Pin needs a picture or a film"])
    var odd = Content.pin([.test()], options: ["board": "Bells", "section": "x", "colour": 1])
    odd.parts.append(.init(text: "two"))
    odd.warning = "Loud"
    odd.visibility = .followers
    #expect(problems(odd).errors.count == 6)
  }

  @Test("a board is asked for once the account is connected")
  func board() {
    var account = AccountFacts.pinterest()
    account.server = [:]
    let recipe = PinterestRecipe()
    let content = PinterestTests.picture
    #expect(recipe.problems(with: content, for: account).errors == ["a Pin needs a board"])
    account.server = .null
    #expect(recipe.problems(with: content, for: account).isEmpty)
  }

  @Test("which files fit, inside the call and fetched")
  func files() {
    func errors(_ media: [MediaFile], _ pictures: String = "upload") -> [String] {
      problems(.pin(media), settings: ["pictures": pictures]).errors
    }
    let large = MediaFile.test(bytes: 7_000_001)
    #expect(errors([large]) == ["the file has 7000001 of 7000000 bytes"])
    #expect(errors([large], "fetch").isEmpty)
    #expect(errors([.test(bytes: 4_000_000), .test(bytes: 4_000_000)]).count == 1)
    #expect(errors([.test("image/webp")]) == ["Pinterest takes JPEG and PNG, not image/webp"])
    #expect(errors([.test("image/webp")], "fetch").isEmpty)
    #expect(errors([MediaFile](repeating: .test(), count: 6)) == ["6 of 5 pictures"])
    #expect(errors([.test("video/mp4"), .test()]).isEmpty)
    #expect(errors([.test("video/mp4"), .test("video/mp4")]).count == 1)
    #expect(errors([.test("video/webm")]) == ["Pinterest takes MP4 and MOV, not video/webm"])
    var short = MediaFile.test("video/mp4")
    short.milliseconds = 3999
    #expect(errors([short]).count == 1)
  }
}
