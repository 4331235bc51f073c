import Config
import Domain
import Testing

@Suite("Files that cannot be read")
struct WrongFilesTests {
  static let include = schedule("include: [more/*.yaml, extra.yaml]")

  @Test("a missing schedule is named")
  func missing() {
    let loaded = load(MemoryFiles(["accounts.yaml": twoAccounts]))
    #expect(
      loaded.diagnostics.map(\.line) == [
        #"schedule.yaml:1:1: error: "schedule.yaml" does not exist"#
      ])
  }

  @Test("an empty file is named, and so is one of comments", arguments: ["", "\n\n", "# later\n"])
  func empty(_ text: String) {
    #expect(
      load(text).diagnostics.map(\.line) == [
        "schedule.yaml:1:1: error: the file is empty; belfry init writes files to begin with"
      ])
  }

  @Test("a list instead of keys is named")
  func list() {
    #expect(
      load("- a\n- b").diagnostics.map(\.line) == [
        #"schedule.yaml:1:1: error: "schedule.yaml" must be a mapping of keys, not a list"#
      ])
  }

  @Test("11 MB are too much")
  func large() {
    let text = schedule("# " + String(repeating: "x", count: 11 << 20))
    #expect(
      load(text).diagnostics.map(\.line) == [
        #"schedule.yaml:1:1: error: "schedule.yaml" is larger than 10 MB"#
      ])
  }

  @Test("bytes that are no UTF-8 are named with their place")
  func encoding() {
    var files = MemoryFiles(["accounts.yaml": twoAccounts])
    files.files["schedule.yaml"] = Array("version: 1\ntimezöne: ".utf8) + [0xFF, 0x41]
    #expect(
      load(files).diagnostics.map(\.line) == [
        "schedule.yaml:2:11: error: not UTF-8; save the file with UTF-8 encoding"
      ])
  }

  @Test("a byte order mark and Windows line ends do no harm")
  func windows() {
    var files = MemoryFiles(["accounts.yaml": twoAccounts])
    files.files["schedule.yaml"] =
      [0xEF, 0xBB, 0xBF] + Array("version: 1\r\ntimezone: UTC\r\nposts: []\r\n".utf8)
    #expect(load(files).diagnostics.isEmpty)
  }

  @Test("aliases that multiply are stopped")
  func bomb() {
    var lines = ["a: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      lines.append("a\(level): &a\(level) [\(aliases)]")
    }
    let message = "aliases repeat more than 100000 values"
    let diagnostics = load(lines.joined(separator: "\n")).diagnostics
    #expect(diagnostics.map(\.message) == [message])
  }

  @Test("a few aliases are welcome")
  func aliases() throws {
    let snapshot = try snapshot(
      """
      posts:
        - { id: a, at: now, text: x, tags: &tags [one, two] }
        - { id: b, at: now, text: y, tags: *tags }
      """)
    #expect(
      snapshot.posts.map { $0.targets[0].content.tags } == [["one", "two"], ["one", "two"]])
  }

  @Test("an include that is not there is named at its place; a pattern without files is a warning")
  func includes() {
    #expect(
      load(WrongFilesTests.include).diagnostics.map(\.line) == [
        #"schedule.yaml:4:11: warning: no file fits "more/*.yaml"; paths begin at the folder of "#
          + "schedule.yaml",
        #"schedule.yaml:4:24: error: "extra.yaml" does not exist"#,
      ])
  }

  @Test("mistakes in included files carry their file's name")
  func included() {
    let loaded = load(
      WrongFilesTests.include,
      files: ["more/a.yaml": "version: 1\nhorizon: 1y", "extra.yaml": "posts: [{ id: b }]"])
    #expect(
      loaded.diagnostics.map { "\($0.place) \($0.message)" } == [
        #"extra.yaml:1:11 a post needs "at""#,
        "extra.yaml:1:15 this post says nothing",
        #"more/a.yaml:2:1 unknown key "horizon""#,
      ])
  }

  @Test("files that include each other are named with the way around")
  func cycle() {
    let loaded = load(
      schedule("include: a.yaml"),
      files: ["a.yaml": "include: b.yaml", "b.yaml": "include: a.yaml"])
    #expect(
      loaded.diagnostics.map(\.line) == [
        #"b.yaml:1:10: error: "a.yaml" includes itself; "#
          + "schedule.yaml → a.yaml → b.yaml → a.yaml"
      ])
  }

  @Test("an id may be used once in all files")
  func duplicate() {
    let loaded = load(
      schedule("include: a.yaml\nposts: [{ id: x, at: now, text: x }]"),
      files: ["a.yaml": "posts: [{ id: x, at: now, text: x }]"])
    #expect(
      loaded.diagnostics.map(\.line) == [
        #"a.yaml:1:15: error: duplicate id "x"; it is also at schedule.yaml:5:15"#
      ])
  }

  @Test("with a thousand mistakes the rest is counted")
  func flood() {
    let diagnostics = load(schedule("posts: [" + String(repeating: "x, ", count: 1500) + "]"))
      .diagnostics
    #expect(diagnostics.count == 1001)
    #expect(diagnostics.last?.message == "500 more messages are not shown")
  }
}
