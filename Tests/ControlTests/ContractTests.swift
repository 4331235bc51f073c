import Control
import Domain
import HTTP
import Testing

@Suite("The contract between server and client")
struct ContractTests {
  @Test("every operation's request and answer arrive whole", arguments: Samples.requests)
  func roundTrip(_ request: ControlRequest) async throws {
    let daemon = FakeOperations()
    try await check(request.operation, request, daemon)
    #expect(daemon.requests == [request])
  }

  private func check<Request: Operation>(
    _ operation: Request, _ request: ControlRequest, _ daemon: FakeOperations
  ) async throws {
    let server = ControlServer.fake(daemon)
    let client = ControlClient(
      transport: DirectTransport(server: server, peer: .process(pid: 1, uid: 0, gid: 0)))
    let reply = try await client.call(operation)
    #expect(reply == request.sampleReply.document as? Request.Reply)
  }

  @Test("the examples cover every operation")
  func coverage() {
    let names = Set(Samples.requests.map { type(of: $0.operation).endpoint.name })
    let routes = Set(Route.all.map(\.endpoint.name)).subtracting(["events", "logs"])
    #expect(names == routes)
  }

  @Test("a shape names exactly the members that its document has", arguments: Samples.requests)
  func shapes(_ request: ControlRequest) throws {
    let name = type(of: request.operation).endpoint.name
    let route = try #require(Route.all.first { $0.endpoint.name == name })
    let reply = try JSON(parsing: try JSON.encode(request.sampleReply.document))
    try route.reply.check(reply)
    expectEveryMember(of: route.reply, in: reply)
    try route.request.check(try JSON(parsing: try JSON.encode(request.operation)))
  }

  /// The samples set every member, so a member that is missing from one is missing from the code.
  private func expectEveryMember(of shape: Shape, in value: JSON) {
    switch (shape, value) {
    case (.object(let object), .object(let members)):
      for member in object.members {
        let found = members[member.name]
        #expect(found != nil, "\(object.name).\(member.name)")
        expectEveryMember(of: member.shape, in: found ?? .null)
      }
    case (.list(let element), .array(let values)):
      for value in values { expectEveryMember(of: element, in: value) }
    default: break
    }
  }

  @Test("paths and names are unique")
  func unique() {
    let addresses = Route.all.map { "\($0.endpoint.method.rawValue) \($0.endpoint.path)" }
    #expect(Set(addresses).count == addresses.count)
    #expect(Set(Route.all.map(\.endpoint.name)).count == Route.all.count)
  }

  @Test("events arrive one by one, after the one that the client knows")
  func events() async throws {
    let daemon = FakeOperations()
    let client = ControlClient(
      transport: DirectTransport(
        server: .fake(daemon), peer: .process(pid: 1, uid: 40, gid: 40)))
    var seqs: [Int64] = []
    for try await event in try await client.follow(FollowEvents(after: 4710)) {
      seqs.append(event.seq)
    }
    #expect(seqs == [4711, 4712])
    #expect(daemon.eventsAfter == [4710])
  }

  @Test("a stream that is refused is an error object, not an empty stream")
  func refusedStream() async throws {
    let client = ControlClient(
      transport: DirectTransport(server: .fake(), peer: .process(pid: 1, uid: 0, gid: 0)))
    await #expect(throws: ControlError.refused(ErrorObject(.notFound, "no such lines"))) {
      _ = try await client.follow(FollowLogs(level: .debug))
    }
  }

  @Test("two requests with one uid are the same whatever they wait")
  func identity() {
    var other = Samples.create
    other.waitS = 99
    #expect(other.identity == Samples.create.identity)
    other.text += "!"
    #expect(other.identity != Samples.create.identity)
  }

  @Test(
    "the outcome of a post is the sum of its deliveries",
    arguments: [
      ([.published, .published], .success), ([.published, .failed], .partial),
      ([.published, .needsYou], .partial), ([.failed, .needsYou], .failed),
      ([.published, .retrying], .pending), ([.published, .inDoubt], .pending),
      ([.published, .cancelled], .success), ([.cancelled], .failed), ([], .failed),
      ([.blocked], .pending), ([.awaitingApproval], .pending),
    ] as [([OuterDeliveryStatus], PostOutcome)])
  func outcomes(_ statuses: [OuterDeliveryStatus], _ outcome: PostOutcome) {
    #expect(PostOutcome(of: statuses) == outcome)
  }

  @Test("a secret on its way cannot be printed")
  func secrets() {
    let request = AnswerConnect(
      account: Samples.account, session: 1, input: "password", value: SecretText(Secret("hush")))
    var dumped = ""
    dump(request, to: &dumped)
    #expect(!"\(request) \(dumped)".contains("hush"))
  }
}
