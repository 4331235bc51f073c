import Control
import Crypto
import Daemon
import Domain
import Store
import Testing

struct SignInTests {
  private static let one = AccountName("one")!

  private func begin(_ world: OperatorWorld) async throws -> ConnectState {
    let request = StartConnect(account: Self.one, redirectUri: "http://127.0.0.1/done")
    guard case .connect(let state) = try await world.perform(.startConnect(request)) else {
      throw OtherReply()
    }
    return state
  }

  private func answer(
    _ world: OperatorWorld, _ state: ConnectState, input: String = "code", _ value: String
  ) async throws -> ConnectState {
    let request = AnswerConnect(
      account: Self.one, session: state.session, input: input, value: SecretText(Secret(value)))
    guard case .connect(let state) = try await world.perform(.answerConnect(request)) else {
      throw OtherReply()
    }
    return state
  }

  @Test("A sign-in shows a page, takes the code and knows who it is")
  func dialogue() async throws {
    let world = try await OperatorWorld(connected: false)
    let asked = try await begin(world)
    #expect(asked.state == .input)
    #expect(asked.input == "code")
    #expect(asked.url?.hasPrefix("https://test.example/authorize?state=") == true)
    #expect(!asked.isSecret)
    let done = try await answer(world, asked, "c0de")
    #expect(done.state == .done)
    #expect(done.handle == "@belfry@test")
    guard
      case .connect(let followed) = try await world.perform(
        .followConnect(FollowConnect(account: Self.one, session: asked.session)))
    else { throw OtherReply() }
    #expect(followed.state == .done)
    try await world.end()
  }

  @Test("What was typed lies sealed in the vault, and nowhere in the clear")
  func sealed() async throws {
    let world = try await OperatorWorld(connected: false)
    _ = try await answer(world, try await begin(world), "c0de")
    let vault = world.vault
    let opened = try await world.engine.perform { context -> Secret? in
      guard let row = try context.store.accounts().first(where: { $0.name == Self.one }),
        let key = row.token?.keys["access"], let sealed = try context.store.secret(key)
      else { return nil }
      return try vault.open(sealed, account: row.id)
    }
    #expect(opened == Secret("c0de"))
    try await world.end()
  }

  @Test("A wrong code fails the sign-in; a value that was not asked for is refused")
  func failure() async throws {
    let world = try await OperatorWorld(connected: false)
    let asked = try await begin(world)
    let error = await #expect(throws: ErrorObject.self) {
      try await answer(world, asked, input: "password", "x")
    }
    #expect(error?.code == .badRequest)
    world.setPlatform { _ in .answered(Answer(status: 400, at: .init(milliseconds: 0))) }
    let failed = try await answer(world, asked, "wrong")
    #expect(failed.state == .failed)
    #expect(failed.error?.message == "the code is wrong")
    try await world.end()
  }

  @Test("After a restart the sign-in asks again when somebody follows it")
  func restart() async throws {
    let world = try await OperatorWorld(connected: false)
    let asked = try await begin(world)
    await world.stop()
    let again = try await OperatorWorld(folder: world.folder, connected: false)
    let request = FollowConnect(account: Self.one, session: asked.session, waitS: 60)
    guard case .connect(let state) = try await again.perform(.followConnect(request)) else {
      throw OtherReply()
    }
    #expect(state.state == .input)
    #expect(state.url == asked.url)
    try await again.end()
  }

  @Test(
    "A disconnected account has no token and no secret left, whatever the network says",
    arguments: [200, 403])
  func disconnect(_ status: Int) async throws {
    let world = try await OperatorWorld()
    world.setPlatform { _ in .answered(Answer(status: status, at: .init(milliseconds: 0))) }
    guard
      case .disconnect(let report) = try await world.perform(
        .disconnect(Disconnect(account: Self.one)))
    else { throw OtherReply() }
    #expect(report.outcome == (status == 200 ? .revoked : .failed))
    #expect(report.message.contains("yourself: the network's settings") == (status != 200))
    #expect(report.account.state == "not connected")
    #expect(report.account.token == nil)
    let left = try await world.engine.perform { context in
      try context.store.secret(SecretKey("vault:one/access")) == nil
        && context.store.secret(SecretKey("vault:two/access")) != nil
    }
    #expect(left)
    guard
      case .disconnect(let again) = try await world.perform(
        .disconnect(Disconnect(account: Self.one)))
    else { throw OtherReply() }
    #expect(again.outcome == .nothing)
    try await world.end()
  }
}
