import Adapters
import Domain
import Testing

extension AccountFacts {
  /// A connected webhook.
  static func discord(settings: [String: String] = [:]) -> AccountFacts {
    AccountFacts(
      name: accountName("acme-discord"), platform: .discord, settings: settings,
      tokens: ["access": SecretKey("vault:connect/a/1/webhook")],
      server: ["channel": "200", "guild": "300"])
  }
}

extension Replay where Value == Publication {
  static func discord(
    _ content: Content, _ script: [Scripted], account: AccountFacts = .discord()
  ) -> Replay {
    Replay(script) { (flow: inout Flow) throws(Pause) in
      try DiscordRecipe().publish(content, as: account, with: &flow)
    }
  }
}

@Suite("Discord")
struct DiscordTests {
  private static let address =
    "https://discord.com/api/v10/webhooks/{vault:connect/a/1/webhook}"

  static func message(_ id: String, channel: String = "200") -> Scripted {
    .json(200, ["id": .string(id), "channel_id": .string(channel), "content": "x"])
  }

  @Test("a message waits for its answer, pings nobody and unfolds nothing")
  func plain() {
    let content = Content(
      parts: [.init(text: "one @everyone", link: "https://example.org"), .init(text: "two")])
    let run = Replay.discord(content, [Self.message("7"), Self.message("8")])
    #expect(run.sent[0].call.url == Self.address + "?wait=true")
    #expect(
      run.sent[0].json == [
        "content": "one @everyone\n\nhttps://example.org", "allowed_mentions": ["parse": []],
        "flags": 4,
      ])
    #expect(
      run.value?.parts.map(\.url) == [
        "https://discord.com/channels/300/200/7", "https://discord.com/channels/300/200/8",
      ])
  }

  @Test("options and warnings")
  func options() {
    var content = Content(text: "ring")
    content.warning = "Loud"
    content.options = ["silent": true, "embeds": true, "mentions": true, "thread": "55"]
    let run = Replay.discord(content, [], account: .discord(settings: ["username": "Bell"]))
    #expect(run.next?.call.url == Self.address + "?wait=true&thread_id=55")
    #expect(
      run.next?.json == [
        "content": "Loud\n||ring||", "allowed_mentions": ["parse": ["users", "roles"]],
        "flags": 4096, "username": "Bell",
      ])
  }

  @Test("a forum's thread begins with the first message, and the others go into it")
  func forum() {
    var content = Content(parts: [.init(text: "one"), .init(text: "two")])
    content.options = ["thread_name": "News"]
    let run = Replay.discord(content, [Self.message("7", channel: "99")])
    #expect(run.sent[0].json?["thread_name"] == "News")
    #expect(run.next?.call.url == Self.address + "?wait=true&thread_id=99")
    #expect(run.next?.json?["thread_name"] == nil)
  }

  @Test("files go out with their descriptions, hidden behind a warning")
  func files() {
    let media = [
      MediaItem(alt: "a bell", file: .test("image/jpeg")),
      MediaItem(alt: "", file: .test("video/mp4")),
    ]
    var content = Content(parts: [.init(text: "Look", media: media)])
    let body = Replay.discord(content, []).next?.call.bodyText ?? ""
    #expect(body.contains("name=\"payload_json\""))
    #expect(
      body.contains(
        #""attachments":[{"description":"a bell","filename":"file0.jpg","id":0}"#
          + #",{"filename":"file1.mp4","id":1}]"#))
    #expect(body.contains("name=\"files[1]\"; filename=\"file1.mp4\""))
    content.warning = "Loud"
    #expect(Replay.discord(content, []).next?.call.bodyText.contains("SPOILER_file0.jpg") == true)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var answer: Answer
    var harmless: Refusal.Kind?
    var visible: Refusal.Kind?

    init(_ status: Int, _ code: Int, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?) {
      testDescription = "\(status) \(code)"
      answer = .json(status, ["code": .integer(Int64(code)), "message": "words"])
      (self.harmless, self.visible) = (harmless, visible)
    }

    init(_ status: Int, _ code: Int, _ kind: Refusal.Kind?) { self.init(status, code, kind, kind) }
  }

  static let rows: [Row] = [
    Row(401, 0, .signIn), Row(401, 50014, .signIn), Row(401, 50027, .signIn),
    Row(403, 40001, .signIn), Row(404, 10015, .signIn), Row(404, 10003, .gone),
    Row(404, 10008, .gone), Row(403, 50001, .permission), Row(403, 50013, .permission),
    Row(400, 160005, .permission), Row(400, 50083, .permission), Row(400, 50035, .content),
    Row(400, 50006, .content), Row(400, 50045, .content), Row(413, 40005, .content),
    Row(400, 240000, .content), Row(400, 220001, .content), Row(429, 0, .throttled(nil)),
    Row(400, 20016, .throttled(nil)), Row(400, 20022, .throttled(nil)),
    Row(400, 20028, .throttled(nil)), Row(400, 30046, .throttled(nil)),
    Row(503, 130000, .transient, nil), Row(500, 0, .transient, nil), Row(400, 99999, nil),
    Row(404, 0, nil),
  ]

  @Test("what failures mean after a message", arguments: rows)
  func visible(row: Row) {
    let run = Replay.discord(Content(text: "a"), [.answer(row.answer)])
    #expect(run.refusal?.kind == row.visible)
    if row.visible == nil { #expect(run.finding == .absent) }
  }

  @Test("what failures mean after a question", arguments: rows)
  func harmless(row: Row) {
    let run = Replay([.answer(row.answer)]) { (flow: inout Flow) throws(Pause) in
      try DiscordRecipe().probe(.discord(), with: &flow)
    }
    #expect(run.refusal?.kind == row.harmless)
  }

  @Test("waits have fractions, in refusals and in headers")
  func limits() {
    let busy = Scripted.json(
      429, ["message": "slow", "retry_after": .number(0.3), "global": false])
    #expect(
      Replay.discord(Content(text: "a"), [busy]).refusal?.kind == .throttled(.milliseconds(300)))
    let answer = Answer.json(
      200, [:],
      headers: [
        .init("x-ratelimit-limit", "5"), .init("x-ratelimit-remaining", "0"),
        .init("x-ratelimit-reset-after", "1.25"),
      ])
    #expect(
      DiscordRecipe().limits(in: answer) == [
        LimitReading(
          limit: "messages", remaining: 0, resets: answer.at + .milliseconds(1250), capacity: 5)
      ])
    #expect(DiscordRecipe().limits(in: .json(200, [:])).isEmpty)
  }

  @Test(
    "a message in doubt is a person's business, and never sent again",
    arguments: [
      Scripted.lost, .crash, .html(502), .answer(Answer(status: 204, at: Answer.testTime)),
    ])
  func doubt(outcome: Scripted) {
    let run = Replay.discord(Content(text: "a"), [outcome])
    #expect(run.resend?.rule == .never)
    #expect(run.finding == .absent)
    #expect(run.sent.count == 1)
  }

  @Test("the pasted address becomes the account; it is used by its end only")
  func connect() {
    var world = ReplayWorld()
    world.inputs = ["webhook": .secret(SecretKey("vault:connect/a/1/webhook"))]
    let answer = Scripted.json(
      200, ["id": "12", "name": "News", "channel_id": "200", "guild_id": "300"])
    let run = Replay([answer], in: world) { (flow: inout Flow) throws(Pause) in
      try DiscordRecipe().connect(.discord(), with: &flow)
    }
    #expect(run.sent[0].call.url == Self.address)
    #expect(
      run.sent[0].call.address.pieces.contains(
        .secret(SecretKey("vault:connect/a/1/webhook"), .lastSegments(2))))
    #expect(
      run.value?.identity
        == Identity(id: "12", handle: "News", url: "https://discord.com/channels/300/200"))
    #expect(run.value?.server == ["channel": "200", "guild": "300"])
  }

  @Test("edits and deletes find messages in threads too; what is gone is gone")
  func changes() {
    let remote = Remote(id: "7", extra: ["part": "0", "channel": "99"])
    let gone = Scripted.json(404, ["code": 10008, "message": "Unknown Message"])
    let deleted = Replay([gone]) { (flow: inout Flow) throws(Pause) in
      try DiscordRecipe().delete(remote, as: .discord(), with: &flow)
    }
    #expect(deleted.value != nil)
    #expect(deleted.sent[0].call.url == Self.address + "/messages/7?thread_id=99")
    let edited = Replay([Self.message("7")]) { (flow: inout Flow) throws(Pause) in
      try DiscordRecipe().edit(remote, to: Content(text: "new"), as: .discord(), with: &flow)
    }
    #expect(edited.sent[0].call.method == .patch)
    #expect(edited.sent[0].call.url == Self.address + "/messages/7?thread_id=99")
    let found = Remote(id: "7", url: "https://discord.com/channels/300/99/7")
    let foundDeleted = Replay([gone]) { (flow: inout Flow) throws(Pause) in
      try DiscordRecipe().delete(found, as: .discord(), with: &flow)
    }
    #expect(foundDeleted.sent[0].call.url == Self.address + "/messages/7?thread_id=99")
    #expect(edited.sent[0].json == ["content": "new", "allowed_mentions": ["parse": []]])
  }

  @Test("what fits")
  func rules() {
    func problems(_ content: Content) -> [ContentProblem] {
      DiscordRecipe().problems(with: content, for: .discord())
    }
    func files(_ bytes: [Int64]) -> Content {
      let media = bytes.map { MediaItem(alt: "x", file: .test("image/png", bytes: $0)) }
      return Content(parts: [.init(text: "", media: media)])
    }
    #expect(problems(Content(text: String(repeating: "a", count: 2000))).isEmpty)
    #expect(
      problems(Content(text: String(repeating: "a", count: 2001))).errors
        == ["2001 of 2000 characters"])
    #expect(problems(Content(text: "")).errors.count == 1)
    #expect(problems(files([10 << 20])).isEmpty)
    #expect(problems(files([(10 << 20) + 1])).errors.count == 1)
    #expect(problems(files([9 << 20, 9 << 20, 9 << 20])).errors.count == 1)
    #expect(problems(files([Int64](repeating: 1, count: 11))).errors == ["11 of 10 files"])
    var odd = Content(text: "a")
    odd.options = ["silent": "yes", "thread": "x", "thread_name": "", "colour": 1]
    #expect(problems(odd).errors.count == 4)
  }
}
