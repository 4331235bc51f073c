import Domain
import PlatformModels
import Scheduler
import Store
import Testing

@Suite("Pinterest: looked for on its board")
struct PinterestContractTests {
  private func world(_ policy: DoubtPolicy = .ask) throws -> World {
    let world = try World([.pinterest], onDoubt: policy)
    try world.connect(.pinterest)
    return world
  }

  private func picture(_ world: World) -> Content {
    Content(parts: [.init(text: "Look", media: [world.picture("a bell")])])
  }

  @Test("a picture and a carousel arrive as they were", arguments: 1...3)
  func pictures(_ count: Int) throws {
    let world = try world()
    let media = (0..<count).map { world.picture("bell \($0)") }
    try world.add("a", to: [.pinterest], Content(parts: [.init(text: "Look", media: media)]))
    try world.run(for: .seconds(60))
    #expect(try world.state("a", on: .pinterest) == .published)
    try expectExactly(1, "a", on: .pinterest, in: world)
    #expect(world.timeline(of: .pinterest).map(\.media.count) == [count])
    #expect(world.timeline(of: .pinterest).first?.place == "Bells")
  }

  @Test("whatever happens to the Pin", arguments: Trouble.all)
  func faults(_ trouble: Trouble) throws {
    let world = try world()
    world.bridge.spoil(.pinterest, [FaultRule(trouble.fault, on: .publish, .numbers(1...1))])
    try world.add("a", to: [.pinterest], picture(world))
    try world.run(for: .seconds(86_400))
    guard var evidence = trouble.evidence(on: .pinterest) else {
      return try expectQuestion("a", on: .pinterest, in: world)
    }
    // A call with a picture in it is given half an hour.
    if trouble.fault == .slow(.seconds(90)) { evidence = .answer }
    #expect(try world.state("a", on: .pinterest) == .published)
    try expectExactly(1, "a", on: .pinterest, in: world)
    #expect(try world.situation("a", on: .pinterest).published.map(\.evidence) == [evidence])
  }

  @Test("whatever happens to a film on its way", arguments: Trouble.all, 1...2)
  func film(_ trouble: Trouble, _ request: Int) throws {
    let world = try world()
    world.bridge.spoil(
      .pinterest, [FaultRule(trouble.fault, on: .media, .numbers(request...request))])
    let content = Content(parts: [.init(text: "Bells", media: [world.film()])])
    try world.add("film", to: [.pinterest], content, in: .seconds(900))
    try world.run(for: .seconds(86_400))
    #expect(try world.state("film", on: .pinterest) == .published)
    try expectExactly(1, "film", on: .pinterest, in: world)
  }

  @Test("a process that dies at any call makes nothing twice", arguments: 1...5)
  func crash(_ call: Int) throws {
    for crash in World.Crash.allCases {
      let world = try world(.resend)
      world.crashes = [call: crash]
      let content = Content(parts: [.init(text: "Bells", media: [world.film()])])
      try world.add("film", to: [.pinterest], content, in: .seconds(900))
      try world.run(for: .seconds(86_400))
      #expect(try world.state("film", on: .pinterest) == .published)
      try expectExactly(1, "film", on: .pinterest, in: world)
    }
  }

  @Test("a Pin that is deleted by command is gone")
  func delete() throws {
    let world = try world()
    try world.add("a", to: [.pinterest], picture(world))
    try world.run(for: .seconds(60))
    #expect(try world.command(.delete, "a", on: .pinterest) == nil)
    try world.run(for: .seconds(60))
    #expect(world.timeline(of: .pinterest).isEmpty)
  }
}
