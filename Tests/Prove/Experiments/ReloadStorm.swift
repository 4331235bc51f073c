import Control
import Domain
import Glibc
import PlatformModels

/// Files change under the daemon in every way that people and tools manage: right, broken, cut off
/// in the middle, gone, on another branch, with ids used again.
struct ReloadStorm: Experiment {
  let number = 6
  let title = "reload storm"
  let share = 1.0

  func run(_ lab: Lab, _ tally: inout Tally) throws {
    lab.onLanes(&tally) { _, tally in
      while !lab.isOver { try StormRound(lab, lab.newDice()).run(&tally) }
    }
    tally.limit(StormRound.took, p99: 1)
  }
}

/// A household whose schedule is rewritten all the time.
final class StormRound {
  static let took = "one reload"
  private static let rightChange = "a right change"
  private static let reloads = 300

  private let lab: Lab
  private let household: Household
  private var dice: Dice
  /// The posts that the files should hold: their due times and revisions, by number.
  private var posts: [Int: Entry] = [:]
  /// Posts that were in the files when they became due.
  private var expected: Set<Int> = []
  private var next = 0

  private struct Entry {
    var due: Instant
    var revision = 1
    var file: Int
  }

  init(_ lab: Lab, _ dice: Dice) throws {
    self.lab = lab
    self.dice = dice
    household = try Household(lab, try Town(each: 1))
  }

  private var now: Instant { Instant(milliseconds: Wall.milliseconds) }

  func run(_ tally: inout Tally) throws {
    mkdir(household.config + "/campaigns", 0o755)
    for _ in 0..<60 { add(after: .seconds(86_400 * 30)) }
    try write()
    try household.start()
    try household.connect()
    for _ in 0..<StormRound.reloads where !lab.isOver { try change(&tally) }
    try write()
    try reload(expecting: [.applied, .unchanged], "the last files", &tally)
    let soon = posts.values.map(\.due).filter { $0 < now + .seconds(3600) }.max() ?? now
    _ = wait(seconds: 20, every: 50) { now > soon }
    pause(milliseconds: 1500)
    try judge(&tally)
    try household.stop()
  }

  private func add(after wait: Duration) {
    next += 1
    posts[next] = Entry(due: now + wait, file: dice.number(0...3))
  }

  private func change(_ tally: inout Tally) throws {
    switch dice.number(0...9) {
    case 0, 1, 2: try rightChange(&tally)
    case 3: try wrong("a broken file", "posts: [{ id: x, to: nobody, txt: 1 ]\n", &tally)
    case 4: try wrong("an unknown key", "version: 1\npost: []\n", &tally)
    case 5: try cutOff(&tally)
    case 6: try emptied(&tally)
    case 7: try otherBranch(&tally)
    case 8: try usedAgain(&tally)
    default: try signals(&tally)
    }
  }

  /// New posts, some of them soon, other words, other files.
  private func rightChange(_ tally: inout Tally) throws {
    add(after: .milliseconds(dice.number(1500...4000)))
    add(after: .seconds(86_400 * 20))
    for number in posts.keys.sorted() where dice.chance(0.1) {
      posts[number]?.revision += 1
      posts[number]?.file = dice.number(0...3)
    }
    try write()
    // A signal from before may have brought it into force already.
    try reload(expecting: [.applied, .unchanged], StormRound.rightChange, &tally)
  }

  private func wrong(_ what: String, _ text: String, _ tally: inout Tally) throws {
    try Files.write(text, to: path(dice.number(0...3)))
    try reload(expecting: [.refused], what, &tally)
    try write()
  }

  /// A file that is half written may by chance be right; then posts are missing from it.
  private func cutOff(_ tally: inout Tally) throws {
    let path = path(dice.number(0...3))
    let whole = Files.read(path)
    try Files.write(String(whole.prefix(dice.number(0...whole.count))), to: path)
    try reload(expecting: [.refused, .applied, .unchanged], "half a file", &tally)
    try write()
    try reload(expecting: [.applied, .unchanged], "the whole file again", &tally)
  }

  private func emptied(_ tally: inout Tally) throws {
    for file in 0...3 { unlink(path(file)) }
    try reload(expecting: [.refused], "an emptied folder", &tally)
    try write()
  }

  /// Another branch with half of the posts, by force, and back.
  private func otherBranch(_ tally: inout Tally) throws {
    let all = posts
    posts = posts.filter { $0.value.due < now + .seconds(60) || $0.key % 2 == 0 }
    try write()
    try reload(expecting: [.applied, .unchanged], "another branch", force: true, &tally)
    posts = all
    try write()
    try reload(expecting: [.applied, .unchanged], "back again", &tally)
  }

  /// The id of a post that is out, for another text.
  private func usedAgain(_ tally: inout Tally) throws {
    guard let old = posts.keys.sorted().first(where: { posts[$0].map { $0.due < now } ?? false })
    else { return }
    posts[old]?.revision += 100
    posts[old]?.due = now + .milliseconds(1500)
    try write()
    try reload(expecting: [.applied, .unchanged], "an id used again", &tally)
  }

  /// Many signals while the files change.
  private func signals(_ tally: inout Tally) throws {
    for _ in 0..<5 {
      household.daemon?.signal(SIGHUP)
      add(after: .seconds(86_400 * 25))
      try write()
      pause(milliseconds: dice.number(0...30))
    }
    tally.trials += 5
    try reload(expecting: [.applied, .unchanged], "after signals", &tally)
  }

  private func reload(
    expecting states: [ReloadReport.State], _ what: String, force: Bool = false,
    _ tally: inout Tally
  ) throws {
    let begun = Moment.now
    let before = try household.call(GetStatus()).generation?.id
    let report = try household.call(Reload(force: force ? true : nil, waitS: 60))
    tally.note(StormRound.took, seconds: Moment.now.seconds(since: begun))
    tally.trials += 1
    tally.count(what)
    guard states.contains(report.state) else {
      let findings = report.plan.diagnostics.prefix(3).map { "\($0.file):\($0.line) \($0.message)" }
      return tally.fail("\(what): \(report.state.rawValue) \(findings)")
    }
    if report.state == .refused {
      let after = try household.call(GetStatus()).generation?.id
      if before != after { tally.fail("\(what) was refused, and another generation is in force") }
    } else if what == StormRound.rightChange || what.hasSuffix("again") || what == "the last files"
    {
      try compare(what, &tally)
    }
  }

  /// What waits must be what the files say.
  private func compare(_ what: String, _ tally: inout Tally) throws {
    expected.formUnion(posts.keys)
    let waiting = Set(try household.deliveries([.scheduled]).map(\.uid.text))
    let files = posts.filter { $0.value.due > now + .seconds(60) && $0.value.revision < 100 }
    let missing = files.keys.filter { !waiting.contains("yaml:p\($0)") }
    if !missing.isEmpty {
      tally.losses += missing.count
      tally.fail("after \(what), \(missing.count) posts of the files do not wait")
    }
  }

  private func path(_ file: Int) -> String { "\(household.config)/campaigns/\(file).yaml" }

  private func write() throws {
    var texts = [String](repeating: "version: 1\nposts:\n", count: 4)
    for number in posts.keys.sorted() {
      guard let post = posts[number] else { continue }
      texts[post.file] +=
        "  - { id: p\(number), to: everywhere, at: \"\(post.due.rfc3339)\", "
        + "text: \"Post \(number) in revision \(post.revision).\" }\n"
    }
    for (file, text) in texts.enumerated() {
      try Files.write(text.hasSuffix("posts:\n") ? "version: 1\n" : text, to: path(file))
    }
    try Files.write(
      "version: 1\ntimezone: Europe/Berlin\ninclude: [campaigns/*.yaml]\n", to: household.schedule)
  }

  /// Each post that became due is there once, in whichever words.
  private func judge(_ tally: inout Tally) throws {
    for site in household.town.sites {
      let seen = Dictionary(
        grouping: site.ledger.effects.filter { $0.kind == .created },
        by: { $0.text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0 })
      for number in expected.sorted() {
        let count = seen[number]?.count ?? 0
        guard let post = posts[number] else { continue }
        let isOut = post.due < now
        if isOut || count > 0 { tally.deliveries += 1 }
        if count > 1 {
          tally.doubles += count - 1
          tally.fail("p\(number) is there \(count) times: \(seen[number]?.map(\.text) ?? [])")
        }
        if isOut, count == 0 {
          tally.losses += 1
          tally.fail("p\(number) was due at \(post.due.rfc3339) and is not on \(site.account)")
        }
      }
    }
  }
}
