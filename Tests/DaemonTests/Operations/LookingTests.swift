import Control
import Daemon
import Domain
import FoundationEssentials
import Store
import Testing

struct LookingTests {
  @Test("The status shows the queue, the accounts with what is left, and what comes next")
  func status() async throws {
    let world = try await OperatorWorld()
    let request = CreatePost(
      uid: "later", to: ["everywhere"], at: "2040-07-01 09:30", text: "Hello")
    _ = try await world.perform(.post(request))
    guard case .status(let status) = try await world.perform(.status(GetStatus())) else {
      throw OtherReply()
    }
    #expect(status.version == "1.0.0")
    #expect(status.state == .ready)
    #expect(status.timezone == "Europe/Berlin")
    #expect(status.generation != nil)
    #expect(status.diskFreeBytes > 0)
    #expect(status.queue.states["scheduled"] == 2)
    #expect(status.next.map { $0.accounts.map(\.text) } == [["one", "two"]])
    #expect(status.accounts.map(\.state) == ["ok", "ok"])
    #expect(status.accounts.first?.limits.first?.left == 5000)
    try await world.end()
  }

  @Test("Health names the worst of its parts")
  func health() async throws {
    let world = try await OperatorWorld()
    guard case .health(let well) = try await world.perform(.health(GetHealth())) else {
      throw OtherReply()
    }
    #expect(well.status == .ok)
    #expect(well.checks.map(\.name) == ["store", "queue", "clock", "disk", "platform:test"])
    world.setPlatform { _ in .answered(Answer(status: 200, at: .init(milliseconds: 0))) }
    _ = try await world.perform(.disconnect(Disconnect(account: AccountName("one")!)))
    guard case .health(let ill) = try await world.perform(.health(GetHealth())) else {
      throw OtherReply()
    }
    #expect(ill.status == .degraded)
    #expect(ill.checks.last?.message == "one: not connected")
    try await world.end()
  }

  @Test("Health says that the files were refused, where, and since when, until they are right")
  func refusedFiles() async throws {
    let world = try await OperatorWorld()
    func files() async throws -> HealthCheck? {
      guard case .health(let view) = try await world.perform(.health(GetHealth())) else {
        throw OtherReply()
      }
      return view.checks.first { $0.name == "files" }
    }
    let path = world.folder + "/schedule.yaml"
    let right = try String(contentsOfFile: path, encoding: .utf8)
    try Data((right + "colour: red\nposts: 7\n").utf8).write(to: URL(filePath: path))
    _ = try await world.perform(.reload(Reload()))
    let refused = try #require(try await files())
    #expect(refused.status == .degraded)
    #expect(refused.message.hasPrefix("refused since 2"))
    #expect(refused.message.contains(": schedule.yaml:5:1: unknown key \"colour\""))
    #expect(refused.message.hasSuffix(" (and 1 more)"))
    _ = try await world.perform(.reload(Reload()))
    #expect(try await files()?.message == refused.message)
    try Data(right.utf8).write(to: URL(filePath: path))
    _ = try await world.perform(.reload(Reload()))
    #expect(try await files() == nil)
    try await world.end()
  }

  @Test("Plan names accounts that cannot publish, each at the place of its id")
  func accountFindings() async throws {
    let world = try await OperatorWorld(connected: false)
    guard case .plan(let plan) = try await world.perform(.plan(GetPlan())) else {
      throw OtherReply()
    }
    #expect(
      plan.diagnostics.map { "\($0.file):\($0.line):\($0.column) \($0.message)" } == [
        "accounts.yaml:4:11 account one is not connected; its posts wait",
        "accounts.yaml:5:11 account two is not connected; its posts wait",
      ])
    #expect(plan.diagnostics.allSatisfy { $0.severity == .warning })
    try await world.engine.perform { context in
      let row = try #require(try context.store.accounts().first)
      _ = try context.store.carryOut(
        [.account(row.id, AccountChange(state: .signIn, reason: "the app was revoked"))],
        at: context.now)
    }
    guard case .plan(let later) = try await world.perform(.plan(GetPlan())) else {
      throw OtherReply()
    }
    #expect(
      later.diagnostics.first?.message == "account one needs you to sign in: the app was revoked")
    #expect(later.diagnostics.first?.hint == "belfry connect one")
    try await world.end()
  }

  @Test("The queue and the audit log come in pages that join without a gap")
  func paging() async throws {
    let world = try await OperatorWorld()
    for number in 0..<7 {
      let request = CreatePost(
        uid: "n\(number)", to: ["everywhere"], at: "2040-07-0\(number + 1) 09:30", text: "Hello")
      _ = try await world.perform(.post(request))
    }
    var ids: [DeliveryID] = []
    var cursor: String?
    repeat {
      let page = PageFields(limit: 3, cursor: cursor)
      guard
        case .deliveries(let slice) = try await world.perform(.queue(ListDeliveries(page: page)))
      else { throw OtherReply() }
      ids += slice.items.map(\.id)
      cursor = slice.next
    } while cursor != nil
    #expect(ids.count == 14 && Set(ids).count == 14)
    var lines: [Int64] = []
    repeat {
      let request = ListAudit(actor: "uid:1000", page: PageFields(limit: 3, cursor: cursor))
      guard case .audit(let slice) = try await world.perform(.audit(request)) else {
        throw OtherReply()
      }
      lines += slice.items.map(\.seq)
      cursor = slice.next
    } while cursor != nil
    #expect(lines.count == 7 && Set(lines).count == 7)
    guard case .auditVerdict(let verdict) = try await world.perform(.verifyAudit(VerifyAudit()))
    else { throw OtherReply() }
    #expect(verdict.isWhole)
    #expect(verdict.lines >= 7)
    try await world.end()
  }

  @Test("The calendar puts posts on the days of the schedule's zone")
  func calendar() async throws {
    let world = try await OperatorWorld()
    let request = CreatePost(
      uid: "late", to: ["everywhere"], at: "2040-07-01T22:30:00Z", text: "Hello")
    _ = try await world.perform(.post(request))
    let range = GetCalendar(
      from: MomentText(Instant(rfc3339: "2040-06-01T00:00:00Z")!),
      until: MomentText(Instant(rfc3339: "2040-08-01T00:00:00Z")!))
    guard case .calendar(let view) = try await world.perform(.calendar(range)) else {
      throw OtherReply()
    }
    #expect(view.days.map(\.day) == ["2040-07-02"])
    #expect(view.days.first?.posts.map { $0.accounts.map(\.text) } == [["one", "two"]])
    try await world.end()
  }

  @Test("Events are resumed where they were left, and go on as they happen")
  func events() async throws {
    let world = try await OperatorWorld()
    let all = try await world.operator.events(
      FollowEvents(after: 0), as: OperatorWorld.admin)
    var iterator = all.makeAsyncIterator()
    let first = try #require(await iterator.next())
    #expect(first.seq == 1)
    let resumed = try await world.operator.events(
      FollowEvents(after: first.seq), as: OperatorWorld.admin)
    var later = resumed.makeAsyncIterator()
    #expect(await later.next()?.seq == 2)
    let live = try await world.operator.events(FollowEvents(), as: OperatorWorld.admin)
    var news = live.makeAsyncIterator()
    let request = CreatePost(uid: "now", to: ["one"], text: "Hello", waitS: 0)
    _ = try await world.perform(.post(request))
    var actions: [String] = []
    while actions.last != "delivery.published" {
      actions.append(try #require(await news.next()).action)
    }
    #expect(actions.first == "post.added")
    let error = await #expect(throws: ErrorObject.self) {
      try await world.operator.events(FollowEvents(after: 99_999), as: OperatorWorld.admin)
    }
    #expect(error?.code == .notFound)
    try await world.end()
  }
}
