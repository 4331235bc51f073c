import Domain
import Testing

@testable import Adapters

@Suite("What the recipes share")
struct SharedTests {
  @Test(
    "origins",
    arguments: [
      ("https://Mastodon.Example/", "https://mastodon.example"),
      ("https://a.example:8443", "https://a.example:8443"),
      ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
      ("http://[::1]:9000", "http://[::1]:9000"),
      ("http://localhost", "http://localhost"), ("http://a.example", nil),
      ("http://127.0.0.1.evil.example", nil), ("https://a.example/path", nil),
      ("https://a.example?x", nil), ("https://user@a.example", nil), ("https://", nil),
      ("ftp://a.example", nil), ("a.example", nil), ("", nil),
    ])
  func origins(text: String, origin: String?) {
    #expect(Origin(text)?.text == origin)
  }

  @Test("an origin's host is without its port")
  func host() {
    #expect(Origin("https://a.example:8443")?.host == "a.example")
    #expect(Origin("https://a.example:8443")?.authority == "a.example:8443")
    #expect(Origin("http://[::1]:9000")?.host == "[::1]")
  }

  @Test(
    "addresses inside pages",
    arguments: [
      ("https://b.example/x", "https://b.example/x"), ("//b.example/x", "https://b.example/x"),
      ("/x.png", "https://a.example/x.png"), ("x.png", "https://a.example/p/x.png"),
      ("data:image/png;base64,AA", nil), ("java script:x", nil), ("file:///etc/passwd", nil),
      ("https://b.example/\n", nil),
    ])
  func resolve(reference: String, absolute: String?) {
    #expect(WebAddress.resolve(reference, against: "https://a.example/p/q?r#s") == absolute)
  }

  @Test("a page without a path is its own folder")
  func bareBase() {
    #expect(WebAddress.resolve("x", against: "https://a.example") == "https://a.example/x")
    #expect(WebAddress.resolve("x", against: "ftp://a.example") == nil)
  }

  @Test("a sealed member is read by its name only")
  func sealedMember() {
    let body: JSON = [
      "token": ["$secret": "vault:1/1/a/token", "expires": 5], "plain": "text",
      "odd": ["$secret": "vault:1/1/a/odd", "expires": -5],
    ]
    #expect(SealedMember("token", in: body)?.key == SecretKey("vault:1/1/a/token"))
    #expect(SealedMember("token", in: body)?.expires == Instant(milliseconds: 5000))
    #expect(SealedMember("odd", in: body)?.expires == nil)
    #expect(SealedMember("plain", in: body) == nil)
    #expect(SealedMember("missing", in: body) == nil)
  }

  @Test("platforms are found by name")
  func platforms() {
    #expect(Platforms.names == Platforms.names.sorted())
    let known: Set<PlatformName> = [.bluesky, .mastodon, .threads, .tiktok, .youtube]
    #expect(Set(Platforms.names).isSuperset(of: known))
    #expect(Platforms.recipe(named: "mastodon")?.profile.title == "Mastodon")
    #expect(Platforms.recipe(for: .bluesky)?.profile.title == "Bluesky")
    #expect(Platforms.recipe(named: "myspace") == nil)
  }

  @Test("every cost names a limit of the platform", arguments: Platforms.names)
  func costs(platform: PlatformName) throws {
    let recipe = try #require(Platforms.recipe(for: platform))
    let names = recipe.profile.limits.map(\.name)
    #expect(Set(names).count == names.count)
    let content = Content(parts: [.init(text: "A", media: [.init(alt: "A", file: .test())])])
    let sent: [PendingCall] =
      switch platform {
      case .mastodon: Replay.mastodon(content, [.json(200, ["id": "1"])]).sent
      case .bluesky: Replay.bluesky(content, [.json(200, ["blob": .blob("b")])]).sent
      case .threads: Replay.threads(content, [.id("1"), .state("FINISHED")]).sent
      case .youtube: Replay.youtube(YouTube.prepared).sent
      case .tiktok: Replay.tiktok(TikTok.prepared + [.lost]).sent
      case .x: Replay.x(content, [.json(200, ["data": ["id": "7"]])]).sent
      case .linkedin:
        Replay.linkedIn(content, [.json(200, LinkedInPublishTests.place), .bare(201)]).sent
      case .reddit: Replay.reddit(.reddit(), []).sent
      default: []
      }
    for call in sent {
      for cost in call.call.costs { #expect(names.contains(cost.limit)) }
    }
  }
}

@Suite("A run's calls that it can do without, and its age")
struct FlowExtensionTests {
  private func entry(_ step: String, _ callClass: CallClass, _ state: JournalEntry.State)
    -> JournalEntry
  {
    JournalEntry(
      step: step, attempt: 1, callClass: callClass, part: 0, callHash: [],
      at: Answer.testTime, state: state)
  }

  private func flow(_ journal: [JournalEntry]) -> Flow {
    Flow(
      startedAt: Answer.testTime, due: Answer.testTime, entropy: [], journal: journal,
      now: Answer.testTime + .seconds(100), mode: .proceed)
  }

  private let exchange = Exchange<Int>(
    Call(.get, "https://a.example"), validFor: .seconds(10),
    value: { _ in 1 }, failure: { _ in .unknown })

  @Test(
    "every outcome but an unfinished call ends in a value",
    arguments: [
      (.unknown("x"), 2), (.notSent("x"), 2),
      (.answered(Answer(status: 500, at: Answer.testTime)), 2),
      (.answered(Answer(status: 200, at: Answer.testTime)), 1), (.intent, nil),
    ] as [(JournalEntry.State, Int?)])
  func otherwise(state: JournalEntry.State, value: Int?) {
    var flow = flow([entry("a", .harmless, state)])
    do throws(Pause) {
      #expect(try flow.call("a", exchange, otherwise: 2) == value)
    } catch {
      guard case .call = error else {
        Issue.record("\(error)")
        return
      }
      #expect(value == nil)
    }
  }

  @Test(
    "what a run can do without is sent again only after what may pass",
    arguments: [
      (.unknown("x"), true), (.notSent("x"), true),
      (.answered(Answer(status: 503, at: Answer.testTime)), true),
      (.answered(Answer(status: 404, at: Answer.testTime)), false),
    ] as [(JournalEntry.State, Bool)])
  func tries(state: JournalEntry.State, isAgain: Bool) {
    let exchange = Exchange<Int>(Call(.get, "https://a.example")) { answer in
      answer.status == 503 ? .unknown : .refused(Refusal(.gone, code: "", message: ""))
    }
    func outcome(attempt: Int) -> Int? {
      var known = entry("a", .harmless, state)
      known.attempt = attempt
      var flow = flow([known])
      return try? flow.call("a", exchange, otherwise: 2, tries: 3)
    }
    #expect(outcome(attempt: 1) == (isAgain ? nil : 2))
    #expect(outcome(attempt: 2) == (isAgain ? nil : 2))
    #expect(outcome(attempt: 3) == 2)
  }

  @Test("an old answer starts a new run only while nothing visible can have been made")
  func age() throws {
    let old = entry("a", .harmless, .answered(Answer(status: 200, at: Answer.testTime)))
    var fresh = flow([old, entry("p", .visible, .notSent("x"))])
    #expect(throws: Pause.restart("the answer to a is too old")) {
      try fresh.call("a", exchange)
    }
    for state: JournalEntry.State in [
      .unknown("x"), .intent, .answered(Answer(status: 200, at: Answer.testTime)),
      .present(Remote(id: "1"), .read),
    ] {
      var begun = flow([old, entry("p", .visible, state)])
      #expect(try begun.call("a", exchange) == 1)
    }
  }
}
