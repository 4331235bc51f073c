import Control
import Daemon
import Domain
import FoundationEssentials
import Testing

struct PostingTests {
  private func post(
    _ world: OperatorWorld, _ text: String, uid: String? = nil, to: [String] = ["everywhere"],
    at: String? = nil, for overrides: [String: OverrideFields]? = nil, hold: Bool? = nil,
    dryRun: Bool? = nil, waitS: Int = 60
  ) async throws -> PostResult {
    let request = CreatePost(
      uid: uid, to: to, at: at, text: text, for: overrides, hold: hold, dryRun: dryRun,
      waitS: waitS)
    guard case .result(let result) = try await world.perform(.post(request)) else {
      throw OtherReply()
    }
    return result
  }

  @Test("A post to a group goes out on every account, and the answer says where it is")
  func success() async throws {
    let world = try await OperatorWorld()
    let result = try await post(world, "Hello")
    #expect(result.result == .success)
    #expect(result.status == .published)
    #expect(result.results.map(\.account.text) == ["one", "two"])
    #expect(result.results.allSatisfy { $0.remoteUrl?.hasPrefix("https://test.example/") == true })
    #expect(result.uid.origin == .api)
    try await world.end()
  }

  @Test(
    "The sum of the outcomes is told apart",
    arguments: [
      (["one": "Hello", "two": "rude"], PostOutcome.partial),
      (["one": "rude", "two": "rude too"], .failed),
      (["one": "lost", "two": "Hello"], .partial),
    ])
  func outcomes(texts: [String: String], expected: PostOutcome) async throws {
    let world = try await OperatorWorld()
    let result = try await post(
      world, "Hello", for: texts.mapValues { OverrideFields(text: $0) })
    #expect(result.result == expected)
    try await world.end()
  }

  @Test("A caller who does not wait is told that it is pending")
  func pending() async throws {
    let world = try await OperatorWorld()
    let result = try await post(world, "hang", waitS: 0)
    #expect(result.result == .pending)
    #expect(result.address == "/v1/posts/\(result.uid)")
    try await world.end()
  }

  @Test("The same request again gives the first answer; another one under its uid is a conflict")
  func replay() async throws {
    let world = try await OperatorWorld()
    let first = try await post(world, "Hello", uid: "greeting")
    let second = try await post(world, "Hello", uid: "greeting", waitS: 1)
    #expect(!first.isReplay)
    #expect(second.isReplay)
    #expect(second.results == first.results)
    let error = await #expect(throws: ErrorObject.self) {
      try await post(world, "Good bye", uid: "greeting")
    }
    #expect(error?.code == .conflict)
    try await world.end()
  }

  @Test("Two equal requests at the same moment make one post")
  func race() async throws {
    let world = try await OperatorWorld()
    async let left = post(world, "Hello", uid: "twice")
    async let right = post(world, "Hello", uid: "twice")
    let results = try await [left, right]
    #expect(results.count { $0.isReplay } == 1)
    #expect(Set(results.flatMap(\.results).compactMap(\.delivery)).count == 2)
    try await world.end()
  }

  @Test("What a network will not take is refused before anything is accepted")
  func contentProblem() async throws {
    let world = try await OperatorWorld()
    let long = String(repeating: "x", count: 41)
    let error = await #expect(throws: ErrorObject.self) {
      try await post(world, "Hello", uid: "long", for: ["two": OverrideFields(text: long)])
    }
    #expect(error?.code == .contentRefused)
    #expect(error?.message == "two: 41 of 40 characters")
    #expect(error?.hint == "make it shorter")
    let again = await #expect(throws: ErrorObject.self) {
      try await world.perform(.show(ShowPost(post: PostReference(.id("long")))))
    }
    #expect(again?.code == .notFound)
    try await world.end()
  }

  @Test("A dry run says where it would go, and accepts nothing")
  func dryRun() async throws {
    let world = try await OperatorWorld()
    let result = try await post(world, "Hello", uid: "trial", to: ["test"], dryRun: true)
    #expect(result.isDryRun)
    #expect(result.results.map(\.account.text) == ["one", "two"])
    let status = try await world.perform(.queue(ListDeliveries()))
    guard case .deliveries(let page) = status else { throw OtherReply() }
    #expect(page.items.isEmpty)
    try await world.end()
  }

  @Test("A local time is meant in its zone")
  func localTime() async throws {
    let world = try await OperatorWorld()
    let result = try await post(world, "Hello", at: "2040-07-01 09:30")
    #expect(result.due == "2040-07-01T07:30:00.000Z")
    #expect(result.result == .pending)
    try await world.end()
  }

  @Test(
    "Wrong names and times are refused by what is wrong with them",
    arguments: [
      (["nobody"], nil, ErrorCode.notFound), (["one"], "tomorrow", .badRequest),
      (["one"], "2040-13-01 09:00", .badRequest), (["one"], "2140-01-01 09:00", .badRequest),
    ])
  func wrong(to: [String], at: String?, code: ErrorCode) async throws {
    let world = try await OperatorWorld()
    let error = await #expect(throws: ErrorObject.self) {
      try await post(world, "Hello", to: to, at: at)
    }
    #expect(error?.code == code)
    try await world.end()
  }

  @Test("A picture is copied to the spool and goes with the post")
  func media() async throws {
    let world = try await OperatorWorld()
    let path = world.folder + "/dot.gif"
    let dot: [UInt8] =
      Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF]
      + [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]
    try Data(dot).write(to: URL(filePath: path))
    let request = CreatePost(
      to: ["one"], at: "2040-07-01 09:30", text: "A dot",
      media: [MediaFields(file: path, alt: "One white dot")])
    _ = try await world.perform(.post(request))
    let spooled = try FileManager.default.contentsOfDirectory(atPath: world.folder + "/spool")
    #expect(spooled.count == 1)
    let missing = CreatePost(to: ["one"], text: "x", media: [MediaFields(file: "/no/such.gif")])
    let error = await #expect(throws: ErrorObject.self) {
      try await world.perform(.post(missing))
    }
    #expect(error?.code == .badRequest)
    try await world.end()
  }

  @Test("An edit before it is out makes a new revision; a post of a file is answered with a patch")
  func edit() async throws {
    let world = try await OperatorWorld(
      schedule: "posts:\n  - { id: launch, at: 2040-07-01 09:30, text: Soon }\n")
    let made = try await post(world, "Hello", uid: "later", at: "2040-07-01 09:30")
    let reference = PostReference(.uid(made.uid))
    guard
      case .edit(let reply) = try await world.perform(
        .edit(EditPost(post: reference, text: "Hello again"))),
      case .post(let shown) = try await world.perform(.show(ShowPost(post: reference))),
      case .edit(let patch) = try await world.perform(
        .edit(EditPost(post: PostReference(.id("launch")), text: "Now")))
    else { throw OtherReply() }
    #expect(reply.isApplied)
    #expect(shown.deliveries.allSatisfy { $0.text == "Hello again" })
    #expect(!patch.isApplied)
    #expect(patch.file == "schedule.yaml")
    #expect(patch.patch?.contains("text: \"Now\"") == true)
    try await world.end()
  }

  @Test("Posts of the store are exported as YAML that reads back")
  func export() async throws {
    let world = try await OperatorWorld()
    _ = try await post(
      world, "Line one\nLine two", uid: "lines", at: "2040-07-01 09:30",
      for: ["two": OverrideFields(text: "Only \"one\" line")])
    guard case .export(let view) = try await world.perform(.export(ExportPosts())) else {
      throw OtherReply()
    }
    #expect(view.posts == 1)
    #expect(view.yaml.contains("text: |-\n      Line one\n      Line two\n"))
    #expect(view.yaml.contains("at: 2040-07-01 09:30"))
    #expect(view.yaml.contains("\"two\":\n        text: \"Only \\\"one\\\" line\""))
    let schedule =
      "version: 1\ntimezone: Europe/Berlin\nhorizon: 20y\n"
      + view.yaml.dropFirst(
        view.yaml.firstRange(of: "posts:").map {
          view.yaml.distance(from: view.yaml.startIndex, to: $0.lowerBound)
        } ?? 0)
    try Data(schedule.utf8).write(to: URL(filePath: world.folder + "/schedule.yaml"))
    guard case .plan(let plan) = try await world.perform(.plan(GetPlan())) else {
      throw OtherReply()
    }
    #expect(plan.diagnostics.filter { $0.severity == .error } == [])
    #expect(plan.changes.map(\.uid.text) == ["yaml:lines"])
    try await world.end()
  }
}
