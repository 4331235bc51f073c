import Adapters
import Domain
import Testing

@Suite("LinkedIn: first comments")
struct LinkedInCommentTests {
  private static let content = Content(
    parts: [.init(text: "Look"), .init(text: "More (a)", link: "https://example.org")])
  private static let words = "More (a)\n\nhttps://example.org"
  private static let post = "urn:li:share:9"

  private static func account(page: Bool = true) -> AccountFacts {
    var account = AccountFacts.linkedIn(page: page)
    account.settings["comments"] = "yes"
    return account
  }

  private static func run(
    _ script: [Scripted], page: Bool = true, claimed: [String] = []
  ) -> Replay<Publication> {
    var world = ReplayWorld()
    world.claimed = claimed
    return Replay.linkedIn(
      content, [.created(post)] + script, account: account(page: page), in: world)
  }

  private static func list(_ comments: JSON...) -> Scripted {
    .json(200, ["elements": .array(comments)])
  }

  private static func comment(
    _ id: String, _ text: String = words, by actor: String = "urn:li:organization:7",
    at milliseconds: Int64 = 1_795_132_803_000
  ) -> JSON {
    [
      "id": .string(id), "actor": .string(actor), "message": ["text": .string(text)],
      "created": ["time": .integer(milliseconds)],
    ]
  }

  @Test("the comment is a visible call of its own, in plain words, by the author of the post")
  func comments() {
    for page in [true, false] {
      let run = Self.run([.created("71")], page: page)
      #expect(run.steps == ["post", "comment"])
      let sent = run.sent.last
      #expect(
        sent?.call.url
          == "https://api.linkedin.com/rest/socialActions/urn%3Ali%3Ashare%3A9/comments")
      let actor = page ? "urn:li:organization:7" : "urn:li:person:ann"
      let body: JSON = [
        "actor": .string(actor), "object": "urn:li:share:9",
        "message": ["text": .string(Self.words)],
      ]
      #expect(sent?.call.bodyText == body.text)
      guard case .visible(part: 1, _) = sent?.kind else {
        Issue.record("not a visible call of part 1")
        return
      }
      let remote = run.value?.parts.last
      #expect(remote?.id == "71")
      #expect(remote?.url == "https://www.linkedin.com/feed/update/urn:li:share:9/")
      #expect(remote?.extra == ["part": "1", "post": "urn:li:share:9"])
      for (index, sent) in run.sent.enumerated() { #expect(run.restarted(after: index) == sent) }
    }
  }

  @Test("the id may be in the body, too")
  func body() {
    #expect(Self.run([.json(201, ["id": "71"])]).value?.parts.last?.id == "71")
  }

  @Test("one whose answer is lost is found by its words, its author and its time")
  func found() {
    let run = Self.run(
      [
        .lost,
        Self.list(
          Self.comment("1", "Other"), Self.comment("2", by: "urn:li:person:ann"),
          Self.comment("3", at: 1_795_042_803_000), Self.comment("4"), Self.comment("5")),
      ], claimed: ["4"])
    #expect(run.steps.last == "comment?0/comments")
    #expect(run.value?.parts.map(\.id) == ["urn:li:share:9", "5"])
  }

  @Test("one that is not to be seen is sent again only where its owner allows it")
  func absent() {
    for page in [true, false] {
      let run = Self.run([.lost, Self.list()], page: page)
      #expect(run.finding == .absent)
      #expect(run.resend?.rule == .ifAllowed)
    }
  }

  @Test("a list that is not understood, not given or not whole is no verdict")
  func unclear() {
    let hidden = Finding.unclear("LinkedIn does not show the post's comments")
    #expect(Self.run([.lost, Self.list(["id": "1"])]).finding == hidden)
    let missing = Scripted.json(404, .linkedIn(404, "RESOURCE_NOT_FOUND"))
    #expect(Self.run([.lost, missing]).finding == hidden)
    let many = Array(repeating: Self.comment("1", "Other"), count: 100)
    #expect(
      Self.run([.lost, .json(200, ["elements": .array(many)])]).finding
        == .unclear("the post has too many comments to look through"))
  }

  @Test("a fresh post is not to be seen everywhere at once: the comment waits for it")
  func fresh() {
    let missing = Scripted.json(404, .linkedIn(404, "RESOURCE_NOT_FOUND"))
    #expect(Self.run([missing]).refusal?.kind == .transient)
    let denied = Scripted.json(403, .linkedIn(403, "ACCESS_DENIED"))
    #expect(Self.run([denied]).refusal?.kind == .permission)
  }

  @Test("the permissions are asked for where they are used")
  func scopes() {
    func further(_ author: String) -> [String] {
      let settings = ["as": author, "comments": "yes"]
      let least = LinkedInRecipe().scopes(for: ["as": author])
      return LinkedInRecipe().scopes(for: settings).filter { !least.contains($0) }
    }
    #expect(further("member") == ["r_member_social_feed", "w_member_social_feed"])
    #expect(
      further("organization") == ["r_organization_social_feed", "w_organization_social_feed"])
  }

  @Test("what is wrong with a comment is known before")
  func problems() {
    func problems(_ content: Content, _ account: AccountFacts = Self.account()) -> [String] {
      LinkedInRecipe().problems(with: content, for: account).errors
    }
    #expect(problems(Self.content).isEmpty)
    #expect(
      problems(Self.content, .linkedIn())
        == ["LinkedIn has no threads, and this account may not write first comments"])
    let run = Replay.linkedIn(Self.content, [], account: .linkedIn())
    #expect(run.refusal?.code == "no-threads")
    var content = Self.content
    content.parts[1] = .init(text: String(repeating: "a", count: 1251))
    #expect(problems(content) == ["1251 of 1250 characters"])
    content.parts[1] = .init(
      text: "A",
      poll: Poll(
        options: ["Yes", "No"], durationSeconds: 86_400, multiple: false, hideTotals: false))
    #expect(problems(content) == ["the first comment on LinkedIn is words only"])
  }

  private static let remote = Remote(id: "71", extra: ["part": "1", "post": post])
  private static let address =
    "https://api.linkedin.com/rest/socialActions/urn%3Ali%3Ashare%3A9/comments/71"
    + "?actor=urn%3Ali%3Aorganization%3A7"

  @Test("a comment is deleted under its post; one that is gone counts as deleted")
  func delete() {
    func delete(_ answer: Scripted) -> Replay<Bool> {
      Replay([answer]) { (flow: inout Flow) throws(Pause) in
        try LinkedInRecipe().delete(Self.remote, as: Self.account(), with: &flow)
        return true
      }
    }
    let run = delete(.bare(204))
    #expect(run.value == true)
    #expect(run.sent[0].call.url == Self.address)
    #expect(delete(.json(404, .linkedIn(404, "RESOURCE_NOT_FOUND"))).value == true)
    #expect(delete(.json(403, .linkedIn(403, "ACCESS_DENIED"))).refusal?.kind == .permission)
  }

  @Test("a comment gets new words, and not those of its post")
  func edit() {
    func edit(_ content: Content, _ script: [Scripted] = []) -> Replay<Bool> {
      Replay(script) { (flow: inout Flow) throws(Pause) in
        try LinkedInRecipe().edit(Self.remote, to: content, as: Self.account(), with: &flow)
        return true
      }
    }
    let run = edit(Self.content, [.bare(204)])
    #expect(run.sent[0].call.url == Self.address)
    #expect(run.sent[0].call.header("X-RestLi-Method") == "PARTIAL_UPDATE")
    let patch: JSON = ["patch": ["message": ["$set": ["text": .string(Self.words)]]]]
    #expect(run.sent[0].call.bodyText == patch.text)
    #expect(edit(Content(text: "Look")).refusal?.code == "no-such-part")
  }
}
