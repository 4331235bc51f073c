import Adapters
import Domain
import Glibc
import Testing

/// README's table of networks, which says what the recipes take. It is found out by asking them.
@Suite("The table of networks")
struct NetworkTableTests {
  private static let begin =
    "<!-- networks: written by BELFRY_RECORD=1 swift test --filter NetworkTable -->\n"
  private static let end = "<!-- networks end -->\n"

  @Test("README has it as the recipes are")
  func readme() throws {
    let path = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/README.md"
    let text = try #require(Self.contents(of: path))
    let start = try #require(text.firstRange(of: Self.begin)).upperBound
    let stop = try #require(text.firstRange(of: Self.end)).lowerBound
    let table = Self.table
    if getenv("BELFRY_RECORD") != nil {
      try Self.write(text[..<start] + table + text[stop...], to: path)
    } else {
      #expect(text[start..<stop] == table)
    }
  }

  private static var table: String {
    let rows = Platforms.all.sorted { $0.profile.title < $1.profile.title }.map { row($0) }
    let head = [
      "network", "characters", "pictures", "film", "thread", "first comment", "poll", "edit",
      "delete", "renews itself",
    ]
    return """
      | \(head.joined(separator: " | ")) |
      |\(String(repeating: "---|", count: head.count))
      \(rows.joined(separator: "\n"))

      """
  }

  private static func row(_ recipe: any Recipe) -> String {
    let trial = NetworkTrial(recipe)
    let profile = recipe.profile
    let cells = [
      "[\(profile.title)](docs/platforms/\(profile.name).md)",
      trial.charactersMax.map { "\($0)" } ?? "–", trial.picturesMax.map { "\($0)" } ?? "–",
      mark(trial.takesFilm), mark(trial.takesThread), mark(trial.takesComment),
      mark(trial.takesPoll),
      mark(recipe is any EditRecipe), mark(recipe is any DeleteRecipe),
      mark(recipe is any RefreshRecipe),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private static func mark(_ isSo: Bool) -> String { isSo ? "yes" : "–" }

  private static func contents(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func write(_ text: some StringProtocol, to path: String) throws {
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    #expect(fputs(String(text), file) >= 0)
  }
}

/// What a recipe takes, before any server said that it is different there.
private struct NetworkTrial {
  private let recipe: any Recipe
  private let account: AccountFacts

  init(_ recipe: any Recipe) {
    self.recipe = recipe
    account = AccountFacts(
      name: accountName("acme"), platform: recipe.profile.name,
      settings: [
        "subreddit": "bells", "board": "900000000001", "chat": "@bells",
        "comments": "yes",
      ])
  }

  /// The longest text of plain letters, with whatever the network wants beside it.
  var charactersMax: Int? {
    guard let media = [[], [picture], [film]].first(where: { takes("a", $0) }) else { return nil }
    var (taken, refused) = (1, 100_000)
    while refused - taken > 1 {
      let length = (taken + refused) / 2
      let isTaken = takes(String(repeating: "a", count: length), media)
      if isTaken { taken = length } else { refused = length }
    }
    return taken
  }

  var picturesMax: Int? {
    (1...50).last { takes("a", Array(repeating: picture, count: $0)) }
  }

  var takesFilm: Bool { takes("a", [film]) }

  var takesThread: Bool {
    [[], [picture], [film]].contains { media in
      takes(Content(parts: ["a", "b", "c"].map { .init(text: $0, media: media) }))
    }
  }

  /// One further part of words under a post of media, and no third.
  var takesComment: Bool {
    [picture, film].contains { item in
      func takes(_ comments: Int) -> Bool {
        self.takes(
          Content(
            parts: [.init(text: "a", media: [item])]
              + Array(repeating: .init(text: "b"), count: comments)))
      }
      return takes(1) && !takes(2)
    }
  }

  var takesPoll: Bool {
    let poll = Poll(
      options: ["Yes", "No"], durationSeconds: 86_400, multiple: false, hideTotals: false)
    return takes(Content(parts: [.init(text: "a", poll: poll)]))
  }

  private func takes(_ text: String, _ media: [MediaItem]) -> Bool {
    takes(Content(parts: [.init(text: text, media: media)]))
  }

  private func takes(_ content: Content) -> Bool {
    var content = content
    content.visibility = .everyone
    if recipe.profile.postOptions.contains("title") { content.options = ["title": "Bells"] }
    return !recipe.problems(with: content, for: account).contains { $0.severity == .error }
  }

  private let picture = MediaItem(
    alt: "A bell",
    file: .test(bytes: 100_000, width: 1080, height: 1350))
  private let film = MediaItem(
    alt: "",
    file: MediaFile(
      hash: String(repeating: "cd", count: 32), bytes: 1_000_000, mime: "video/mp4", width: 1080,
      height: 1920, milliseconds: 20_000, codec: "avc1", name: "bell.mp4"))
}
