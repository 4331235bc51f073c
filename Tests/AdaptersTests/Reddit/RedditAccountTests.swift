import Adapters
import Domain
import Testing

@Suite("Reddit: sign-in, edit, delete, limits, rules")
struct RedditAccountTests {
  static func connect(_ script: [Scripted], code: Bool = true) -> Replay<Grant> {
    var world = ReplayWorld(inputs: ["state": .text("s")])
    if code { world.inputs["code"] = .secret(SecretKey("vault:in/code")) }
    return Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try RedditRecipe().connect(.reddit(), with: &flow)
    }
  }

  static let token: JSON = [
    "access_token": "CANARY-a", "refresh_token": "CANARY-r", "expires_in": 86_400,
    "scope": "identity submit",
  ]

  @Test("signs in, and the refresh token has no end")
  func connect() throws {
    let run = Self.connect([.json(200, Self.token), .json(200, ["id": "u1", "name": "Acme"])])
    #expect(run.sent[0].call.header("User-Agent") == "linux:belfry:1 (by /u/acme)")
    #expect(
      run.sent[0].call.authorization
        == .basic(user: "CID", password: SecretKey("credential:r-secret")))
    let grant = try #require(run.value)
    #expect(grant.identity?.handle == "u/Acme")
    #expect(grant.accessExpires == Answer.testTime + .seconds(86_400))
    #expect(grant.refreshExpires == nil)
    #expect(grant.tokens["refresh"] != nil)
    for sent in run.sent { #expect(!sent.call.frozen.contains("CANARY")) }
  }

  @Test("the consent asks for a lasting sign-in; somebody else's is refused")
  func consent() {
    guard case .input(let request) = Self.connect([], code: false).pause else {
      Issue.record("nobody was asked")
      return
    }
    #expect(request.prompt.contains("&duration=permanent&scope=identity%20submit%20read%20flair"))
    let other = Self.connect([.json(200, Self.token), .json(200, ["id": "u2", "name": "eve"])])
    #expect(other.refusal?.code == "other-account")
  }

  @Test("refusals of the token endpoint may be a 200")
  func refused() {
    func refresh(_ answer: Scripted) -> Replay<Grant> {
      Replay([answer]) { (flow: inout Flow) throws(Pause) in
        try RedditRecipe().refresh(.reddit(), with: &flow)
      }
    }
    #expect(refresh(.json(200, ["error": "invalid_grant"])).refusal?.kind == .signIn)
    #expect(refresh(.json(400, ["error": "invalid_grant"])).refusal?.kind == .signIn)
    #expect(refresh(.json(503, ["error": "busy"])).refusal?.kind == .transient)
    #expect(refresh(.json(200, Self.token)).value != nil)
  }

  @Test("texts are edited, posts are deleted")
  func change() {
    let remote = Remote(id: "t3_9")
    let edit = Replay<Bool>([.json(200, .made(["things": []]))]) {
      (flow: inout Flow) throws(Pause) in
      try RedditRecipe().edit(remote, to: .reddit("New"), as: .reddit(), with: &flow)
      return true
    }
    #expect(edit.value == true)
    #expect(edit.sent[0].call.bodyText == "api_type=json&thing_id=t3_9&text=New")
    let delete = Replay<Bool>([.json(200, [:])]) { (flow: inout Flow) throws(Pause) in
      try RedditRecipe().delete(remote, as: .reddit(), with: &flow)
      return true
    }
    #expect(delete.value == true)
    #expect(delete.sent[0].call.bodyText == "id=t3_9")
  }

  @Test("headers say what is left of ten minutes")
  func limits() {
    let readings = RedditRecipe().limits(
      in: .json(
        200, [:],
        headers: [
          .init("x-ratelimit-used", "3"), .init("x-ratelimit-remaining", "97.0"),
          .init("x-ratelimit-reset", "50"),
        ]))
    #expect(
      readings == [
        LimitReading(
          limit: "requests", remaining: 97, resets: Answer.testTime + .seconds(50), capacity: 100)
      ])
  }

  private func errors(_ content: Content) -> [String] {
    RedditRecipe().problems(with: content, for: .reddit()).errors
  }

  @Test("a post needs a title and a place, and takes what Reddit has")
  func rules() {
    #expect(errors(.reddit()) == [])
    #expect(errors(Content(text: "A")) == ["a post on Reddit needs a title"])
    #expect(errors(.reddit(options: ["subreddit": "no such"])).count == 1)
    let long = String(repeating: "a", count: 301)
    #expect(errors(.reddit(options: ["title": .string(long)])).count == 1)
    #expect(errors(.reddit(options: ["nsfw": "yes", "colour": 1])).count == 2)
    #expect(errors(.reddit(String(repeating: "a", count: 40_001))).count == 1)
    var content = Content.reddit()
    content.parts.append(.init(text: "B"))
    content.warning = "W"
    content.visibility = .direct
    content.parts[0].poll = Poll(options: ["a", "b"], durationSeconds: 86_400)
    #expect(errors(content).count == 4)
  }

  @Test("media: kinds, sizes, and a film with its poster")
  func media() {
    func item(_ mime: String, _ bytes: Int64 = 1000) -> MediaItem {
      MediaItem(alt: "A", file: .test(mime, bytes: bytes))
    }
    #expect(errors(.reddit(media: [item("image/webp")])).count == 1)
    #expect(errors(.reddit(media: [item("image/png", 20_000_001)])).count == 1)
    #expect(errors(.reddit(media: [item("video/mp4")])).count == 1)
    #expect(errors(.reddit(media: [item("video/mp4"), item("image/png")])) == [])
    #expect(errors(.reddit(media: Array(repeating: item("image/png"), count: 21))).count == 1)
    #expect(errors(.reddit(link: "https://a.example", media: [item("image/png")])).count == 1)
  }
}
