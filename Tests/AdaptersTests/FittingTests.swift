import Adapters
import Domain
import Testing
import Text

@Suite("Texts that are made to fit each network")
struct ContentFittingTests {
  private static let recipes: [any FittingRecipe] = [
    BlueskyRecipe(), MastodonRecipe(), ThreadsRecipe(), XRecipe(), TelegramRecipe(),
    DiscordRecipe(), LinkedInRecipe(), FacebookRecipe(), InstagramRecipe(), TikTokRecipe(),
    PinterestRecipe(), RedditRecipe(),
  ]

  private func facts(_ recipe: any Recipe) -> AccountFacts {
    AccountFacts(name: accountName("one"), platform: recipe.profile.name, settings: [:])
  }

  private func isTooLong(_ content: Content, _ recipe: any Recipe) -> Bool {
    recipe.problems(with: content, for: facts(recipe)).contains { $0.excess != nil }
  }

  @Test("a long text fits afterwards, with its link and its hashtags")
  func everyNetwork() {
    let words = (1...20_000).map { $0 % 7 == 0 ? "Glöckchen 🔔" : "bell" }.joined(separator: " ")
    for recipe in Self.recipes {
      let part = Content.Part(text: words + " #belfry", link: "https://example.org/launch")
      let long = Content(parts: [part])
      #expect(isTooLong(long, recipe), "\(recipe.profile.title)")
      let fitted = recipe.fitted(long, for: facts(recipe))
      #expect(!isTooLong(fitted, recipe), "\(recipe.profile.title)")
      #expect(fitted.parts[0].link == part.link)
      #expect(fitted.parts[0].text.hasSuffix("… #belfry"), "\(recipe.profile.title)")
      #expect(words.hasPrefix(fitted.parts[0].text.dropLast("… #belfry".count)))
    }
  }

  @Test("a text that fits, and one that cannot be made to, stay as they are")
  func unchanged() {
    let short = Content(text: "Hello, bell.")
    let address = Content(text: "https://example.org/" + String(repeating: "a", count: 600))
    for recipe in Self.recipes {
      #expect(recipe.fitted(short, for: facts(recipe)) == short)
    }
    let bluesky = BlueskyRecipe()
    #expect(bluesky.fitted(address, for: facts(bluesky)) == address)
  }

  @Test("every part of a thread is made to fit by itself")
  func thread() {
    let recipe = XRecipe()
    let long = String(repeating: "bell ", count: 100) + "end"
    let content = Content(parts: [.init(text: "first"), .init(text: long), .init(text: "last")])
    let fitted = recipe.fitted(content, for: facts(recipe))
    #expect(fitted.parts.map(\.text)[0] == "first" && fitted.parts[2].text == "last")
    #expect(TextLength.weighted(fitted.parts[1].text) <= 280)
  }
}

@Suite("What posts take from limits")
struct PlannedCostTests {
  private func costs(
    _ recipe: any Recipe, _ content: Content, settings: [String: String] = [:]
  ) -> [String: Int] {
    let facts = AccountFacts(
      name: accountName("one"), platform: recipe.profile.name, settings: settings)
    return Dictionary(
      recipe.costs(of: content, for: facts).map { ($0.limit, $0.amount) }, uniquingKeysWith: +)
  }

  @Test("a thread on Bluesky takes three points for each of its posts")
  func bluesky() {
    let thread = Content(parts: [.init(text: "1"), .init(text: "2")])
    #expect(costs(BlueskyRecipe(), thread)["points-day"] == 6)
    #expect(costs(ThreadsRecipe(), thread) == ["posts": 1, "replies": 1])
  }

  @Test("X charges for links, and as the account's settings say")
  func money() {
    let thread = Content(parts: [
      .init(text: "Look", link: "https://example.org"), .init(text: "more"),
    ])
    #expect(costs(XRecipe(), thread)["money"] == 215_000)
    let settings = ["post_price": "0", "link_price": "0.01"]
    #expect(costs(XRecipe(), thread, settings: settings)["money"] == 10_000)
  }

  @Test("what is planned with has a rule, so that none is forgotten")
  func rules() {
    let content = Content(text: "Hello")
    for recipe in Platforms.all(pace: nil) {
      let names = recipe.profile.limits.map(\.name) + ["money"]
      for name in costs(recipe, content).keys { #expect(names.contains(name)) }
    }
  }
}

@Suite("Pinterest's limits")
struct PinterestLimitTests {
  private func readings(_ headers: [(String, String)]) -> [LimitReading] {
    PinterestRecipe().limits(
      in: Answer(
        status: 200, headers: headers.map { Call.Header($0.0, $0.1) }, body: .bytes([]), at: noon))
  }
  private let noon = Instant(milliseconds: 1_800_000_000_000)

  @Test("a listed window names its category")
  func window() {
    let list = #"100, 100;w=60;name="org_write_user", 1000;w=60;name="org_read_user""#
    let found = readings([
      ("x-ratelimit-limit", list), ("x-ratelimit-remaining", "7"), ("x-ratelimit-reset", "30"),
    ])
    #expect(
      found == [
        LimitReading(limit: "writes", remaining: 7, resets: noon + .seconds(30), capacity: 100)
      ])
  }

  @Test(
    "what is not understood says nothing",
    arguments: ["100", #"100, 100;w=1;name="safety_net""#, "lots", "-5", ""])
  func nonsense(limit: String) {
    #expect(readings([("x-ratelimit-limit", limit), ("x-ratelimit-remaining", "7")]).isEmpty)
  }
}
