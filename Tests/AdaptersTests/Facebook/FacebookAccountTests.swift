import Adapters
import Domain
import Testing

@Suite("Facebook: accounts")
struct FacebookAccountTests {
  private static func connect(
    _ script: [Scripted], page: String? = nil, chosen: String? = nil,
    settings: [String: String] = [:], code: Bool = true
  ) -> Replay<Grant> {
    var account = AccountFacts.facebook
    account.settings["redirect"] = "https://acme.example/back"
    account.settings["page"] = page
    account.settings.merge(settings) { $1 }
    var inputs: [String: FlowInput] = ["state": .text("s")]
    if code { inputs["code"] = .secret(SecretKey("vault:code")) }
    if let chosen { inputs["page"] = .text(chosen) }
    return Replay(script, in: ReplayWorld(inputs: inputs)) { (flow: inout Flow) throws(Pause) in
      try FacebookRecipe().connect(account, with: &flow)
    }
  }

  private static let tokens: [Scripted] = [
    .json(200, ["access_token": "short", "expires_in": 3600]),
    .json(200, ["access_token": "long", "expires_in": 5_184_000]),
    .json(
      200,
      [
        "data": [
          ["permission": "pages_show_list", "status": "granted"],
          ["permission": "pages_manage_posts", "status": "granted"],
          ["permission": "pages_manage_engagement", "status": "declined"],
        ]
      ]),
  ]
  private static func list(_ pages: [JSON], next: Bool = false) -> Scripted {
    var paging: [String: JSON] = ["cursors": ["after": "AFTER"]]
    if next { paging["next"] = "https://graph.facebook.com/next" }
    return .json(200, ["data": .array(pages), "paging": .object(paging)])
  }
  private static let bakery: JSON = ["id": "61", "name": "Bakery", "tasks": ["CREATE_CONTENT"]]
  private static let test: JSON = ["id": "62", "name": "Test", "tasks": ["CREATE_CONTENT"]]
  private static let foreign: JSON = ["id": "63", "name": "Foreign", "tasks": ["ANALYZE"]]
  private static let page = Scripted.json(
    200, ["id": "62", "name": "Test", "access_token": "page"])

  @Test("the person is sent to Facebook's dialog")
  func consent() {
    let prompt = Self.connect([], code: false).asked?.prompt ?? ""
    #expect(
      prompt.contains(
        "https://www.facebook.com/v26.0/dialog/oauth?response_type=code&client_id=900&"))
    #expect(prompt.contains("pages_show_list%2Cpages_read_engagement%2Cpages_manage_posts"))
  }

  @Test("the permissions to comment are asked for where they are used, and missed where not given")
  func commentScopes() {
    let further = ["pages_manage_engagement", "pages_read_user_content"]
    let least = FacebookRecipe().scopes(for: [:])
    #expect(further.allSatisfy { !least.contains($0) })
    #expect(FacebookRecipe().scopes(for: ["comments": "yes"]) == least + further)
    let prompt =
      Self.connect([], settings: ["comments": "yes"], code: false).asked?.prompt ?? ""
    #expect(further.allSatisfy(prompt.contains))
    let hidden = Self.connect(Self.tokens.dropLast() + [.graph(100), Self.page], page: "62")
    #expect(hidden.value?.scopes == least)
  }

  @Test("the person chooses one of the Pages that they may write for")
  func chooses() throws {
    let script = Self.tokens + [Self.list([Self.bakery, Self.foreign], next: true)]
    let asked = Self.connect(script + [Self.list([Self.test])]).asked
    #expect(
      asked
        == InputRequest(
          name: "page", prompt: "Which Page is acme-page?",
          options: [
            InputOption("61", label: "Bakery (61)"), InputOption("62", label: "Test (62)"),
          ]))
    let run = Self.connect(script + [Self.list([Self.test]), Self.page], chosen: "62")
    #expect(run.steps == ["token", "long-token", "permissions", "pages-0", "pages-1", "page"])
    #expect(
      run.sent[0].call.url
        == "https://graph.facebook.com/v26.0/oauth/access_token?client_id=900"
        + "&redirect_uri=https%3A%2F%2Facme.example%2Fback&client_secret={credential:acme}"
        + "&code={vault:code}")
    #expect(run.sent[4].call.url.hasSuffix("&after=AFTER"))
    let grant = try #require(run.value)
    #expect(
      grant.tokens == [
        "access": SecretKey("vault:7/1/page/access_token"),
        "person": SecretKey("vault:7/1/long-token/access_token"),
      ])
    #expect(grant.accessExpires == nil)
    // What the person allowed, and not what they were asked for.
    #expect(grant.scopes == ["pages_show_list", "pages_manage_posts"])
    #expect(
      grant.identity
        == Identity(id: "62", handle: "Test", url: "https://www.facebook.com/62"))
  }

  @Test("the only Page, and the one in accounts.yaml, are no question")
  func unasked() {
    let single = Self.connect(Self.tokens + [Self.list([Self.test]), Self.page])
    #expect(single.value?.identity?.id == "62")
    let named = Self.connect(Self.tokens + [Self.page], page: "62")
    #expect(named.steps == ["token", "long-token", "permissions", "page"])
  }

  @Test("no Page, and a refused code, end the sign-in")
  func refused() {
    #expect(
      Self.connect(Self.tokens + [Self.list([Self.foreign])]).refusal?.kind == .permission)
    #expect(Self.connect([.graph(100, 36_009)]).refusal?.kind == .signIn)
  }

  @Test("words are edited, posts deleted, and one that is gone counts as deleted")
  func changes() {
    func delete(_ answer: Scripted) -> Replay<Bool> {
      Replay([answer]) { (flow: inout Flow) throws(Pause) in
        try FacebookRecipe().delete(Remote(id: "61_9"), as: .facebook, with: &flow)
        return true
      }
    }
    #expect(delete(FacebookPublishTests.done).value == true)
    #expect(delete(.graph(100, 33)).value == true)
    #expect(delete(.graph(200)).refusal?.kind == .permission)
    let edit = Replay([FacebookPublishTests.done]) { (flow: inout Flow) throws(Pause) in
      try FacebookRecipe().edit(
        Remote(id: "61_9"), to: Content(text: "New"), as: .facebook, with: &flow)
      return true
    }
    #expect(edit.value == true)
    #expect(edit.sent[0].call.bodyText == "message=New")
  }
}
