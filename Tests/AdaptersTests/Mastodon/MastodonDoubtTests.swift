import Adapters
import Domain
import Testing

@Suite("Mastodon: a status that may exist")
struct MastodonDoubtTests {
  static let content = Content(text: "Hello @ann@other.example, see https://example.org/a?b=1&c=2")
  static let html = """
    <p>Hello <span class="h-card"><a href="https://other.example/@ann" class="u-url mention">@\
    <span>ann</span></a></span>, see <a href="https://example.org/a?b=1&amp;c=2"><span \
    class="invisible">https://</span><span class="">example.org/a?b=1&amp;c=2</span></a></p>
    """

  /// The newest of the account's statuses, down to one that is older than the run.
  static func found(_ statuses: [JSON], headers: [Call.Header] = []) -> Scripted {
    let older = JSON.status("3", "<p>Old</p>", at: "2026-11-01T00:00:00.000Z")
    return .json(200, .array(statuses + [older]), headers: headers)
  }

  /// A page of statuses that are all newer than the run.
  static let newerPage = Scripted.json(
    200, .array((0..<40).map { .status("\(100 - $0)", "<p>Other \($0)</p>") }))

  @Test("a status with the same words is ours, however the server marks them up")
  func present() {
    let run = Replay.mastodon(
      Self.content, [.lost, Self.found([.status("7", "<p>Other</p>"), .status("9", Self.html)])])
    #expect(run.value?.parts.map(\.id) == ["9"])
    #expect(run.steps == ["status-0", "status-0?0/statuses-0"])
    #expect(
      run.sent[1].call.url == "https://mastodon.example/api/v1/accounts/42/statuses"
        + "?limit=40&exclude_reblogs=true")
  }

  struct Other: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var status: JSON
  }

  @Test(
    "a status that only looks like it is not ours",
    arguments: [
      Other(testDescription: "other words", status: .status("9", "<p>Hello!</p>")),
      Other(
        testDescription: "made before the run",
        status: .status("9", at: "2026-11-19T23:50:00.000Z")),
      Other(testDescription: "an answer to something", status: .status("9", replyTo: "5")),
      Other(testDescription: "with a picture", status: .status("9", media: ["1"])),
      Other(testDescription: "made with another program", status: .status("9", application: "Web")),
    ])
  func absent(other: Other) {
    let run = Replay.mastodon(Content(text: "Hello"), [.lost, Self.found([other.status])])
    #expect(run.finding == .absent)
  }

  @Test("a status of another delivery is not ours")
  func claimed() {
    let script: [Scripted] = [.lost, Self.found([.status("9")])]
    let content = Content(text: "Hello")
    #expect(Replay.mastodon(content, script).value?.parts.map(\.id) == ["9"])
    let world = ReplayWorld(claimed: ["9"])
    #expect(Replay.mastodon(content, script, in: world).finding == .absent)
  }

  @Test("an earlier part of the thread is not taken for a later one with the same words")
  func earlierPart() {
    let content = Content(parts: [.init(text: "Hello"), .init(text: "Hello")])
    let run = Replay.mastodon(
      content,
      [
        .json(200, .status("1")), .lost,
        Self.found([.status("2", replyTo: "1"), .status("1")]),
      ])
    #expect(run.value?.parts.map(\.id) == ["1", "2"])
  }

  @Test("a post without words is known by its files")
  func mediaOnly() {
    let content = Content(parts: [.init(text: "", media: [.init(alt: "A", file: .test())])])
    let script: [Scripted] = [.json(200, ["id": "m1"]), .lost]
    let ours = Replay.mastodon(
      content, script + [Self.found([.status("9", "", media: ["m1"])])])
    #expect(ours.value?.parts.map(\.id) == ["9"])
    let other = Replay.mastodon(
      content, script + [Self.found([.status("9", "", media: ["m2"])])])
    #expect(other.finding == .absent)
  }

  @Test("the time window is measured on the server's clock when the call was written down")
  func skewedClock() {
    // The server is two hours behind, or our clock is ahead and was so before it was set.
    let status = JSON.status("9", at: "2026-11-19T22:00:02.000Z")
    let script: [Scripted] = [.lost, Self.found([status])]
    let content = Content(text: "Hello")
    let world = ReplayWorld(platformDate: Instant(rfc3339: "2026-11-19T22:00:00Z"))
    #expect(Replay.mastodon(content, script, in: world).value?.parts.map(\.id) == ["9"])
    let later = ReplayWorld(platformDate: Instant(rfc3339: "2026-11-19T22:05:03Z"))
    #expect(Replay.mastodon(content, script, in: later).finding == .absent)
    #expect(Replay.mastodon(content, script).finding == .absent)
  }

  @Test("pages are turned until they are older than the run")
  func pages() {
    let run = Replay.mastodon(
      Content(text: "Hello"), [.lost, Self.newerPage, Self.found([.status("9")])])
    #expect(run.value?.parts.map(\.id) == ["9"])
    #expect(run.sent.last?.call.url.hasSuffix("&max_id=61") == true)
    let never = Replay.mastodon(
      Content(text: "Hello"),
      [.lost] + Array(repeating: Self.newerPage, count: 5))
    let empty = Replay.mastodon(Content(text: "Hello"), [.lost, Self.newerPage, .json(200, [])])
    #expect(empty.finding == .absent)
    #expect(never.finding == .unclear("too many statuses since then to look through"))
  }

  @Test(
    "a list that cannot be read proves nothing",
    arguments: [
      Scripted.json(200, [["id": 5]]), .json(404, ["error": "Record not found"]),
      .json(422, ["error": "no"]),
    ])
  func unreadable(answer: Scripted) {
    let run = Replay.mastodon(Content(text: "Hello"), [.lost, answer])
    #expect(run.finding == .unclear("the server does not show the account's statuses"))
  }

  @Test("a later reading asks with names of its own")
  func secondReading() {
    let world = ReplayWorld(reading: 3)
    let run = Replay.mastodon(Content(text: "Hello"), [.lost, Self.found([])], in: world)
    #expect(run.steps.last == "status-0?3/statuses-0")
    #expect(run.finding == .absent)
  }

  @Test("what is believed absent goes out again with the same key and bytes")
  func resend() {
    let run = Replay.mastodon(
      Content(text: "Hello"),
      [.lost, Self.found([]), .believedAbsent, .json(200, .status("9"))])
    let sent = run.sent.filter { $0.step == "status-0" }
    #expect(sent.count == 2)
    #expect(sent[0].call.frozen == sent[1].call.frozen)
    #expect(run.value?.parts.map(\.id) == ["9"])
  }

  struct Software: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var instance: JSON
    var isMastodon: Bool
  }

  static let software: [Software] = [
    .init(
      testDescription: "Mastodon 4.5",
      instance: [
        "version": "4.5.0", "source_url": "https://github.com/mastodon/mastodon",
        "api_versions": ["mastodon": 7],
      ], isMastodon: true),
    .init(
      testDescription: "Mastodon 4.1",
      instance: ["version": "4.1.2", "source_url": "https://github.com/mastodon/mastodon"],
      isMastodon: true),
    .init(
      testDescription: "a fork with its own address",
      instance: [
        "version": "4.4.1+glitch", "source_url": "https://git.example/fork",
        "api_versions": ["mastodon": 6],
      ], isMastodon: true),
    .init(
      testDescription: "GoToSocial",
      instance: [
        "version": "0.19.1", "source_url": "https://codeberg.org/superseriousbusiness/gotosocial",
        "api_versions": ["mastodon": 1],
      ], isMastodon: false),
    .init(
      testDescription: "Akkoma",
      instance: [
        "version": "2.7.2 (compatible; Akkoma 3.15)",
        "source_url": "https://akkoma.dev/AkkomaGang/akkoma", "api_versions": ["mastodon": 2],
      ], isMastodon: false),
    .init(testDescription: "says nothing", instance: [:], isMastodon: false),
  ]

  @Test("the key counts only where the server runs Mastodon", arguments: software)
  func rule(software: Software) throws {
    let probe = Replay<JSON>([
      .json(200, ["id": "42", "username": "acme"]), .json(200, software.instance),
    ]) { (flow: inout Flow) throws(Pause) in
      try MastodonRecipe().probe(.mastodon(), with: &flow)
    }
    let facts = try #require(probe.value)
    let run = Replay.mastodon(
      Content(text: "A"), [.lost, Self.found([])], account: .mastodon(facts: facts))
    #expect(
      run.resend?.rule == (software.isMastodon ? .keyed(.seconds(3600)) : .ifAllowed))
    #expect(run.resend?.quiet == MastodonRecipe().profile.pace.quiet)
  }

  @Test("statuses that reading cannot tell apart have one match key")
  func matchKeys() {
    func key(_ content: Content) -> String? {
      guard case .visible(_, let key) = Replay.mastodon(content, []).next?.kind else {
        return nil
      }
      return key
    }
    #expect(key(Content(text: "Hello  @a@b.example")) == key(Content(text: "Hello @a@c.example ")))
    #expect(key(Content(text: "Hello")) != key(Content(text: "Hallo")))
  }
}
