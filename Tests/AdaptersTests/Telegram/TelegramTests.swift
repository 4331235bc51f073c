import Adapters
import Domain
import Testing

extension AccountFacts {
  /// A connected channel.
  static func telegram(settings: [String: String] = [:]) -> AccountFacts {
    AccountFacts(
      name: accountName("acme-news"), platform: .telegram,
      settings: ["chat": "@acmenews"].merging(settings) { $1 },
      tokens: ["access": SecretKey("vault:connect/acme-news/1/token")])
  }
}

extension Replay where Value == Publication {
  static func telegram(
    _ content: Content, _ script: [Scripted], account: AccountFacts = .telegram()
  ) -> Replay {
    Replay(script) { (flow: inout Flow) throws(Pause) in
      try TelegramRecipe().publish(content, as: account, with: &flow)
    }
  }
}

@Suite("Telegram")
struct TelegramTests {
  static func ok(_ result: JSON) -> Scripted { .json(200, ["ok": true, "result": result]) }

  static func message(_ id: Int64, chat: JSON = ["id": -1_001, "username": "acmenews"]) -> JSON {
    ["message_id": .integer(id), "date": 1, "chat": chat, "text": "x"]
  }

  static func error(_ code: Int, _ words: String, _ parameters: JSON = .null) -> Answer {
    .json(
      code,
      [
        "ok": false, "error_code": .integer(Int64(code)), "description": .string(words),
        "parameters": parameters,
      ])
  }

  static func content(_ media: [MediaFile]) -> Content {
    Content(parts: [.init(text: "Look", media: media.map { MediaItem(alt: "", file: $0) })])
  }

  @Test("a thread is messages that answer each other; the token stands in no journal")
  func thread() {
    let content = Content(parts: [
      .init(text: "one *not bold*", link: "https://example.org"), .init(text: "two"),
    ])
    let run = Replay.telegram(content, [Self.ok(Self.message(7)), Self.ok(Self.message(8))])
    #expect(
      run.sent[0].call.url
        == "https://api.telegram.org/bot{vault:connect/acme-news/1/token}/sendMessage")
    #expect(
      run.sent[0].json == [
        "chat_id": "@acmenews", "text": "one *not bold*\n\nhttps://example.org",
      ])
    #expect(run.sent[1].json?["reply_parameters"] == ["message_id": 7])
    #expect(run.value?.parts.map(\.id) == ["7", "8"])
    #expect(run.value?.parts.map(\.url) == ["https://t.me/acmenews/7", "https://t.me/acmenews/8"])
  }

  @Test("options and warnings")
  func options() {
    var content = Content(text: "🔔 ring")
    content.warning = "Loud"
    content.options = [
      "silent": true, "protected": true, "topic": 3, "link_preview": false,
    ]
    let run = Replay.telegram(content, [])
    #expect(
      run.next?.json == [
        "chat_id": "@acmenews", "text": "Loud\n\n🔔 ring", "disable_notification": true,
        "protect_content": true, "message_thread_id": 3,
        "link_preview_options": ["is_disabled": true],
        "entities": [["type": "spoiler", "offset": 6, "length": 7]],
      ])
  }

  @Test(
    "one file has a method of its own",
    arguments: [
      ("image/png", "sendPhoto", "photo"), ("video/mp4", "sendVideo", "video"),
      ("image/gif", "sendAnimation", "animation"), ("audio/mpeg", "sendAudio", "audio"),
    ])
  func file(_ mime: String, _ method: String, _ name: String) {
    let run = Replay.telegram(Self.content([.test(mime)]), [])
    #expect(run.next?.call.url.hasSuffix("/" + method) == true)
    #expect(run.next?.call.bodyText.contains("name=\"\(name)\"; filename=") == true)
    #expect(run.next?.call.bodyText.contains("name=\"caption\"\r\n\r\nLook\r\n") == true)
  }

  @Test("an album is one call and one post; all its messages are kept for a later delete")
  func album() {
    let run = Replay.telegram(
      Self.content([.test("image/png"), .test("video/mp4")]),
      [Self.ok([Self.message(7), Self.message(8)])])
    let body = run.sent[0].call.bodyText
    #expect(run.sent[0].call.url.hasSuffix("/sendMediaGroup"))
    #expect(body.contains(#""media":"attach://file0""#) && body.contains("name=\"file1\""))
    #expect(run.value?.parts[0].id == "7")
    #expect(run.value?.parts[0].extra["messages"] == "7,8")
    let deleted = Replay([Self.ok(true), Self.ok(true)]) { (flow: inout Flow) throws(Pause) in
      try TelegramRecipe().delete(
        Remote(id: "7", extra: ["messages": "7,8"]), as: .telegram(), with: &flow)
    }
    #expect(deleted.sent.map { $0.json?["message_id"] } == [7, 8])
  }

  @Test("a private channel has addresses for its members; a film in the making has no number")
  func addresses() {
    func remote(_ message: JSON) -> Remote? {
      Replay.telegram(Content(text: "a"), [Self.ok(message)]).value?.parts[0]
    }
    #expect(
      remote(Self.message(7, chat: ["id": -1_001_234_567_890]))?.url
        == "https://t.me/c/1234567890/7")
    #expect(remote(Self.message(7, chat: ["id": 5]))?.url == nil)
    #expect(remote(Self.message(0))?.id == "")
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var answer: Answer
    var harmless: Refusal.Kind?
    var visible: Refusal.Kind?

    init(
      _ code: Int, _ words: String, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?,
      _ parameters: JSON = .null
    ) {
      testDescription = "\(code) \(words)"
      answer = TelegramTests.error(code, words, parameters)
      (self.harmless, self.visible) = (harmless, visible)
    }
  }

  static let rows: [Row] = [
    Row(401, "Unauthorized", .signIn, .signIn), Row(404, "Not Found", .signIn, .signIn),
    Row(403, "Forbidden: bot was kicked from the channel chat", .permission, .permission),
    Row(400, "Bad Request: chat not found", .gone, .gone),
    Row(400, "Bad Request: not enough rights to send text messages", .permission, .permission),
    Row(400, "Bad Request: need administrator rights in the channel", .permission, .permission),
    Row(400, "Bad Request: message is too long", .content, .content),
    Row(400, "Bad Request: message caption is too long", .content, .content),
    Row(400, "Bad Request: can't parse entities", .content, .content),
    Row(400, "Bad Request: wrong file identifier", .content, .content),
    Row(400, "Bad Request: PHOTO_INVALID_DIMENSIONS", .content, .content),
    Row(400, "Bad Request: message text is empty", .content, .content),
    Row(400, "Bad Request: failed to get HTTP URL content", .content, .content),
    Row(
      400, "Bad Request: group chat was upgraded to a supergroup chat", .content, .content,
      ["migrate_to_chat_id": -1_005]),
    Row(413, "Request Entity Too Large", .content, .content),
    Row(
      429, "Too Many Requests: retry after 35", .throttled(.seconds(35)),
      .throttled(.seconds(35)), ["retry_after": 35]),
    Row(500, "Internal Server Error", .transient, nil), Row(502, "Bad Gateway", .transient, nil),
    Row(400, "Bad Request: something new", nil, nil), Row(409, "Conflict", nil, nil),
  ]

  @Test("what failures mean after a message", arguments: rows)
  func visible(row: Row) {
    let run = Replay.telegram(Content(text: "a"), [.answer(row.answer)])
    #expect(run.refusal?.kind == row.visible)
    if row.visible == nil { #expect(run.finding == .absent) }
  }

  @Test("what failures mean after a question", arguments: rows)
  func harmless(row: Row) {
    let run = Replay([.answer(row.answer)]) { (flow: inout Flow) throws(Pause) in
      try TelegramRecipe().probe(.telegram(), with: &flow)
    }
    #expect(run.refusal?.kind == row.harmless)
  }

  @Test(
    "a message in doubt is a person's business, and never sent again",
    arguments: [Scripted.lost, .crash, .html(502), .json(200, ["ok": true])])
  func doubt(outcome: Scripted) {
    let run = Replay.telegram(Content(text: "a"), [outcome])
    #expect(run.resend?.rule == .never)
    #expect(run.finding == .absent)
    #expect(run.sent.count == 1)
  }

  private static func connect(_ member: JSON, kind: String = "channel") -> Replay<Grant> {
    var world = ReplayWorld()
    world.inputs = ["token": .secret(SecretKey("vault:connect/a/1/token"))]
    let chat: JSON = [
      "id": -1_001, "type": .string(kind), "title": "Acme", "username": "acmenews",
    ]
    let script = [Self.ok(["id": 5, "username": "acme_bot"]), Self.ok(chat), Self.ok(member)]
    return Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try TelegramRecipe().connect(.telegram(), with: &flow)
    }
  }

  @Test("a bot signs in with its token, and must be allowed to post")
  func connect() {
    let run = Self.connect(["status": "administrator", "can_post_messages": true])
    #expect(run.steps == ["bot", "chat", "rights"])
    #expect(run.value?.tokens == ["access": SecretKey("vault:connect/a/1/token")])
    #expect(run.value?.identity?.handle == "@acmenews")
    #expect(run.value?.server == ["chat": -1_001, "kind": "channel", "bot": "acme_bot"])
    #expect(Self.connect(["status": "administrator"]).refusal?.code == "no-rights")
    #expect(Self.connect(["status": "member"]).refusal?.code == "no-rights")
    #expect(Self.connect(["status": "member"], kind: "supergroup").value != nil)
  }

  @Test("an edit sets the words; the words that are there already are no error")
  func edit() {
    func edit(_ remote: Remote, _ script: Scripted...) -> Replay<Void> {
      Replay(script) { (flow: inout Flow) throws(Pause) in
        try TelegramRecipe().edit(
          remote, to: Content(text: "new"), as: .telegram(), with: &flow)
      }
    }
    let run = edit(Remote(id: "7"), Self.ok(Self.message(7)))
    #expect(run.sent[0].call.url.hasSuffix("/editMessageText"))
    #expect(run.sent[0].json == ["chat_id": "@acmenews", "message_id": 7, "text": "new"])
    let caption = edit(
      Remote(id: "7", extra: ["caption": "yes"]),
      .answer(Self.error(400, "Bad Request: message is not modified: …")))
    #expect(caption.sent[0].call.url.hasSuffix("/editMessageCaption"))
    #expect(caption.value != nil)
    #expect(edit(Remote(id: "")).refusal?.code == "no-number")
  }

  @Test("what fits")
  func rules() {
    func problems(
      _ content: Content, _ account: AccountFacts = .telegram()
    ) -> [ContentProblem] { TelegramRecipe().problems(with: content, for: account) }
    #expect(problems(Content(text: String(repeating: "a", count: 4096))).isEmpty)
    #expect(
      problems(Content(text: String(repeating: "🔔", count: 2049))).errors
        == ["4098 of 4096 characters (an emoji counts 2 and more)"])
    var long = Self.content([.test("image/png")])
    long.parts[0].text = String(repeating: "a", count: 1025)
    #expect(problems(long).errors == ["1025 of 1024 characters (with media)"])
    #expect(problems(Content(text: " ")).errors.count == 1)
    #expect(problems(Self.content([.test("image/png", bytes: 10_000_001)])).errors.count == 1)
    #expect(problems(Self.content([.test(width: 6000, height: 4001)])).errors.count == 1)
    #expect(problems(Self.content([.test(width: 2100, height: 100)])).errors.count == 1)
    #expect(problems(Self.content([.test("video/mp4", bytes: 50_000_001)])).errors.count == 1)
    let own = AccountFacts.telegram(settings: ["server": "http://127.0.0.1:8081"])
    #expect(problems(Self.content([.test("video/mp4", bytes: 50_000_001)]), own).isEmpty)
    let eleven = [MediaFile](repeating: .test(), count: 11)
    #expect(problems(Self.content(eleven)).errors == ["11 of 10 files in an album"])
    #expect(problems(Self.content([.test(), .test("audio/mpeg")])).errors.count == 1)
    var odd = Content(text: "a")
    odd.options = ["silent": "yes", "topic": "x", "colour": 1]
    #expect(problems(odd).errors.count == 3)
    odd.options = [:]
    odd.visibility = .unlisted
    #expect(problems(odd).errors.count == 1)
  }
}
