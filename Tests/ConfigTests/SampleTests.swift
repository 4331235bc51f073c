import Domain
import Testing

@testable import Config

/// The files in `etc/`, which a new user starts from.
@Suite("Samples")
struct SampleTests {
  static let folder =
    #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/etc"
  static let profiles = [TestRecipe.mastodon.profile, TestRecipe.bluesky.profile]

  private func load() throws -> LoadedConfiguration {
    let files = try FolderFiles(folder: SampleTests.folder)
    var ports = ConfigurationPorts.test
    let pictures = ["tower-dawn.png", "tower-night.png"]
    ports.media = TestMedia(known: Set(pictures.map { SampleTests.folder + "/media/" + $0 }))
    return ConfigurationLoader(accounts: files, schedule: files, ports: ports).load(now: testNow)
  }

  @Test("they have no errors and no warnings")
  func clean() throws {
    let loaded = try load()
    #expect(DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics) == "")
    let snapshot = try #require(loaded.snapshot)
    #expect(
      snapshot.posts.contains { $0.uid.name == "hello" && $0.when == .now(zone: "Europe/Berlin") })
    #expect(snapshot.posts.contains { $0.uid.name == "bell-week-opening" })
    #expect(snapshot.series.map(\.items.count) == [3, 2])
  }

  @Test("they can be planned at any time")
  func plan() throws {
    let snapshot = try #require(try load().snapshot)
    let planner = Planner(
      zones: TestZones(), recurrences: TestRecurrences(), hashing: TestHashing())
    for year in [2026, 2031, 2044] {
      let now = Instant(rfc3339: "\(year)-02-28T23:30:00Z")!
      let result = planner.plan(snapshot, stored: StoredState(), now: now)
      #expect(result.diagnostics.isEmpty)
      #expect(result.plan.posts.count >= 6 + 5 + 5)
    }
  }

  @Test("they fit the JSON Schema that editors use")
  func schema() throws {
    let report = Report()
    let shelf = FileShelf(
      try FolderFiles(folder: SampleTests.folder), bounds: YAMLBounds(), report: report)
    for (file, schema) in [
      ("accounts.yaml", JSONSchema.accounts(profiles: SampleTests.profiles)),
      ("schedule.yaml", JSONSchema.schedule(profiles: SampleTests.profiles)),
      ("campaigns/bell-week.yaml", JSONSchema.included(profiles: SampleTests.profiles)),
    ] {
      let node = try #require(shelf.yaml(file, for: .start(of: file)))
      #expect(SchemaChecker.problems(node, schema) == [])
    }
  }

  @Test("every key is in the samples, if only in a comment")
  func complete() throws {
    let files = try FolderFiles(folder: SampleTests.folder)
    var text = ""
    for path in ["accounts.yaml", "schedule.yaml", "campaigns/bell-week.yaml"] {
      text += String(decoding: try files.read(path, limitBytes: 1 << 20), as: UTF8.self)
    }
    let tables = [
      AccountsKeys.file(profiles: SampleTests.profiles),
      ScheduleKeys(profiles: SampleTests.profiles).file,
    ]
    for name in Set(tables.flatMap(allNames)).sorted() where name != "sensitive" {
      #expect(text.contains(name + ":"), "\(name)")
    }
  }

  private func allNames(_ table: KeyTable) -> [String] {
    let keys = table.keys + (table.variants?.cases.flatMap(\.keys) ?? [])
    return keys.flatMap { [$0.name] + allNames($0.shape) }
  }

  private func allNames(_ shape: Shape) -> [String] {
    switch shape {
    case .scalar, .option: []
    case .list(let element, _), .oneOrMore(let element), .names(let element, _): allNames(element)
    case .keys(let table): allNames(table)
    }
  }
}

@Suite("JSON Schema")
struct SchemaTests {
  @Test(
    "it finds what the reader finds: unknown and missing keys, wrong types and choices",
    arguments: [
      "posts: [{ id: a, at: now, text: x, tex: y }]", "posts: [{ text: x }]", "posts: hello",
      "posts: [{ id: a, at: now, text: x, late: later }]", "slots: { s: { days: mon } }",
      "posts: [{ id: a, at: now, text: x, attempts: 101 }]", "horizon: soon", "tags: 1",
      "posts: [{ id: a, at: now, text: x, media: [{ alt: y }] }]", "posts: [{ id: a b, at: now }]",
    ])
  func wrong(_ body: String) throws {
    let report = Report()
    let files = MemoryFiles(["schedule.yaml": schedule(body)])
    let node = try #require(
      FileShelf(files, bounds: YAMLBounds(), report: report)
        .yaml("schedule.yaml", for: .start(of: "schedule.yaml")))
    #expect(
      !SchemaChecker.problems(node, JSONSchema.schedule(profiles: SampleTests.profiles)).isEmpty)
    #expect(load(schedule(body)).snapshot == nil)
  }

  @Test("settings belong to their platform")
  func variants() throws {
    let schema = JSONSchema.accounts(profiles: SampleTests.profiles)
    let problems = { (account: String) throws -> [String] in
      let files = MemoryFiles(["a": "version: 1\naccounts: [{ id: a, \(account) }]"])
      let node = try #require(
        FileShelf(files, bounds: YAMLBounds(), report: Report()).yaml("a", for: .start(of: "a")))
      return SchemaChecker.problems(node, schema)
    }
    #expect(try problems("platform: bluesky, handle: x.example").isEmpty)
    #expect(
      try problems("platform: mastodon, handle: x.example") == [
        ".accounts.0: required server", ".accounts.0.handle: unevaluatedProperties",
      ])
    #expect(try problems("platform: fax") == [".accounts.0.platform: enum"])
  }

  @Test("each key has its sentence, and its default where it has one")
  func documentation() {
    let schema = JSONSchema.schedule(profiles: SampleTests.profiles)
    let grace = schema["properties"]?["defaults"]?["properties"]?["grace"]
    #expect(grace?["default"] == "2h")
    #expect(grace?["description"] == "How late it may go out without asking.")
    #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
  }
}
