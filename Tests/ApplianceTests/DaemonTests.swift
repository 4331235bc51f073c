import Control
import Domain
import Glibc
import Testing

@Suite("The daemon against the sandbox", .serialized)
struct DaemonTests {
  @Test("it becomes ready, admits no second one, and ends cleanly when told to")
  func life() async throws {
    let home = try Household()
    try await home.moveIn()
    try await home.startDaemon()
    let second = try home.newDaemon()
    #expect(try await second.end() == 5)
    #expect(second.standardError.contains("belfry: "))
    #expect(second.standardError.contains("another"))
    let daemon = try #require(home.daemon)
    daemon.signal(SIGTERM)
    #expect(try await daemon.end() == 0)
    // A clean store counts no call in doubt at the next start.
    try await home.startDaemon()
    let audit = try await home.client.call(ListAudit())
    let opened = audit.items.filter { $0.action == "store.opened" }
    #expect(opened.count == 2)
    #expect(opened.allSatisfy { $0.detail["unclean"]?.bool == false })
  }

  @Test("SIGHUP takes new files over; wrong ones leave what is in force")
  func reload() async throws {
    let home = try Household()
    try await home.moveIn()
    try await home.startDaemon()
    let daemon = try #require(home.daemon)
    let month = Instant(milliseconds: Int64(time(nil) + 30 * 86_400) * 1000)
    let due = month.rfc3339.prefix(10) + " 09:30"
    let post = "posts: [{ id: later, to: everywhere, at: \(due), text: hello }]\n"
    let head = "version: 1\ntimezone: Europe/Berlin\n"
    try Files.write(head + post, to: home.schedule)
    daemon.signal(SIGHUP)
    try await until("the post is in the queue") { try await home.count("scheduled") == 2 }
    try Files.write(head + "post:\n", to: home.schedule)
    daemon.signal(SIGHUP)
    try await until("the mistake is in the log") {
      daemon.standardError.contains("schedule.yaml:3:1: unknown key \"post\"")
    }
    #expect(daemon.standardError.contains("reload: refused"))
    #expect(try await home.count("scheduled") == 2)
    let reload = try await home.run("reload")
    #expect(reload.code == 3)
    try Files.write(head + post, to: home.schedule)
    #expect(try await home.run("reload").code == 0)
  }

  @Test("a start that finds wrong files goes on with those in force; without any it fails")
  func wrongFiles() async throws {
    let home = try Household()
    try await home.moveIn()
    let head = "version: 1\ntimezone: Europe/Berlin\n"
    let month = Instant(milliseconds: Int64(time(nil) + 30 * 86_400) * 1000)
    let due = month.rfc3339.prefix(10) + " 09:30"
    let post = "posts: [{ id: later, to: everywhere, at: \(due), text: hello }]\n"
    try Files.write(head + post, to: home.schedule)
    try await home.startDaemon()
    try #require(home.daemon).signal(SIGTERM)
    #expect(try await #require(home.daemon).end() == 0)
    try Files.write(head + "posts: [", to: home.schedule)
    try await home.startDaemon()
    let daemon = try #require(home.daemon)
    #expect(daemon.standardError.contains("the generation before stays in force"))
    #expect(try await home.count("scheduled") == 2)
    #expect(try await home.run("post", "--to", "everywhere", "--at", "\(due)", "Words").code == 0)
    daemon.signal(SIGTERM)
    #expect(try await daemon.end() == 0)
    let other = try Household()
    try await other.moveIn()
    try Files.write(head + "posts: [", to: other.schedule)
    let failing = try other.newDaemon()
    #expect(try await failing.end() == 3)
    #expect(failing.standardError.contains("schedule.yaml:"))
  }

  @Test("check names accounts that are not connected, asking the daemon or looking into its store")
  func checkAccounts() async throws {
    let home = try Household()
    try await home.moveIn()
    // Nobody knows anything yet, and looking makes no store.
    let before = try await home.run("check")
    #expect(before.code == 0 && before.output.hasPrefix("all is well"), "\(before.output)")
    #expect(access(home.folder + "/state/belfry.db", F_OK) != 0)
    try await home.startDaemon()
    let findings = [
      "accounts.yaml:4:11: warning: account fedi is not connected; its posts wait; "
        + "belfry connect fedi",
      "accounts.yaml:5:9: warning: account sky is not connected; its posts wait; "
        + "belfry connect sky",
    ]
    func found(_ output: String) -> [String] {
      output.split(separator: "\n").map(String.init).filter { $0.hasPrefix("accounts.yaml") }
    }
    let asked = try await home.run("check")
    #expect(asked.code == 0)
    #expect(found(asked.output) == findings)
    let daemon = try #require(home.daemon)
    #expect(daemon.standardError.contains("accounts.yaml:4:11: account fedi is not connected"))
    daemon.signal(SIGTERM)
    #expect(try await daemon.end() == 0)
    #expect(found(try await home.run("check").output) == findings)
    #expect(try await home.run("check", "--strict").code == 3)
    try await home.startDaemon()
    try await home.connect()
    let after = try await home.run("check", "--strict")
    #expect(after.code == 0 && after.output.hasPrefix("all is well"), "\(after.output)")
  }

  @Test("backups are checked while posts come in, and both are whole")
  func backups() async throws {
    let home = try Household()
    try await home.moveIn()
    try await home.startDaemon()
    let month = Instant(milliseconds: Int64(time(nil) + 30 * 86_400) * 1000)
    let rows = (1...2_000).map { "row-\($0),everywhere,\(month.rfc3339),text \($0)\n" }
    let csv = "id,to,at,text\n" + rows.joined()
    _ = try await home.client.call(ImportPosts(csv: csv, waitS: 60))
    let client = home.client
    async let accepted = {
      for number in 1...400 {
        _ = try await client.call(
          CreatePost(
            uid: "more-\(number)", to: ["everywhere"], at: month.rfc3339, text: "more \(number)"))
      }
    }()
    for number in 1...6 {
      let path = "\(home.folder)/copy-\(number).db"
      let copy = try await client.call(StartBackup(path: path, waitS: 60))
      #expect(copy.state == .done, "\(copy)")
    }
    try await accepted
    #expect(try await home.count("scheduled") == 4_800)
    #expect(try await client.call(VerifyAudit()).isWhole)
    try #require(home.daemon).signal(SIGTERM)
    #expect(try await #require(home.daemon).end() == 0)
    try await home.startDaemon()
    #expect(try await home.count("scheduled") == 4_800)
  }

  @Test("both accounts sign in, and a post goes out to both")
  func publish() async throws {
    let home = try Household()
    try await home.moveIn()
    try await home.startDaemon()
    try await home.connect()
    let posted = try await home.run("post", "Hello from the tower", "--to", "everywhere")
    #expect(posted.code == 0, "\(posted.output)\(posted.errors)")
    #expect(
      try await home.visible() == [
        "mastodon: Hello from the tower": 1, "bluesky: Hello from the tower": 1,
      ])
    #expect(try await home.count("published") == 2)
    let queue = try await home.run("queue", "--status", "published", "--json")
    let items = try JSON(parsing: Array(queue.output.utf8))["items"]?.array ?? []
    #expect(items.map { $0["account"]?.string } == ["fedi", "sky"], "\(queue.errors)")
  }

  @Test("twenty posts and twenty kills: each post goes out once")
  func kills() async throws {
    let home = try Household()
    try await home.moveIn()
    try await home.startDaemon()
    try await home.connect()
    let names = (1...20).map { "post \($0)" }
    for name in names {
      _ = try await home.client.call(CreatePost(to: ["everywhere"], text: name, waitS: 0))
      // The kill falls anywhere between the acceptance and the answers of both networks.
      for _ in 0..<Int.random(in: 0...60) { _ = try await home.client.call(GetHealth()) }
      try await home.killDaemon()
      try await home.startDaemon()
    }
    try await until("everything is settled") {
      let settled = try await home.count("published") + home.count("attention")
      return settled == 40
    }
    // A post that met two kills is set aside; a person sends it again.
    for delivery in try await home.client.call(ListDeliveries()).items
    where delivery.question != nil {
      let resent = try await home.run("resolve", "\(delivery.id.number)", "--resend", "--yes")
      #expect(resent.code == 0, "\(resent.errors)")
    }
    try await until("everything is published") { try await home.count("published") == 40 }
    let expected = ["mastodon", "bluesky"].flatMap { platform in
      names.map { ("\(platform): \($0)", 1) }
    }
    #expect(try await home.visible() == Dictionary(uniqueKeysWithValues: expected))
    let ledger = try await home.ledger()
    #expect(ledger["mastodon"]?["doubles"]?.integer == 0)
    #expect(ledger["bluesky"]?["doubles"]?.integer == 0)
  }
}
