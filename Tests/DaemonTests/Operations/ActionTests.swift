import Control
import Daemon
import Domain
import Store
import Testing

struct ActionTests {
  private func post(
    _ world: OperatorWorld, _ text: String, uid: String, to: [String] = ["one"],
    at: String? = nil, hold: Bool? = nil, waitS: Int = 60
  ) async throws -> PostResult {
    let request = CreatePost(uid: uid, to: to, at: at, text: text, hold: hold, waitS: waitS)
    guard case .result(let result) = try await world.perform(.post(request)) else {
      throw OtherReply()
    }
    return result
  }

  private func act(_ world: OperatorWorld, _ request: ControlRequest) async throws -> ActionReport {
    guard case .action(let report) = try await world.perform(request) else {
      throw OtherReply()
    }
    return report
  }

  private func fields(_ result: PostResult) -> SelectionFields {
    SelectionFields(.post(PostReference(.uid(result.uid))))
  }

  /// The state once the post has settled again.
  private func settled(
    _ world: OperatorWorld, _ result: PostResult, _ text: String
  ) async throws -> PostResult {
    try await post(world, text, uid: String(result.uid.name))
  }

  @Test("What was refused goes out at the second try")
  func retry() async throws {
    let world = try await OperatorWorld()
    let made = try await post(world, "rude", uid: "manners")
    #expect(made.result == .failed)
    world.setPlatform { order in
      .answered(Answer(status: 200, body: .bytes(Array("7".utf8)), at: .init(milliseconds: 0)))
    }
    let report = try await act(world, .retry(Retry(target: fields(made))))
    #expect(report.changed == 1)
    #expect(try await settled(world, made, "rude").result == .success)
    try await world.end()
  }

  @Test("What is not out yet is cancelled; what is out is left alone, with the reason")
  func cancel() async throws {
    let world = try await OperatorWorld()
    let later = try await post(world, "Hello", uid: "later", at: "2040-07-01 09:30")
    let out = try await post(world, "Hello out", uid: "out")
    let first = try await act(world, .cancel(Cancel(target: fields(later))))
    #expect(first.results.map(\.status) == [.cancelled])
    let second = try await act(world, .cancel(Cancel(target: fields(out))))
    #expect(second.skipped == 1)
    #expect(second.results.first?.error?.code == .conflict)
    try await world.end()
  }

  @Test("A post moves to another time, by a time and by a shift")
  func reschedule() async throws {
    let world = try await OperatorWorld()
    let made = try await post(world, "Hello", uid: "later", at: "2040-07-01 09:30")
    _ = try await act(
      world, .reschedule(Reschedule(target: fields(made), at: "2040-07-02 10:00")))
    _ = try await act(world, .reschedule(Reschedule(target: fields(made), shiftS: 3600)))
    guard
      case .post(let view) = try await world.perform(
        .show(ShowPost(post: PostReference(.uid(made.uid)))))
    else { throw OtherReply() }
    #expect(view.deliveries.map(\.due) == ["2040-07-02T09:00:00.000Z"])
    try await world.end()
  }

  @Test(
    "A person's answer ends a doubt",
    arguments: [
      (Verdict.published, OuterDeliveryStatus.published), (.resend, .published),
      (.drop, .cancelled),
    ])
  func resolve(verdict: Verdict, status: OuterDeliveryStatus) async throws {
    let world = try await OperatorWorld()
    let made = try await post(world, "lost", uid: "lost")
    #expect(made.results.map(\.status) == [.needsYou])
    world.setPlatform { order in
      .answered(Answer(status: 200, body: .bytes(Array("7".utf8)), at: .init(milliseconds: 0)))
    }
    let ids = made.results.compactMap(\.delivery)
    let request = Resolve(
      target: SelectionFields(.deliveries(ids)), verdict: verdict,
      url: verdict == .published ? "https://test.example/7" : nil,
      remoteId: verdict == .published ? "7" : nil)
    let report = try await act(world, .resolve(request))
    #expect(report.changed == 1)
    let after = try await settled(world, made, "lost")
    #expect(after.results.map(\.status) == [status])
    try await world.end()
  }

  @Test("A held post waits for an approver, and goes out once it is released")
  func approve() async throws {
    let world = try await OperatorWorld()
    let made = try await post(world, "Hello", uid: "held", hold: true)
    #expect(made.status == .awaitingApproval)
    let report = try await act(
      world, .approve(Approve(target: fields(made), comment: "fine")))
    #expect(report.changed == 1)
    let request = CreatePost(uid: "held", to: ["one"], text: "Hello", hold: true, waitS: 60)
    guard case .result(let after) = try await world.perform(.post(request)) else {
      throw OtherReply()
    }
    #expect(after.result == .success)
    let approvals = try await world.engine.perform { context -> [String] in
      guard let row = try context.store.deliveries(of: made.uid).first else { return [] }
      return try context.store.approvals(of: row.post).map { "\($0.by) \($0.comment)" }
    }
    #expect(approvals == ["uid:1000 fine"])
    try await world.end()
  }

  @Test("A rejected post is cancelled")
  func reject() async throws {
    let world = try await OperatorWorld()
    let made = try await post(world, "Hello", uid: "held", hold: true)
    let report = try await act(world, .reject(Reject(target: fields(made))))
    #expect(report.results.map(\.status) == [.cancelled])
    try await world.end()
  }

  @Test("A dry run over a filter names what would change and changes nothing; then it does")
  func bulk() async throws {
    let world = try await OperatorWorld()
    for number in 0..<230 {
      _ = try await post(
        world, "Hello \(number)", uid: "n\(number)", at: "2040-07-01 09:30", waitS: 0)
    }
    let filter = DeliveryFilter(states: [.scheduled], accounts: [AccountName("one")!])
    var fields = SelectionFields(.filter(filter), dryRun: true)
    let rehearsal = try await act(world, .cancel(Cancel(target: fields)))
    #expect(rehearsal.isDryRun)
    #expect(rehearsal.changed == 230)
    #expect(rehearsal.results.allSatisfy { $0.status == .pending && $0.error == nil })
    fields.dryRun = nil
    let report = try await act(world, .cancel(Cancel(target: fields)))
    #expect(report.changed == 230)
    #expect(report.results.allSatisfy { $0.status == .cancelled })
    try await world.end()
  }

  @Test("A delivery that does not exist is not found")
  func unknown() async throws {
    let world = try await OperatorWorld()
    let error = await #expect(throws: ErrorObject.self) {
      try await act(
        world, .retry(Retry(target: SelectionFields(.deliveries([DeliveryID(99)])))))
    }
    #expect(error?.code == .notFound)
    try await world.end()
  }
}
