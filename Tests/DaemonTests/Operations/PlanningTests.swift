import Control
import Domain
import FoundationEssentials
import Testing

@testable import Daemon

@Suite("Plans with limits, and tokens")
struct PlanningTests {
  private func write(_ world: OperatorWorld, limits: String, posts: Int) throws {
    let files = [
      "accounts.yaml":
        "version: 1\nmaster_key: file:key\naccounts:\n"
        + "  - { id: one, platform: test, limits: { \(limits) } }\n",
      "schedule.yaml":
        "version: 1\ntimezone: Europe/Berlin\nhorizon: 20y\ndefaults: { to: one }\nposts:\n"
        + (0..<posts).map { "  - { id: p\($0), at: 2040-12-03 09:3\($0), text: Hi }\n" }.joined(),
    ]
    for (name, text) in files {
      try Data(text.utf8).write(to: URL(filePath: "\(world.folder)/\(name)"))
    }
  }

  private func plan(_ world: OperatorWorld) async throws -> PlanView {
    guard case .plan(let plan) = try await world.perform(.plan(GetPlan())) else {
      throw OtherReply()
    }
    return plan
  }

  @Test("A plan says which posts do not fit into a day, and on which days they would")
  func quota() async throws {
    let world = try await OperatorWorld(accounts: ["one"])
    try write(world, limits: "posts: 3/day", posts: 8)
    let plan = try await plan(world)
    let warning = try #require(plan.diagnostics.first)
    #expect(
      warning.message
        == "on 2040-12-03 3 of 8 posts fit on one: its limits: 3 posts in 24 h")
    #expect(
      warning.hint == "move 3 to 2040-12-04 (p3, p4, p5), 2 to 2040-12-05 (p6, p7)")
    #expect(warning.file == "schedule.yaml" && warning.line == 9)
    #expect(plan.quotas.map(\.used) == [8])
    #expect(plan.quotas.first?.limit == "own.posts")
    guard case .reload(let report) = try await world.perform(.reload(Reload())) else {
      throw OtherReply()
    }
    #expect(report.state == .applied && report.plan.diagnostics == plan.diagnostics)
    try await world.end()
  }

  @Test("Posts that came through the API take from the same days")
  func elsewhere() async throws {
    let world = try await OperatorWorld(accounts: ["one"])
    try write(world, limits: "posts: 3/day", posts: 2)
    _ = try await world.perform(.reload(Reload()))
    #expect(try await plan(world).diagnostics.isEmpty)
    for hour in ["10", "11"] {
      let post = CreatePost(
        to: ["one"], at: "2040-12-03T\(hour):00:00Z", text: "Hi at \(hour)")
      _ = try await world.perform(.post(post))
    }
    #expect(
      try await plan(world).diagnostics.first?.message.hasPrefix("on 2040-12-03 3 of 4 posts")
        == true)
    try await world.end()
  }

  @Test("Tokens are told with their age and end, and without their values")
  func tokens() async throws {
    let world = try await OperatorWorld(accounts: ["one"])
    guard case .tokens(let page) = try await world.perform(.tokens(ListTokens())) else {
      throw OtherReply()
    }
    let token = try #require(page.items.first)
    #expect(token.account.text == "one" && token.state == "ok" && token.source == "sign-in")
    #expect(token.ends == nil && !token.renewsItself && token.nextRenewal == nil)
    try await world.end()
  }
}
