import Domain
import Testing

@Suite("The program, as a person types it", .serialized)
final class CommandTests {
  private let folder: String

  init() throws { folder = try Files.newFolder() }

  deinit { Files.remove(folder) }

  private func run(
    _ words: String...
  ) async throws -> (code: Int32, output: String, errors: String) {
    try await Program.run(words, in: folder)
  }

  private var samples: String {
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/etc"
  }

  @Test("it says its version")
  func version() async throws {
    let result = try await run("--version")
    #expect(result.code == 0)
    #expect(result.output.hasPrefix("belfry 0."))
  }

  @Test("it explains itself")
  func help() async throws {
    let result = try await run("--help")
    #expect(result.code == 0)
    #expect(result.errors.isEmpty)
    for command in ["check", "plan", "post", "status", "connect", "sandbox", "demo"] {
      #expect(result.output.contains("  \(command) "))
    }
  }

  @Test("a command that it does not know is a mistake of the command line, with a suggestion")
  func unknown() async throws {
    let result = try await run("chek")
    #expect(result.code == 2)
    #expect(result.errors.hasPrefix("belfry: no command \"chek\"; did you mean \"check\"?\n"))
  }

  @Test("the samples are right")
  func checkSamples() async throws {
    let result = try await run("check", "--config", samples)
    #expect(result.code == 0)
    #expect(result.output.hasPrefix("all is well: 2 accounts"))
  }

  @Test("a wrong file is named with line, column and a suggestion")
  func checkWrong() async throws {
    try Files.write(Files.read(samples + "/accounts.yaml"), to: folder + "/accounts.yaml")
    try Files.write(
      """
      version: 1
      timezone: Europe/Berlin
      posts:
        - id: a
          to: fedi
          at: 2026-12-01 09:30
          tex: hello

      """, to: folder + "/schedule.yaml")
    let result = try await run("check", "--config", folder)
    #expect(result.code == 3)
    let lines = result.output.split(separator: "\n")
    #expect(lines.contains("schedule.yaml:7:5: error: unknown key \"tex\"; did you mean \"text\"?"))
    #expect(lines.first?.hasPrefix("schedule.yaml:4:9: error: ") == true)
    #expect(lines.last?.hasSuffix("nothing changed") == true)
  }

  @Test("check warns where a network is to fetch a file, and has no address for it")
  func checkMediaPlace() async throws {
    let accounts = """
      version: 1
      apps:
        meta: { platform: threads, client_id: "1", client_secret: "file:key" }
      accounts:
        - { id: bells, platform: threads, app: meta, redirect: "https://belfry.test/back" }

      """
    try Files.write(accounts, to: folder + "/accounts.yaml")
    try NetworksTests.writeMedia(to: folder)
    try Files.write(
      """
      version: 1
      timezone: Europe/Berlin
      posts:
        - id: a
          to: bells
          at: \(NetworksTests.now)
          text: How they ring
          media: [{ file: bell.png, alt: A bell }]

      """, to: folder + "/schedule.yaml")
    let warning = "accounts.yaml:5:11: warning: account bells: Threads fetches files"
    #expect(try await run("check", "--config", folder).output.contains(warning))
    let listen = "listen: { address: 127.0.0.1:8976, public_url: https://belfry.example.org }\n"
    try Files.write(accounts + listen, to: folder + "/accounts.yaml")
    #expect(try await !run("check", "--config", folder).output.contains("fetches files"))
  }

  @Test("the schemas are JSON", arguments: ["accounts", "schedule"])
  func schema(_ name: String) async throws {
    let result = try await run("schema", name)
    #expect(result.code == 0)
    let json = try JSON(parsing: Array(result.output.utf8))
    #expect(json["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
  }

  @Test("it makes completions and its manual page")
  func completions() async throws {
    let bash = try await run("completions", "bash")
    #expect(bash.code == 0)
    #expect(bash.output.contains("complete "))
    let manual = try await run("man")
    #expect(manual.code == 0)
    #expect(manual.output.contains(".Dt BELFRY 1"))
  }

  @Test("what it writes to begin with is right, and a key is never overwritten")
  func begin() async throws {
    #expect(try await run("init", folder + "/etc").code == 0)
    let common = ["--config", folder + "/etc", "--state", folder + "/state"]
    #expect(try await Program.run(["check"] + common, in: folder).code == 0)
    #expect(try await Program.run(["keys", "init"] + common, in: folder).code == 0)
    let key = Files.read(folder + "/state/belfry.key")
    #expect(!key.isEmpty)
    let again = try await Program.run(["keys", "init"] + common, in: folder)
    #expect(again.code != 0)
    #expect(again.errors.contains("exists already and is never overwritten"))
    #expect(Files.read(folder + "/state/belfry.key") == key)
  }

  @Test("a key is made whatever the schedule is like, and not where accounts.yaml is wrong")
  func keysAlone() async throws {
    #expect(try await run("init", folder + "/etc").code == 0)
    let common = ["--config", folder + "/etc", "--state", folder + "/state"]
    let accounts = Files.read(folder + "/etc/accounts.yaml")
    try Files.write("posts: [", to: folder + "/etc/schedule.yaml")
    try Files.write(accounts + "\ncolour: red\n", to: folder + "/etc/accounts.yaml")
    let wrong = try await Program.run(["keys", "init"] + common, in: folder)
    #expect(wrong.code == 3)
    #expect(wrong.errors.contains("unknown key \"colour\""))
    #expect(!wrong.errors.contains("schedule.yaml"))
    try Files.write(accounts, to: folder + "/etc/accounts.yaml")
    #expect(try await Program.run(["keys", "init"] + common, in: folder).code == 0)
    #expect(!Files.read(folder + "/state/belfry.key").isEmpty)
  }

  @Test("without a daemon and a store, status says what to do")
  func noDaemon() async throws {
    #expect(try await run("init", folder + "/etc").code == 0)
    let result = try await run(
      "status", "--config", folder + "/etc", "--state", folder + "/state", "--socket",
      folder + "/control.sock")
    #expect(result.code == 4 || result.code == 5)
    #expect(result.errors.hasPrefix("belfry: no daemon runs"))
    #expect(result.errors.contains("hint: "))
  }
}
