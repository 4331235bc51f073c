import Control
import Daemon
import Domain
import FoundationEssentials
import Scheduler
import Store
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

  @Test(
    "What a new post is answered with is what the store then says of it", arguments: [false, true])
  func answer(hold: Bool) async throws {
    let world = try await OperatorWorld()
    func ask() async throws -> PostResult {
      try await post(world, "Hello", uid: "later", at: "2030-01-01 09:00", hold: hold, waitS: 0)
    }
    let first = try await ask()
    var second = try await ask()
    #expect(second.isReplay)
    second.isReplay = false
    #expect(second == first)
    #expect(first.results.count == 2)
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

  @Test("A post is checked by what its account's server says now, not by what the one before knew")
  func accountChanges() async throws {
    let world = try await OperatorWorld()
    _ = try await post(world, "Hello", to: ["one"])
    _ = try await post(world, "Hello again", to: ["one"])
    try await world.engine.perform { context in
      for row in try context.store.accounts() {
        let change = AccountChange(server: ["longest": 5])
        _ = try context.store.carryOut([.account(row.id, change)], at: context.now)
      }
      context.events = [.accounts(try context.store.accounts())]
    }
    let error = await #expect(throws: ErrorObject.self) {
      try await post(world, "Hello once more", to: ["one"])
    }
    #expect(error?.code == .contentRefused)
    #expect(error?.message == "one: 15 of 5 characters")
    #expect(try await post(world, "Bye", to: ["one"]).result == .success)
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

  @Test("An edit keeps an account's own words unless it says that it means them")
  func editOneAccount() async throws {
    let world = try await OperatorWorld()
    let made = try await post(
      world, "Hello", uid: "mixed", at: "2040-07-01 09:30",
      for: ["two": OverrideFields(text: "Hello, two")])
    let reference = PostReference(.uid(made.uid))
    let unclear = await #expect(throws: ErrorObject.self) {
      try await world.perform(.edit(EditPost(post: reference, text: "New")))
    }
    #expect(unclear?.code == .conflict)
    #expect(unclear?.hint == "say which: --to ACCOUNT for some of them, --all for every one")
    func texts(_ request: EditPost) async throws -> [String] {
      guard case .edit = try await world.perform(.edit(request)),
        case .post(let shown) = try await world.perform(.show(ShowPost(post: reference)))
      else { throw OtherReply() }
      return shown.deliveries.map(\.text)
    }
    #expect(
      try await texts(EditPost(post: reference, to: ["two"], text: "Only two"))
        == ["Hello", "Only two"])
    // What they have in common is changed without a question, and their words stay.
    #expect(
      try await texts(EditPost(post: reference, language: "en")) == ["Hello", "Only two"])
    #expect(try await texts(EditPost(post: reference, all: true, text: "All")) == ["All", "All"])
    let wrong = await #expect(throws: ErrorObject.self) {
      try await world.perform(.edit(EditPost(post: reference, to: ["three"], text: "New")))
    }
    #expect(wrong?.code == .notFound)
    try await world.end()
  }

  @Test("With too little disk nothing new is accepted, and what was accepted keeps its answer")
  func diskFull() async throws {
    let world = try await OperatorWorld()
    _ = try await post(world, "Hello", uid: "before", at: "2040-07-01 09:30")
    try await world.engine.perform { $0.events = [.disk(isLow: true)] }
    let again = try await post(world, "Hello", uid: "before", at: "2040-07-01 09:30")
    #expect(again.isReplay)
    let reference = PostReference(.uid(again.uid))
    let requests: [ControlRequest] = [
      .post(CreatePost(to: ["one"], at: "2040-07-01 09:30", text: "New")),
      .edit(EditPost(post: reference, text: "New")),
      .importPosts(ImportPosts(csv: "id,at,to,text\nx,2040-07-01 09:30,one,New\n")),
    ]
    for request in requests {
      let error = await #expect(throws: ErrorObject.self) { try await world.perform(request) }
      #expect(error?.code == .diskFull)
    }
    try Data("version: 1\ntimezone: Europe/Berlin\n".utf8).write(
      to: URL(filePath: world.folder + "/schedule.yaml"))
    let reload = await #expect(throws: ErrorObject.self) {
      try await world.perform(.reload(Reload()))
    }
    #expect(reload?.code == .diskFull)
    try await world.engine.perform { $0.events = [.disk(isLow: false)] }
    _ = try await post(world, "New", at: "2040-07-01 09:30")
    try await world.end()
  }

  @Test("Posts of the store are exported as YAML that reads back as the same posts")
  func export() async throws {
    let world = try await OperatorWorld()
    let dot: [UInt8] =
      Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF]
      + [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]
    try FileManager.default.createDirectory(
      atPath: world.folder + "/media", withIntermediateDirectories: false)
    let path = world.folder + "/media/dot.gif"
    try Data(dot).write(to: URL(filePath: path))
    _ = try await post(
      world, "Line one\nLine two {{x}}", uid: "lines", at: "2040-07-01 09:30",
      for: ["two": OverrideFields(text: "Only \"one\" line", warning: "odd", tags: ["a", "b"])])
    let thread = CreatePost(
      uid: "thread", to: ["everywhere"], at: "2040-07-02 09:30", text: "First",
      media: [MediaFields(file: path, alt: "A \"white\" dot")], language: "de",
      thread: [
        ThreadFields(text: "Second", link: "https://test.example/"),
        ThreadFields(text: "Third: {{y}}", media: [MediaFields(file: path, alt: "")]),
      ], for: ["one": OverrideFields(link: "https://test.example/1", language: "en")],
      late: .skip, graceS: 60, project: "spring")
    _ = try await world.perform(.post(thread))
    guard case .export(let view) = try await world.perform(.export(ExportPosts())) else {
      throw OtherReply()
    }
    #expect(view.posts == 2)
    let start = try #require(view.yaml.firstRange(of: "posts:")).lowerBound
    let schedule = "version: 1\ntimezone: Europe/Berlin\nhorizon: 20y\n" + view.yaml[start...]
    try Data(schedule.utf8).write(to: URL(filePath: world.folder + "/schedule.yaml"))
    guard case .reload(let report) = try await world.perform(.reload(Reload())) else {
      throw OtherReply()
    }
    #expect(report.state == .applied, "\(report.plan.diagnostics)\n\(view.yaml)")
    try await world.engine.perform { context in
      for name in ["lines", "thread"] {
        var stored = try #require(try context.store.declaredPost(PostUID(.api, name)))
        let read = try #require(try context.store.declaredPost(PostUID(.yaml, name)))
        stored.uid = read.uid
        stored.place = read.place
        #expect(stored == read, "\(view.yaml)")
      }
    }
    try await world.end()
  }

  @Test("A text that is too long is shortened for accounts that want it, at an edit too")
  func fit() async throws {
    let world = try await OperatorWorld(accounts: ["one", "fit-two"])
    let long = String(repeating: "long ", count: 20)
    let error = await #expect(throws: ErrorObject.self) {
      try await post(world, long, to: ["one", "fit-two"])
    }
    #expect(error?.code == .contentRefused)
    let result = try await post(world, long, to: ["fit-two"], at: "2026-12-31 09:30")
    #expect(try await texts(of: result.uid, in: world) == [String(long.prefix(40))])
    let edit = EditPost(
      post: PostReference(.uid(result.uid)), text: "other " + long)
    _ = try await world.perform(.edit(edit))
    #expect(try await texts(of: result.uid, in: world) == [String(("other " + long).prefix(40))])
    try await world.end()
  }

  private func texts(of uid: PostUID, in world: OperatorWorld) async throws -> [String] {
    try await world.engine.perform { context in
      try context.store.declaredPost(uid)?.targets.map { $0.content.parts[0].text } ?? []
    }
  }

  @Test("What one platform understands is taken, and what it does not is named")
  func options() async throws {
    let world = try await OperatorWorld()
    let result = try await post(
      world, "Hello", at: "2026-12-31 09:30", for: ["test": OverrideFields(options: ["title": "T"])]
    )
    let kept = try await world.engine.perform { context in
      try context.store.declaredPost(result.uid)?.targets.map(\.content.options) ?? []
    }
    #expect(kept == [["title": "T"], ["title": "T"]])
    let error = await #expect(throws: ErrorObject.self) {
      try await post(world, "Hello", for: ["one": OverrideFields(options: ["flair": "T"])])
    }
    #expect(error?.message == "for: Test has no option \"flair\"")
    #expect(error?.hint == "it has title")
    try await world.end()
  }

  @Test("A forecast reads what the next posts from requests say")
  func waiting() async throws {
    let world = try await OperatorWorld()
    for minute in 30...32 {
      _ = try await post(world, "at \(minute)", to: ["one"], at: "2026-12-31 09:\(minute)")
    }
    let texts = try await world.engine.perform { context in
      let row = try context.store.accounts().first { $0.name.text == "one" }
      return try [3, 1].map { most in
        try context.store.waitingFromElsewhere(on: row!.id, most: most, contents: 2)
          .map { $0.content?.parts[0].text }
      }
    }
    #expect(texts == [["at 30", "at 31", nil], ["at 30"]])
    try await world.end()
  }
}
