import Adapters
import Domain
import Testing

extension AccountFacts {
  /// A connected account.
  static func pinterest(settings: [String: String] = [:]) -> AccountFacts {
    AccountFacts(
      name: accountName("acme-pins"), platform: .pinterest, settings: settings,
      app: DeclaredApp(
        name: "p-app", clientID: "CID", clientSecret: SecretKey("credential:p-secret")),
      tokens: [
        "access": SecretKey("vault:1/1/token/access_token"),
        "refresh": SecretKey("vault:1/1/token/refresh_token"),
      ], server: ["board": "900"])
  }
}

extension Content {
  /// A Pin with these files.
  static func pin(
    _ media: [MediaFile], link: String? = nil, options: [String: JSON] = [:]
  ) -> Content {
    let items = media.enumerated().map { MediaItem(alt: "alt \($0)", file: $1) }
    return Content(parts: [.init(text: "Look", link: link, media: items)], options: options)
  }
}

extension Replay where Value == Publication {
  static func pinterest(
    _ content: Content, _ script: [Scripted], account: AccountFacts = .pinterest()
  ) -> Replay {
    Replay(script) { (flow: inout Flow) throws(Pause) in
      try PinterestRecipe().publish(content, as: account, with: &flow)
    }
  }
}

@Suite("Pinterest")
struct PinterestTests {
  static let made = Scripted.json(201, ["id": "77", "board_id": "900"])
  static let picture = Content.pin([.test("image/png")])

  static func error(_ status: Int, _ code: Int64 = 1) -> Answer {
    .json(status, ["code": .integer(code), "message": "words"])
  }

  static func list(_ pins: [JSON], next: String? = nil) -> Scripted {
    .json(200, ["items": .array(pins), "bookmark": JSON(next)])
  }

  static func found(
    _ id: String, _ text: String = "Look", title: JSON = .null,
    at time: String = "2026-11-20T00:00:04"
  ) -> JSON {
    [
      "id": .string(id), "title": title, "description": .string(text), "link": .null,
      "created_at": .string(time),
    ]
  }

  @Test("a picture travels inside the call, with its words around it")
  func plain() throws {
    let content = Content.pin(
      [.test("image/png")], link: "https://example.org/?a=\"b\"",
      options: ["title": "Bells", "board": 901, "section": "5"])
    let run = Replay.pinterest(content, [Self.made])
    let call = try #require(run.sent.first?.call)
    #expect(call.url == "https://api.pinterest.com/v5/pins")
    #expect(
      call.bodyText
        == #"{"board_id":"901","board_section_id":"5","title":"Bells","description":"Look","#
        + #""link":"https://example.org/?a=\"b\"","alt_text":"alt 0","media_source":{"#
        + #""source_type":"image_base64","content_type":"image/png","#
        + #""data":"<abab 1000 as Base64>"}}"#)
    #expect(call.body.count == 3)
    #expect(run.value?.parts.map(\.id) == ["77"])
    #expect(run.value?.parts.map(\.url) == ["https://www.pinterest.com/pin/77/"])
  }

  @Test("several pictures are a carousel")
  func carousel() {
    let run = Replay.pinterest(Content.pin([.test("image/png"), .test("image/jpeg")]), [])
    #expect(
      run.next?.call.bodyText.hasSuffix(
        #""media_source":{"source_type":"multiple_image_base64","items":["#
          + #"{"content_type":"image/png","data":"<abab 1000 as Base64>"},"#
          + #"{"content_type":"image/jpeg","data":"<abab 1000 as Base64>"}]}}"#) == true)
  }

  @Test("where pictures are fetched, the call holds their addresses")
  func fetched() {
    let account = AccountFacts.pinterest(settings: ["pictures": "fetch"])
    let run = Replay.pinterest(Self.picture, [], account: account)
    #expect(
      run.next?.call.bodyText.hasSuffix(
        #""media_source":{"source_type":"image_url","url":"<address abab image/png>"}}"#) == true)
  }

  static let place = Scripted.json(
    201,
    [
      "media_id": "12", "upload_url": "https://storage.example/up",
      "upload_parameters": ["policy": "P", "key": "K"],
    ])

  static func film(_ status: JSON) -> Scripted { .json(200, ["status": status]) }

  static let stored = Scripted.answer(Answer(status: 204, at: Answer.testTime))

  @Test("a film is uploaded without the token, waited for, and shown behind its cover")
  func film() {
    let film = MediaFile.test("video/mp4")
    let script = [Self.place, Self.stored, Self.film("processing"), Self.film("succeeded")]
    let run = Replay.pinterest(.pin([film, .test("image/jpeg")]), script)
    #expect(run.steps == ["film", "film-file", "film-ready", "film-ready", "pin"])
    #expect(run.sent[1].call.url == "https://storage.example/up")
    #expect(run.sent[1].call.authorization == .none)
    let names = run.sent[1].call.bodyText.split(separator: "name=\"").dropFirst()
      .map { $0.prefix { $0 != "\"" } }
    #expect(names.filter { $0 != "launch.jpg" } == ["key", "policy", "file"])
    #expect(
      run.sent[1].call.secretKeys.map(\.text) == [
        "vault:7/1/film/upload_parameters.key", "vault:7/1/film/upload_parameters.policy",
      ])
    #expect(
      run.next?.call.bodyText.hasSuffix(
        #""media_source":{"source_type":"video_id","media_id":"12","#
          + #""cover_image_content_type":"image/jpeg","#
          + #""cover_image_data":"<abab 1000 as Base64>"}}"#) == true)
    let alone = Replay.pinterest(.pin([film]), script)
    #expect(alone.next?.call.bodyText.hasSuffix(#","cover_image_key_frame_time":0}}"#) == true)
  }

  @Test("a film that cannot be used ends the post; a place that is over is asked for again")
  func filmTrouble() {
    let content = Content.pin([.test("video/mp4")])
    let failed = Replay.pinterest(content, [Self.place, Self.stored, Self.film("failed")])
    #expect(failed.refusal?.kind == .content)
    func store(_ status: Int, _ code: String) -> Refusal.Kind? {
      let body = Answer.Body.bytes(Array("<Error><Code>\(code)</Code></Error>".utf8))
      let answer = Answer(status: status, body: body, at: Answer.testTime)
      return Replay.pinterest(content, [Self.place, .answer(answer)]).refusal?.kind
    }
    #expect(store(400, "EntityTooLarge") == .content)
    #expect(store(403, "AccessDenied") == .conflict)
    #expect(store(503, "SlowDown") == .transient)
  }

  @Test(
    "a lost answer asks the board, and only the board's no may lead to a second sending",
    arguments: [Scripted.lost, .crash, .html(502), .json(200, [:])])
  func doubt(outcome: Scripted) {
    func ask(_ lists: Scripted...) -> Replay<Publication> {
      Replay.pinterest(Self.picture, [outcome] + lists)
    }
    let run = ask(Self.list([Self.found("9", "Other"), Self.found("77", " Look ")]))
    #expect(
      run.sent.last?.call.url
        == "https://api.pinterest.com/v5/boards/900/pins?page_size=250")
    #expect(run.value?.parts.map(\.id) == ["77"])
    #expect(ask(Self.list([])).finding == .absent)
    #expect(ask(Self.list([])).resend?.rule == .ifAllowed)
    #expect(ask(Self.list([Self.found("1", at: "2020-01-01T00:00:00")])).finding == .absent)
    #expect(ask(Self.list([Self.found("1", title: "Other")])).finding == .absent)
  }

  @Test("older pages are read as long as they may hold it; what is not understood proves nothing")
  func pages() {
    func ask(_ lists: [Scripted]) -> Replay<Publication> {
      Replay.pinterest(Self.picture, [.lost] + lists)
    }
    let full = Self.list([Self.found("1", "Other")], next: "B M")
    let run = ask([full, Self.list([Self.found("77")])])
    #expect(run.sent.last?.call.url.hasSuffix("pins?page_size=250&bookmark=B%20M") == true)
    #expect(run.value?.parts.map(\.id) == ["77"])
    for lists in [[full, full, full], [Self.list([["id": "1"]])], [.answer(Self.error(404))]] {
      guard case .unclear = ask(lists).finding else {
        Issue.record("\(lists)")
        continue
      }
    }
  }

  @Test("a section is asked where the Pin went into it")
  func section() {
    let content = Content.pin([.test("image/png")], options: ["section": 5])
    let run = Replay.pinterest(content, [.lost, Self.list([])])
    #expect(run.sent.last?.call.url.contains("/boards/900/sections/5/pins?") == true)
  }

  @Test("a Pin that is gone is deleted")
  func delete() {
    for answer in [Self.stored, .answer(Self.error(404, 50))] {
      let run = Replay([answer]) { (flow: inout Flow) throws(Pause) in
        try PinterestRecipe().delete(Remote(id: "77"), as: .pinterest(), with: &flow)
      }
      #expect(run.sent[0].call.url == "https://api.pinterest.com/v5/pins/77")
      #expect(run.value != nil)
    }
  }
}
