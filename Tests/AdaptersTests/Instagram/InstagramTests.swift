import Adapters
import Domain
import Testing

extension AccountFacts {
  static let instagram = AccountFacts(
    name: accountName("acme-insta"), platform: .instagram,
    settings: ["server": "https://graph.instagram.com", "api_version": "v26.0"],
    app: DeclaredApp(name: "acme", clientID: "900", clientSecret: SecretKey("credential:acme")),
    identity: Identity(id: "178", handle: "@acme"),
    tokens: ["access": SecretKey("vault:1/1/long/a"), "refresh": SecretKey("vault:1/1/long/a")])
}

extension Replay where Value == Publication {
  static func instagram(
    _ content: Content, _ script: [Scripted], account: AccountFacts = .instagram,
    in world: ReplayWorld = .init()
  ) -> Replay {
    Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try InstagramRecipe().publish(content, as: account, with: &flow)
    }
  }
}

extension Scripted {
  /// A container's state on Instagram.
  static func code(_ state: String, _ status: String = "") -> Scripted {
    .json(200, ["id": "c1", "status_code": .string(state), "status": .string(status)])
  }
}

extension Content {
  static func media(
    _ files: MediaFile..., text: String = "Look", options: [String: JSON] = [:]
  ) -> Content {
    Content(
      parts: [.init(text: text, media: files.map { .init(alt: "A tower", file: $0) })],
      options: options)
  }
}

@Suite("Instagram: publishing")
struct InstagramPublishTests {
  static let film = MediaFile.test("video/mp4", width: 1080, height: 1920)

  @Test("a picture is a container, a wait, one visible call, and a look at its address")
  func picture() {
    let run = Replay.instagram(
      .media(.test()),
      [.id("c1"), .code("IN_PROGRESS"), .code("FINISHED"), .id("9"), .permalink("https://i/9")])
    #expect(
      run.steps
        == ["container-0", "container-0-ready", "container-0-ready", "publish-0", "permalink-0"])
    #expect(run.sent[0].call.url == "https://graph.instagram.com/v26.0/178/media")
    #expect(
      run.sent[0].call.bodyText
        == "image_url=<address abab image/jpeg>&alt_text=A+tower&caption=Look")
    #expect(
      run.sent[1].call.url
        == "https://graph.instagram.com/v26.0/c1?fields=id%2Cstatus_code%2Cstatus")
    #expect(run.sent[3].call.url == "https://graph.instagram.com/v26.0/178/media_publish")
    #expect(run.sent[3].kind == .visible(part: 0, matchKey: "c1"))
    #expect(
      run.value?.parts == [Remote(id: "9", url: "https://i/9", extra: ["part": "0"])])
  }

  @Test("a film alone is a reel, with its options")
  func reel() {
    let options: [String: JSON] = [
      "share_to_feed": true, "thumb_offset": 1500, "collaborators": ["ann", "ben"],
      "location_id": "7",
    ]
    #expect(
      Replay.instagram(.media(Self.film, options: options), []).next?.call.bodyText
        == "media_type=REELS&video_url=<address abab video/mp4>&share_to_feed=true"
        + "&thumb_offset=1500&caption=Look&collaborators=%5B%22ann%22%2C%22ben%22%5D"
        + "&location_id=7")
  }

  @Test("a story has no words")
  func story() {
    let content = Content.media(.test(), options: ["placement": "story"])
    #expect(
      Replay.instagram(content, []).next?.call.bodyText
        == "media_type=STORIES&image_url=<address abab image/jpeg>")
  }

  @Test("several files are the items of a carousel, which waits for each of them and for itself")
  func carousel() {
    let run = Replay.instagram(
      .media(.test(), Self.film),
      [
        .id("i1"), .code("FINISHED"), .id("i2"), .code("FINISHED"), .id("c1"),
        .code("FINISHED"), .id("9"), .permalink(),
      ])
    #expect(
      run.steps == [
        "item-0-0", "item-0-0-ready", "item-0-1", "item-0-1-ready", "container-0",
        "container-0-ready", "publish-0", "permalink-0",
      ])
    #expect(
      run.sent[0].call.bodyText
        == "image_url=<address abab image/jpeg>&alt_text=A+tower&is_carousel_item=true")
    #expect(
      run.sent[2].call.bodyText
        == "media_type=VIDEO&video_url=<address abab video/mp4>&is_carousel_item=true")
    #expect(run.sent[4].call.bodyText == "media_type=CAROUSEL&children=i1%2Ci2&caption=Look")
  }

  @Test("a container that failed names what is wrong")
  func failedContainer() {
    func refusal(_ status: String) -> Refusal? {
      Replay.instagram(.media(.test()), [.id("c1"), .code("ERROR", status)]).refusal
    }
    #expect(refusal("Error: 2207026")?.kind == .content)
    #expect(refusal("Error: 2207009")?.code == "2207009")
    #expect(refusal("Error: 2207052")?.kind == .conflict)
    #expect(refusal("Error: 2207050")?.kind == .accountBlocked)
    #expect(refusal("")?.kind == .conflict)
  }

  @Test("an ended version of the API stops posts, and says what to write")
  func version() {
    var account = AccountFacts.instagram
    account.settings["api_version"] = "v22.0"
    var world = ReplayWorld()
    #expect(Replay.instagram(.media(.test()), [], account: account, in: world).next != nil)
    world.startedAt = Instant(rfc3339: "2027-05-20T00:00:00Z") ?? world.startedAt
    let run = Replay.instagram(.media(.test()), [], account: account, in: world)
    #expect(
      run.refusal
        == Refusal(
          .transient, code: "api-version",
          message: "Meta ended v22.0 on 2027-05-20; set api_version: v26.0 for acme-insta"))
    #expect(Replay.instagram(.media(.test()), [], in: world).next != nil)
  }

  @Test("a text without media, and a thread of three, are refused before anything is sent")
  func impossible() {
    #expect(Replay.instagram(Content(text: "A"), []).refusal?.kind == .content)
    let thread = Content(
      parts: Content.media(.test()).parts + [.init(text: "B"), .init(text: "C")])
    #expect(Replay.instagram(thread, []).refusal?.kind == .content)
  }

  @Test("at every point a crash resumes at the same call")
  func crashes() {
    let run = Replay.instagram(
      .media(.test()), [.id("c1"), .code("FINISHED"), .id("9"), .permalink()])
    for (index, sent) in run.sent.enumerated() {
      #expect(run.restarted(after: index) == sent)
    }
  }
}

@Suite("Instagram: a post that may exist")
struct InstagramDoubtTests {
  private static func post(
    _ id: String, _ caption: String? = "Look", _ place: String = "FEED",
    at: String = "2026-11-20T00:00:03+0000"
  ) -> JSON {
    var members: [String: JSON] = [
      "id": .string(id), "timestamp": .string(at), "media_product_type": .string(place),
    ]
    if let caption { members["caption"] = .string(caption) }
    return .object(members)
  }

  private static func run(_ content: Content, _ script: [Scripted]) -> Replay<Publication> {
    Replay.instagram(content, [.id("c1"), .code("FINISHED"), .lost] + script)
  }

  @Test("a published container is found by caption, time and place")
  func published() {
    let list = Scripted.json(
      200,
      [
        "data": [
          Self.post("5", "Other"), Self.post("6", at: "2026-11-19T23:00:00+0000"),
          Self.post("7", "Look", "REELS"), Self.post("9"),
        ]
      ])
    let run = Self.run(.media(.test()), [.code("PUBLISHED"), list, .permalink()])
    #expect(run.value?.parts.map(\.id) == ["9"])
    #expect(run.sent[4].call.url.hasPrefix("https://graph.instagram.com/v26.0/178/media?") == true)
  }

  @Test("a post without words, such as a story, stays without an id: it may be any of its twins")
  func wordless() {
    let story = Content.media(.test(), options: ["placement": "story"])
    let run = Self.run(story, [.code("PUBLISHED")])
    #expect(run.value?.parts.map(\.id) == ["container:c1"])
  }

  @Test("twins that nobody can tell apart are published without an id of their own")
  func twins() {
    let list = Scripted.json(200, ["data": [Self.post("9"), Self.post("8")]])
    let run = Self.run(.media(.test()), [.code("PUBLISHED"), list])
    #expect(run.value?.parts.map(\.id) == ["container:c1"])
  }

  @Test("finished is published again, expired never was, and the rest is no verdict")
  func verdicts() {
    #expect(Self.run(.media(.test()), [.code("FINISHED")]).finding == .absent)
    #expect(Self.run(.media(.test()), [.code("EXPIRED")]).finding == .never)
    let unclear = Finding.unclear("the container does not say what became of it")
    #expect(Self.run(.media(.test()), [.code("ERROR")]).finding == unclear)
    #expect(Self.run(.media(.test()), [.graph(100, 33)]).finding == unclear)
  }

  @Test("a refusal as spam proves nothing: the post has been seen to go live")
  func spam() {
    let run = Replay.instagram(
      .media(.test()), [.id("c1"), .code("FINISHED"), .graph(4, 2_207_051)])
    #expect(run.next?.kind == .question)
  }
}
