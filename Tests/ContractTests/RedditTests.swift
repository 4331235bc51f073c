import Domain
import PlatformModels
import Scheduler
import Store
import Testing

@Suite("Reddit: posts that are made later")
struct RedditContractTests {
  private func picture(_ world: World) -> Content {
    Content(parts: [.init(text: "Look", media: [world.picture("a bell")])])
  }

  @Test("a picture's answer holds no id; the list of own posts tells, once it is made")
  func late() throws {
    let world = try World([.reddit])
    try world.connect(.reddit)
    try world.add("a", to: [.reddit], picture(world), in: .seconds(900))
    try world.run(for: .seconds(1200))
    #expect(try world.state("a", on: .reddit) == .published)
    try expectExactly(1, "a", on: .reddit, in: world)
    #expect(try world.situation("a", on: .reddit).published.map(\.evidence) == [.read])
    #expect(world.sent.count { $0.step == "post" } == 1)
  }

  @Test("a gallery keeps its captions, and its answer names it")
  func gallery() throws {
    let world = try World([.reddit])
    try world.connect(.reddit)
    let content = Content(parts: [
      .init(text: "Look", media: [world.picture("one"), world.picture("two")])
    ])
    try world.add("a", to: [.reddit], content, in: .seconds(900))
    try world.run(for: .seconds(1200))
    #expect(try world.state("a", on: .reddit) == .published)
    try expectExactly(1, "a", on: .reddit, in: world)
    #expect(world.timeline(of: .reddit).map { $0.media.map(\.alt) } == [["one", "two"]])
  }

  @Test("every fault of an upload is made up for", arguments: Trouble.all)
  func upload(_ trouble: Trouble) throws {
    let world = try World([.reddit])
    try world.connect(.reddit)
    world.bridge.spoil(.reddit, [FaultRule(trouble.fault, on: .media, .numbers(1...2))])
    try world.add("a", to: [.reddit], picture(world), in: .seconds(900))
    try world.run(for: .seconds(86_400))
    #expect(try world.state("a", on: .reddit) == .published)
    try expectExactly(1, "a", on: .reddit, in: world)
  }
}

@Suite("LinkedIn: a person's posts")
struct LinkedInContractTests {
  @Test("nobody but the person can tell what became of a lost answer, and is asked at once")
  func member() throws {
    let world = try World([.linkedin], onDoubt: .resend, linkedInAs: "member")
    try world.connect(.linkedin)
    world.bridge.spoil(.linkedin, [FaultRule(.answerLost, on: .publish, .numbers(1...1))])
    try world.add("a", to: [.linkedin], Scene.text)
    try world.run(for: .seconds(60))
    try expectQuestion("a", on: .linkedin, in: world)
    #expect(world.sent.count == 1)
    #expect(world.visible(on: .linkedin).count == 1)
  }

  @Test("a picture goes out although the upload may not be looked at")
  func picture() throws {
    let world = try World([.linkedin], linkedInAs: "member")
    try world.connect(.linkedin)
    let content = Content(parts: [.init(text: "Look", media: [world.picture("a bell")])])
    try world.add("a", to: [.linkedin], content)
    try world.run(for: .seconds(60))
    #expect(try world.state("a", on: .linkedin) == .published)
    try expectExactly(1, "a", on: .linkedin, in: world)
  }

  @Test("a document goes out with its title", arguments: ["member", "organization"])
  func document(_ author: String) throws {
    let world = try World([.linkedin], linkedInAs: author)
    try world.connect(.linkedin)
    let content = Content(parts: [.init(text: "Read", media: [world.document("bells.pdf")])])
    try world.add("a", to: [.linkedin], content)
    try world.run(for: .seconds(60))
    #expect(try world.state("a", on: .linkedin) == .published)
    try expectExactly(1, "a", on: .linkedin, in: world)
    #expect(world.timeline(of: .linkedin).first?.media.count == 1)
  }
}
