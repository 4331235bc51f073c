import Adapters
import Domain
import Testing

@Suite("Reddit: a post that may exist")
struct RedditDoubtTests {
  @Test("a post with the same title in the same place is ours")
  func present() {
    let run = Replay.reddit(
      .reddit(),
      [
        .lost,
        .json(
          200, .listing([.ownLink("7", subreddit: "other"), .ownLink("9", subreddit: "Bells")])),
      ])
    #expect(run.value?.parts.map(\.id) == ["t3_9"])
    #expect(
      run.sent[1].call.url
        == "https://oauth.reddit.com/user/acme/submitted?sort=new&limit=100&raw_json=1")
  }

  @Test("another title, an older post, one of another delivery is not ours")
  func absent() {
    func finding(_ post: JSON, claimed: [String] = []) -> Finding? {
      Replay.reddit(
        .reddit(), [.lost, .json(200, .listing([post]))], in: ReplayWorld(claimed: claimed)
      ).finding
    }
    #expect(finding(.ownLink("9", title: "Other")) == .absent)
    #expect(finding(.ownLink("9", at: 1_795_132_000)) == .absent)
    #expect(finding(.ownLink("9"), claimed: ["t3_9"]) == .absent)
    #expect(finding(.ownLink("9")) == nil)
  }

  @Test("pages are turned while they are newer than the run, and not for ever")
  func pages() {
    let page = Scripted.json(200, .listing([.ownLink("7", title: "Other")], after: "t3_7"))
    let run = Replay.reddit(.reddit(), [.lost, page, .json(200, .listing([.ownLink("9")]))])
    #expect(run.value?.parts.map(\.id) == ["t3_9"])
    #expect(run.sent.last?.call.url.hasSuffix("&after=t3_7") == true)
    let never = Replay.reddit(.reddit(), [.lost, page, page, page])
    #expect(never.finding == .unclear("too many posts since then to look through"))
  }

  @Test(
    "a list that cannot be read proves nothing",
    arguments: [
      Scripted.json(200, .listing([["data": ["name": 5]]])),
      .json(404, ["message": "Not Found", "error": 404]),
    ])
  func unreadable(_ answer: Scripted) {
    #expect(
      Replay.reddit(.reddit(), [.lost, answer]).finding
        == .unclear("Reddit does not show the account's posts"))
  }
}
