import Adapters
import Domain
import Testing

@Suite("YouTube: sign-in, renewal, changes")
struct YouTubeAccountTests {
  private static let scope = YouTubeRecipe().profile.scopes.joined(separator: " ")

  private static func token(refresh: String? = "CANARY-R", scope: String = scope) -> Scripted {
    .json(
      200,
      [
        "access_token": "CANARY-A", "refresh_token": JSON(refresh), "expires_in": 3599,
        "scope": .string(scope), "token_type": "Bearer",
      ])
  }

  private static let channel = Scripted.json(
    200,
    [
      "items": [
        [
          "id": "UC1", "snippet": ["title": "Acme", "customUrl": "@acme"],
          "contentDetails": ["relatedPlaylists": ["uploads": "UU1"]],
        ]
      ]
    ])

  private static func connect(
    _ script: [Scripted], account: AccountFacts = .youtube(), redirect: String? = nil
  ) -> Replay<Grant> {
    var world = ReplayWorld()
    world.inputs = [
      "code_challenge": .text("challenge"), "state": .text("s1"),
      "code_verifier": .secret(SecretKey("vault:in/v")), "code": .secret(SecretKey("vault:in/c")),
    ]
    if let redirect { world.inputs["redirect_uri"] = .text(redirect) }
    return Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try YouTubeRecipe().connect(account, with: &flow)
    }
  }

  @Test("code, tokens, channel")
  func connect() throws {
    let run = Self.connect(
      [Self.token(), Self.channel], redirect: "http://127.0.0.1:4711/")
    #expect(run.steps == ["token", "channel"])
    #expect(run.sent[0].kind == .secret)
    #expect(run.sent[0].call.url == "https://oauth2.googleapis.com/token")
    #expect(
      run.sent[0].call.bodyText == "client_id=client-1&client_secret=<form env:GOOGLE_SECRET>"
        + "&grant_type=authorization_code&code=<form vault:in/c>"
        + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2F&code_verifier=<form vault:in/v>")
    let grant = try #require(run.value)
    #expect(
      grant.tokens == [
        "access": SecretKey("vault:7/1/token/access_token"),
        "refresh": SecretKey("vault:7/1/token/refresh_token"),
      ])
    #expect(grant.accessExpires == Answer.testTime + .seconds(3599))
    #expect(
      grant.identity
        == Identity(
          id: "UC1", handle: "@acme", url: "https://www.youtube.com/channel/UC1"))
    #expect(grant.server == ["uploads": "UU1"])
    for sent in run.sent { #expect(!sent.call.frozen.contains("CANARY")) }
  }

  @Test("the person is sent to Google with everything that a lasting access needs")
  func prompt() throws {
    var world = ReplayWorld()
    world.inputs = ["code_challenge": .text("challenge"), "state": .text("s1")]
    let run = Replay([], in: world) { (flow: inout Flow) throws(Pause) in
      try YouTubeRecipe().connect(.youtube(), with: &flow)
    }
    guard case .input(let request) = run.pause else {
      Issue.record("no code asked for")
      return
    }
    for piece in [
      "https://accounts.google.com/o/oauth2/v2/auth?client_id=client-1",
      "redirect_uri=http%3A%2F%2F127.0.0.1&", "access_type=offline", "prompt=consent", "state=s1",
      "code_challenge=challenge&code_challenge_method=S256",
      "auth%2Fyoutube.upload%20https",
    ] {
      #expect(request.prompt.contains(piece))
    }
  }

  @Test("a sandbox gets the sign-in too")
  func sandbox() {
    let run = Self.connect(
      [], account: .youtube(settings: ["server": "http://127.0.0.1:8933"]))
    #expect(run.next?.call.url == "http://127.0.0.1:8933/token")
  }

  @Test("half a sign-in is none")
  func incomplete() {
    #expect(Self.connect([Self.token(refresh: nil)]).refusal?.code == "no-refresh-token")
    let narrow = Self.connect([
      Self.token(scope: "https://www.googleapis.com/auth/youtube.force-ssl")
    ])
    #expect(narrow.refusal?.kind == .permission)
    let none = Self.connect([Self.token(), .json(200, ["kind": "list"])])
    #expect(none.refusal?.code == "no-channel")
    var account = AccountFacts.youtube()
    account.app = nil
    #expect(Self.connect([], account: account).refusal?.code == "no-app")
  }

  @Test(
    "what the token endpoint says",
    arguments: [
      (400, "invalid_grant", Refusal.Kind.signIn), (401, "invalid_client", .signIn),
      (400, "redirect_uri_mismatch", .signIn), (503, "internal_failure", .transient),
    ])
  func tokenErrors(_ status: Int, _ code: String, _ kind: Refusal.Kind) {
    let run = Self.connect([.json(status, ["error": .string(code), "error_description": "no"])])
    #expect(run.refusal?.kind == kind)
  }

  @Test("a renewal keeps the refresh token that there is")
  func refresh() {
    let run = Replay([Self.token(refresh: nil)]) { (flow: inout Flow) throws(Pause) in
      try YouTubeRecipe().refresh(.youtube(), with: &flow)
    }
    #expect(
      run.sent[0].call.bodyText == "client_id=client-1&client_secret=<form env:GOOGLE_SECRET>"
        + "&grant_type=refresh_token&refresh_token=<form vault:1/r>")
    #expect(run.value?.tokens["refresh"] == SecretKey("vault:1/r"))
    #expect(run.value?.tokens["access"] == SecretKey("vault:7/1/token/access_token"))
  }

  @Test("a look at the account")
  func probe() {
    let run = Replay([Self.channel]) { (flow: inout Flow) throws(Pause) in
      try YouTubeRecipe().probe(.youtube(), with: &flow)
    }
    #expect(run.value == ["uploads": "UU1"])
  }

  @Test("deleting twice is deleting once")
  func delete() {
    for answer in [
      Answer(status: 204, at: Answer.testTime), YouTube.error(404, "videoNotFound"),
    ] {
      let run = Replay([.answer(answer)]) { (flow: inout Flow) throws(Pause) in
        try YouTubeRecipe().delete(Remote(id: "dQw4"), as: .youtube(), with: &flow)
      }
      #expect(run.value != nil)
      #expect(run.sent[0].call.method == .delete)
    }
  }

  @Test("an edit sends the whole snippet")
  func edit() {
    let run = Replay([.json(200, YouTube.video("public"))]) { (flow: inout Flow) throws(Pause) in
      try YouTubeRecipe().edit(
        Remote(id: "dQw4"), to: YouTube.content, as: .youtube(), with: &flow)
    }
    #expect(run.value != nil)
    #expect(
      run.sent[0].json == [
        "id": "dQw4",
        "snippet": [
          "title": "Bells of June", "description": "How they ring.", "tags": ["bell", "June"],
          "categoryId": "22",
        ],
      ])
  }
}

@Suite("YouTube: what fits")
struct YouTubeProblemTests {
  private func problems(
    _ text: String = "Title", media: [MediaItem] = [YouTube.film],
    _ change: (inout Content) -> Void = { _ in }
  ) -> [ContentProblem] {
    var content = Content(parts: [.init(text: text, media: media)])
    change(&content)
    return YouTubeRecipe().problems(with: content, for: .youtube())
  }

  private func item(_ mime: String, bytes: Int64 = 1000, milliseconds: Int64? = nil) -> MediaItem {
    var file = MediaFile.test(mime, bytes: bytes)
    file.milliseconds = milliseconds
    return MediaItem(alt: "x", file: file)
  }

  @Test("a film with a title is all it takes")
  func fine() {
    #expect(problems().isEmpty)
    #expect(problems(media: [YouTube.film, item("image/png")]).isEmpty)
  }

  @Test("one film, and at most one picture")
  func media() {
    let wrong: [[MediaItem]] = [
      [], [item("image/jpeg")], [YouTube.film, YouTube.film],
      [YouTube.film, item("image/jpeg"), item("image/jpeg")], [YouTube.film, item("audio/mpeg")],
    ]
    for media in wrong { #expect(problems(media: media).errors.count == 1) }
    #expect(problems(media: [YouTube.film, item("image/webp")]).errors.count == 1)
    #expect(problems(media: [YouTube.film, item("image/jpeg", bytes: 3 << 20)]).errors.count == 1)
  }

  @Test("long films need a verified channel; longer ones do not exist")
  func length() {
    #expect(problems(media: [item("video/mp4", milliseconds: 900_000)]).isEmpty)
    #expect(problems(media: [item("video/mp4", milliseconds: 900_001)]).warnings.count == 1)
    #expect(problems(media: [item("video/mp4", milliseconds: 43_200_001)]).errors.count == 1)
  }

  @Test("titles, descriptions and tags have their lengths")
  func words() {
    #expect(problems(String(repeating: "a", count: 100)).isEmpty)
    #expect(
      problems(String(repeating: "a", count: 101)).errors == ["101 of 100 characters in the title"])
    #expect(problems("\nBody").errors == ["a film needs a title"])
    #expect(
      problems("T\n" + String(repeating: "é", count: 2501)).errors
        == ["5002 of 5000 bytes in the description"])
    #expect(problems("1 < 2").errors.count == 1)
    let tags = Array(repeating: "nine char", count: 42)
    #expect(problems { $0.tags = tags }.errors == ["503 of 500 characters in all tags"])
  }

  @Test("options are what they should be")
  func options() {
    let wrong: [String: JSON] = [
      "title": 5, "privacy": "friends", "category": "music", "made_for_kids": "yes",
      "synthetic_media": 1, "license": "mine", "embeddable": "no", "notify_subscribers": 0,
      "playlist": 7, "colour": "red",
    ]
    #expect(problems { $0.options = wrong }.errors.count == wrong.count)
  }

  @Test("what YouTube does not have")
  func unknown() {
    #expect(problems { $0.visibility = .followers }.errors.count == 1)
    #expect(problems { $0.warning = "loud" }.errors.count == 1)
    #expect(
      problems { $0.parts += [.init(text: "two"), .init(text: "three")] }.errors == [
        "YouTube has no threads: the second part is the first comment, and there is no third"
      ])
    #expect(
      problems { $0.parts[0].poll = Poll(options: ["a", "b"], durationSeconds: 60) }.errors.count
        == 1)
  }
}
