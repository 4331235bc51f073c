import Adapters
import Domain
import Testing

@Suite("Threads: a post that may exist")
struct ThreadsDoubtTests {
  private static let lost: [Scripted] = [.id("c1"), .state("FINISHED"), .lost]

  private static func list(_ posts: [JSON]) -> Scripted {
    .json(200, ["data": .array(posts)])
  }

  private static func run(
    _ script: [Scripted], _ content: Content = Content(text: "Hello"),
    in world: ReplayWorld = .init()
  ) -> Replay<Publication> {
    Replay.threads(content, lost + script, in: world)
  }

  @Test("a container that was published is found among the account's posts")
  func published() {
    let run = Self.run([
      .state("PUBLISHED"), Self.list([.thread("8", "Other"), .thread("9", "Hello ")]),
    ])
    #expect(run.value?.parts.map(\.id) == ["9"])
    #expect(run.value?.parts.map(\.url) == ["https://www.threads.net/@acme/post/9"])
    #expect(
      run.steps.suffix(2) == ["publish-0?0/container", "publish-0?0/posts"])
    #expect(
      run.sent.last?.call.url == "https://graph.threads.net/v1.0/me/threads"
        + "?fields=id%2Ctext%2Ctimestamp%2Cpermalink&limit=50")
  }

  @Test("one that was not is published again by the same id, after the quiet time")
  func finished() {
    let run = Self.run([.state("FINISHED")])
    #expect(run.finding == .absent)
    #expect(run.resend?.rule == .keyed(.seconds(23 * 3600)))
    #expect(run.resend?.quiet == .seconds(720))
    let again = Self.run([.state("FINISHED"), .believedAbsent, .id("9"), .permalink()])
    let sent = again.sent.filter { $0.step == "publish-0" }
    #expect(sent.count == 2)
    #expect(sent[0].call.frozen == sent[1].call.frozen)
    #expect(again.value?.parts.map(\.id) == ["9"])
  }

  @Test("one that expired was never published, and never will be")
  func expired() {
    #expect(Self.run([.state("EXPIRED")]).finding == .never)
  }

  @Test(
    "anything else is no verdict",
    arguments: [
      Scripted.state("IN_PROGRESS"), .state("ERROR"), .state("NEW_STATE"), .graph(100, 33),
      .graph(24),
    ])
  func unclear(_ answer: Scripted) {
    let run = Self.run([answer])
    switch run.pause {
    case .doubt(_, .unclear, _, _): break
    case .trouble(step: "publish-0?0/container", _): break
    default: Issue.record("not unclear: \(String(describing: run.pause))")
    }
  }

  @Test(
    "what only looks like it is not ours",
    arguments: [
      JSON.thread("9", "Other"), .thread("9", at: "2026-11-19T23:50:00+0000"),
    ])
  func others(_ post: JSON) {
    let run = Self.run([.state("PUBLISHED"), Self.list([post])])
    #expect(
      run.finding == .unclear("it is published, and the account's posts do not show it yet"))
  }

  @Test("a post of another delivery is not ours")
  func claimed() {
    let run = Self.run(
      [.state("PUBLISHED"), Self.list([.thread("9"), .thread("8")])],
      in: ReplayWorld(claimed: ["9"]))
    #expect(run.value?.parts.map(\.id) == ["8"])
  }

  @Test("twins that nobody can tell apart are published without an id of their own")
  func twins() {
    let twins = Self.list([.thread("9"), .thread("8")])
    let run = Self.run([.state("PUBLISHED"), twins])
    #expect(
      run.value?.parts == [
        Remote(id: "container:c1", extra: ["part": "0", "container": "c1"])
      ])
    // A later part must name the one before.
    let content = Content(parts: [.init(text: "Hello"), .init(text: "B")])
    #expect(
      Self.run([.state("PUBLISHED"), twins], content).finding
        == .unclear("it is published, and several posts look like it"))
  }

  @Test("a post without words stays without an id: the one that is shown may be its twin's")
  func wordless() {
    let content = Content(parts: [.init(text: "", media: [.init(alt: "", file: .test())])])
    #expect(Self.run([.state("PUBLISHED")], content).value?.parts.map(\.id) == ["container:c1"])
  }

  @Test("a further part is looked for among the replies to the part before")
  func reply() {
    let content = Content(parts: [.init(text: "A"), .init(text: "Hello")])
    let run = Replay.threads(
      content,
      [.id("c0"), .state("FINISHED"), .id("5"), .permalink()] + Self.lost + [
        .state("PUBLISHED"),
        Self.list([.thread("9", replyTo: "5"), .thread("8", replyTo: "4")]),
      ])
    #expect(run.value?.parts.map(\.id) == ["5", "9"])
    #expect(run.sent.last?.call.url.contains("/me/replies?fields=") == true)
  }

  @Test("the time window is measured on the platform's clock when the call was written down")
  func skewedClock() {
    // The platform is two hours behind.
    let world = ReplayWorld(platformDate: Instant(rfc3339: "2026-11-19T22:00:00Z"))
    let script = [
      Scripted.state("PUBLISHED"), Self.list([.thread("9", at: "2026-11-19T22:00:02+0000")]),
    ]
    #expect(Self.run(script, in: world).value?.parts.map(\.id) == ["9"])
    #expect(Self.run(script).value == nil)
  }

  @Test(
    "a list that cannot be read proves nothing",
    arguments: [
      Scripted.json(200, ["data": [["id": "5"]]]), .graph(100, 33), .graph(100),
    ])
  func unreadable(_ answer: Scripted) {
    #expect(
      Self.run([.state("PUBLISHED"), answer]).finding
        == .unclear("it is published, and Threads shows no list"))
  }
}
