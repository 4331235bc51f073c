import Control
import Domain
import Glibc
import Scheduler
import Store
import Synchronization
import Testing

@testable import Daemon

@Suite("A full disk")
struct FullDiskTests {
  private func post(
    _ world: OperatorWorld, _ text: String, uid: String, waitS: Int = 60
  ) async throws -> PostResult {
    let request = CreatePost(uid: uid, to: ["one"], text: text, waitS: waitS)
    guard case .result(let result) = try await world.perform(.post(request)) else {
      throw OtherReply()
    }
    return result
  }

  static let waysIn: [ControlRequest] = [
    .post(CreatePost(uid: "x", to: ["one"], text: "x")),
    .importPosts(ImportPosts(csv: "id,text,at\na,b,2030-01-01 10:00\n", waitS: 60)),
    .edit(EditPost(post: PostReference(.uid(PostUID(.api, "known"))), text: "new")),
    .reload(Reload()),
  ]

  @Test("with too little room every way in is closed, and opens again by itself")
  func waysIn() async throws {
    let free = FreeBytes()
    let world = try await OperatorWorld(free: { _ in free.value })
    #expect(world.disk.check(tell: world.engine.post) == nil)
    let known = CreatePost(uid: "known", to: ["one"], at: "2030-01-01 10:00", text: "before")
    _ = try await world.perform(.post(known))
    try addPost(to: world.folder + "/schedule.yaml")
    free.value = 1 << 20
    #expect(world.disk.check(tell: world.engine.post) == .low(freeBytes: 1 << 20))
    try await world.engine.perform { _ in }
    for request in FullDiskTests.waysIn {
      let error = await #expect(throws: ErrorObject.self) { try await world.perform(request) }
      #expect(error?.code == .diskFull && error?.retryable == true, "\(request)")
    }
    guard case .health(let health) = try await world.perform(.health(GetHealth())) else {
      throw OtherReply()
    }
    #expect(health.checks.first { $0.name == "disk" }?.status == .failed)
    free.value = 64 << 20
    #expect(world.disk.check(tell: world.engine.post) == .roomy(freeBytes: 64 << 20))
    try await world.engine.perform { _ in }
    #expect(try await post(world, "after", uid: "after").result == .success)
    try await world.end()
  }

  private func addPost(to schedule: String) throws {
    let file = try #require(fopen(schedule, "a"))
    fputs("posts: [{ id: new, at: 2030-01-01 11:00, text: new }]\n", file)
    fclose(file)
  }

  @Test("what is due meanwhile is blocked, and goes out when there is room")
  func blocked() async throws {
    let free = FreeBytes()
    let world = try await OperatorWorld(free: { _ in free.value })
    _ = world.disk.check(tell: world.engine.post)
    let made = try await post(world, "later", uid: "later", waitS: 0)
    free.value = 0
    // Whichever comes first, it ends as published and only once.
    _ = world.disk.check(tell: world.engine.post)
    _ = try await world.engine.perform { $0.now }
    free.value = 64 << 20
    _ = world.disk.check(tell: world.engine.post)
    try await world.engine.perform { _ in }
    #expect(try await post(world, "later", uid: "later").result == .success)
    #expect(made.uid.name == "later")
    try await world.end()
  }

  @Test(
    "on a disk that is really full the outcome of a call under way is still written down",
    .enabled(if: SmallDisk.canBeMade, "mounting a small disk needs root"))
  func outcome() async throws {
    let small = try SmallDisk(megabytes: 48)
    let world = try await OperatorWorld(root: small.path)
    #expect(world.disk.check(tell: world.engine.post) == nil)
    let reserve = DiskReserve(folder: world.folder + "/state")
    #expect(reserve.exists)
    let sent = Board<Int, SendOrder>()
    world.setPlatform { order in
      sent.post(order, for: 0)
      return nil
    }
    let made = try await post(world, "on its way", uid: "way", waitS: 0)
    let order = try #require(await sent.wait(for: 0, seconds: 60))
    try small.fill()
    let answer = Answer(status: 200, body: .bytes(Array("77".utf8)), at: SystemClocks.wall())
    world.engine.post(
      .report(CallReport(flow: order.flow, outcome: .answered(answer), took: .zero)))
    let reference = PostReference(.uid(made.uid))
    try await world.settle(reference)
    guard case .post(let view) = try await world.perform(.show(ShowPost(post: reference))) else {
      throw OtherReply()
    }
    #expect(view.status == .published)
    #expect(!reserve.exists)
    #expect(try await world.engine.perform { $0.core.isDiskLow })
    await #expect(throws: ErrorObject.self) { try await post(world, "no room", uid: "none") }

    small.empty()
    world.setPlatform { Switchboard.usual($0) }
    guard case .roomy = world.disk.check(tell: world.engine.post) else {
      Issue.record("the disk has room, and nobody noticed")
      return
    }
    try await world.engine.perform { _ in }
    #expect(reserve.exists)
    #expect(try await post(world, "again", uid: "again").result == .success)
    try await world.end()
  }
}

extension OperatorWorld {
  /// Waits until nothing is under way.
  func settle(_ post: PostReference) async throws {
    var isSettled = false
    while !isSettled {
      guard case .post(let view) = try? await perform(.show(ShowPost(post: post))) else { continue }
      isSettled = view.status == .published
    }
  }
}

/// A number that a test changes while others read it.
final class FreeBytes: Sendable {
  private let bytes = Mutex<Int64>(64 << 20)

  var value: Int64 {
    get { bytes.withLock { $0 } }
    set { bytes.withLock { $0 = newValue } }
  }
}

/// A file system of a few megabytes in memory, which is unmounted at the end.
final class SmallDisk {
  let path: String

  static var canBeMade: Bool {
    guard geteuid() == 0, let disk = try? SmallDisk(megabytes: 1) else { return false }
    withExtendedLifetime(disk) {}
    return true
  }

  init(megabytes: Int) throws {
    var template = Array("/tmp/belfry-disk-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) }
    path = String(cString: try #require(made, "no temporary folder"))
    try #require(mount("belfry", path, "tmpfs", 0, "size=\(megabytes)m") == 0)
  }

  deinit {
    umount2(path, Int32(MNT_DETACH))
    rmdir(path)
  }

  /// Writes until not a byte is left.
  func fill() throws {
    let file = open(path + "/filler", O_WRONLY | O_CREAT, 0o600)
    try #require(file >= 0)
    defer { close(file) }
    let block = [UInt8](repeating: 1, count: 1 << 16)
    while write(file, block, block.count) > 0 {}
    #expect(errno == ENOSPC)
  }

  func empty() { unlink(path + "/filler") }
}
