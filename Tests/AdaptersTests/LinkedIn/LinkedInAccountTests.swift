import Adapters
import Domain
import Testing

@Suite("LinkedIn: sign-in, renewal, edit, delete")
struct LinkedInAccountTests {
  static let token: JSON = [
    "access_token": "CANARY-a", "expires_in": 5_184_000, "scope": "openid,profile",
  ]

  static func connect(
    _ script: [Scripted], page: Bool, inputs: [String: FlowInput] = [:],
    settings: [String: String] = [:]
  ) -> Replay<Grant> {
    var account = AccountFacts.linkedIn(page: page)
    account.settings.merge(settings) { $1 }
    var world = ReplayWorld(inputs: [
      "state": .text("s"), "code": .secret(SecretKey("vault:in/code")),
    ])
    world.inputs.merge(inputs) { $1 }
    return Replay(script, in: world) { [account] (flow: inout Flow) throws(Pause) in
      try LinkedInRecipe().connect(account, with: &flow)
    }
  }

  @Test("a person signs in, with the least scopes, and is the author")
  func member() throws {
    let run = Self.connect(
      [.json(200, Self.token), .json(200, ["sub": "ann", "name": "Ann"])], page: false)
    #expect(
      run.sent[0].call.bodyText
        == "grant_type=authorization_code&code=<form vault:in/code>"
        + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8976%2Fcallback&client_id=CID"
        + "&client_secret=<form credential:li-secret>")
    let grant = try #require(run.value)
    #expect(grant.identity == Identity(id: "urn:li:person:ann", handle: "Ann"))
    #expect(grant.scopes == ["openid", "profile"])
    #expect(grant.accessExpires == Answer.testTime + .seconds(5_184_000))
    #expect(grant.tokens["refresh"] == nil)
    for sent in run.sent { #expect(!sent.call.frozen.contains("CANARY")) }
  }

  static let pages: JSON = [
    "elements": [
      ["organization": "urn:li:organization:7"], ["organizationTarget": "urn:li:organization:8"],
    ]
  ]

  @Test("a page is chosen by a person among those that they administer")
  func page() throws {
    let script: [Scripted] = [
      .json(200, Self.token), .json(200, Self.pages), .json(200, ["localizedName": "Acme"]),
      .json(404, .linkedIn(404, "NOT_FOUND")),
    ]
    let asked = Self.connect(script, page: true)
    guard case .input(let request) = asked.pause else {
      Issue.record("nobody was asked: \(String(describing: asked.pause))")
      return
    }
    #expect(request.options.map(\.label) == ["Acme", "urn:li:organization:8"])
    let chosen = Self.connect(
      script, page: true, inputs: ["organization": .text("urn:li:organization:7")])
    #expect(
      chosen.value?.identity
        == Identity(
          id: "urn:li:organization:7", handle: "Acme",
          url: "https://www.linkedin.com/company/7"))
    let named = Self.connect(
      [.json(200, Self.token), .json(200, Self.pages), .json(200, ["localizedName": "B"])],
      page: true, settings: ["organization": "8"])
    #expect(named.value?.identity?.id == "urn:li:organization:8")
    let none = Self.connect(
      [.json(200, Self.token), .json(200, ["elements": []])], page: true)
    #expect(none.refusal?.code == "no-organization")
  }

  @Test("the consent page is asked for the scopes of a person or of a page, never both")
  func scopes() {
    func prompt(_ page: Bool) -> String {
      var world = ReplayWorld(inputs: ["state": .text("s")])
      world.due = nil
      let run = Replay<Grant>([], in: world) { (flow: inout Flow) throws(Pause) in
        try LinkedInRecipe().connect(.linkedIn(page: page), with: &flow)
      }
      guard case .input(let request) = run.pause else { return "" }
      return request.prompt
    }
    #expect(prompt(false).contains("&scope=openid%20profile%20w_member_social&state=s"))
    #expect(
      prompt(true).contains(
        "&scope=r_organization_social%20rw_organization_admin%20w_organization_social&state=s"))
  }

  @Test("a partner's refresh token is used and kept")
  func refresh() {
    var account = AccountFacts.linkedIn()
    account.tokens["refresh"] = SecretKey("vault:1/1/token/refresh_token")
    var answer = Self.token.object ?? [:]
    answer["refresh_token"] = "CANARY-r"
    answer["refresh_token_expires_in"] = 1000
    let run = Replay<Grant>([.json(200, .object(answer))]) {
      [account] (flow: inout Flow) throws(Pause) in
      try LinkedInRecipe().refresh(account, with: &flow)
    }
    #expect(run.value?.refreshExpires == Answer.testTime + .seconds(1000))
    #expect(run.sent[0].call.bodyText.hasPrefix("grant_type=refresh_token&refresh_token=<form"))
    let without = Replay<Grant>([]) { (flow: inout Flow) throws(Pause) in
      try LinkedInRecipe().refresh(.linkedIn(), with: &flow)
    }
    #expect(without.refusal?.kind == .signIn)
  }

  @Test("words are edited, and a post is deleted; one that is gone counts as deleted")
  func change() {
    let remote = Remote(id: "urn:li:share:9")
    let edit = Replay<Bool>([.bare(204)]) { (flow: inout Flow) throws(Pause) in
      try LinkedInRecipe().edit(
        remote, to: Content(text: "A_B"), as: .linkedIn(), with: &flow)
      return true
    }
    #expect(edit.value == true)
    #expect(edit.sent[0].call.header("X-RestLi-Method") == "PARTIAL_UPDATE")
    #expect(edit.sent[0].call.bodyText == #"{"patch":{"$set":{"commentary":"A\\_B"}}}"#)
    for answer in [Scripted.bare(204), .json(404, .linkedIn(404, "NOT_FOUND"))] {
      let delete = Replay<Bool>([answer]) { (flow: inout Flow) throws(Pause) in
        try LinkedInRecipe().delete(remote, as: .linkedIn(), with: &flow)
        return true
      }
      #expect(delete.value == true)
      #expect(
        delete.sent[0].call.url == "https://api.linkedin.com/rest/posts/urn%3Ali%3Ashare%3A9")
    }
  }
}

@Suite("LinkedIn: rules of content and the little text format")
struct LinkedInProblemTests {
  private func problems(_ content: Content, page: Bool = true) -> [ContentProblem] {
    LinkedInRecipe().problems(with: content, for: .linkedIn(page: page))
  }

  static let texts: [(String, String)] = [
    ("plain", "plain"), (#"a\b|c{d}e@f[g](h)<i>*_~"#, #"a\\b\|c\{d\}e\@f\[g\]\(h\)\<i\>\*\_\~"#),
    ("#tag and a # and #1", ##"#tag and a \# and \#1"##),
    ("@[Acme (Inc)](urn:li:organization:5)!", "@[Acme (Inc)](urn:li:organization:5)!"),
    ("@[Acme](https://a)", #"\@\[Acme\]\(https://a\)"#), ("日本 👍🏽", "日本 👍🏽"),
  ]

  @Test("reserved signs are escaped, hashtags and mentions are not", arguments: texts)
  func escaping(_ text: String, _ escaped: String) throws {
    let body = Replay.linkedIn(Content(text: text), []).next?.call.bodyText
    let json = try JSON(parsing: try #require(body))
    #expect(json["commentary"]?.string == escaped)
  }

  @Test("escapes count, in UTF-16 units")
  func length() {
    #expect(problems(Content(text: String(repeating: "a", count: 3000))) == [])
    #expect(problems(Content(text: String(repeating: "(", count: 1501))).errors.count == 1)
    #expect(problems(Content(text: String(repeating: "👍", count: 1501))).errors.count == 1)
    #expect(problems(Content(text: " ")).errors == ["a post needs text, media or a link"])
  }

  @Test("what LinkedIn does not have is refused with a way out")
  func unknown() {
    let content = Content(
      parts: [.init(text: "A"), .init(text: "B")], warning: "W", visibility: .direct,
      tags: ["bell"], options: ["colour": "red", "reshare": "no", "title": ""])
    #expect(
      problems(content).errors == [
        "unknown option \"colour\"",
        "LinkedIn has no threads, and this account may not write first comments",
        "LinkedIn has no content warnings", "LinkedIn has no direct posts",
        "\"reshare\" is true or false", "\"title\" is a text of 1 to 400 characters",
      ])
    #expect(problems(content).warnings.count == 1)
    var closed = Content(text: "A")
    closed.visibility = .followers
    #expect(problems(closed, page: true).errors == ["the posts of a page are public"])
    #expect(problems(closed, page: false) == [])
  }

  @Test("media and polls")
  func media() {
    func errors(_ items: [MediaItem], _ poll: Poll? = nil) -> [String] {
      problems(Content(parts: [.init(text: "A", media: items, poll: poll)])).errors
    }
    func item(_ mime: String = "image/png", _ bytes: Int64 = 1000, side: Int = 800) -> MediaItem {
      MediaItem(alt: "A", file: .test(mime, bytes: bytes, width: side, height: side))
    }
    #expect(errors([item(), item()]) == [])
    #expect(errors([item("image/webp")]).count == 1)
    #expect(errors([item("image/png", 8_000_001)]).count == 1)
    #expect(errors([item(side: 6100)]).count == 1)
    #expect(errors([item("video/mp4", 74_999)]).count == 1)
    #expect(errors([item("video/mp4", 80_000)]) == [])
    #expect(errors([item("video/mp4", 80_000), item()]).count == 1)
    #expect(errors(Array(repeating: item(), count: 21)) == ["21 of 20 pictures"])
    let poll = Poll(
      options: ["a", "", String(repeating: "b", count: 31)], durationSeconds: 60, multiple: true)
    #expect(errors([item()], poll).count == 5)
    #expect(errors([], Poll(options: ["a", "b"], durationSeconds: 86_400)) == [])
  }
}
