import Control
import Crypto
import Domain
import Glibc
import Store
import Testing

@testable import Daemon

@Suite("Backup, restore and quarantine as a person meets them")
struct BackupTests {
  private func post(
    _ world: OperatorWorld, _ text: String, uid: String, to account: String = "one",
    wait seconds: Int = 60
  ) async throws -> PostResult {
    let request = CreatePost(uid: uid, to: [account], text: text, waitS: seconds)
    guard case .result(let result) = try await world.perform(.post(request)) else {
      throw OtherReply()
    }
    return result
  }

  private func backUp(
    _ world: OperatorWorld, _ path: String, keep: Int? = nil
  ) async throws -> BackupReport {
    guard
      case .backup(let report) = try await world.perform(
        .startBackup(StartBackup(path: path, keep: keep, waitS: 120)))
    else { throw OtherReply() }
    return report
  }

  private func quarantine(_ world: OperatorWorld) async throws -> QuarantineView {
    guard case .quarantine(let view) = try await world.perform(.quarantine(GetQuarantine())) else {
      throw OtherReply()
    }
    return view
  }

  @Test("posts go out while a backup is made; restored, it asks, and takes a person's word")
  func whole() async throws {
    let world = try await OperatorWorld()
    let file = world.folder + "/backup.db"
    world.setPlatform { _ in nil }
    let early = try await post(world, "hang", uid: "early", wait: 1)
    #expect(early.result == .pending)
    world.setPlatform { Switchboard.usual($0) }
    async let copy = backUp(world, file)
    #expect(try await post(world, "meanwhile", uid: "meanwhile", to: "two").result == .success)
    let report = try await copy
    #expect(report.state == .done && report.error == nil)
    #expect(report.done == report.pages && (report.auditLines ?? 0) > 0)
    await world.stop()

    let options = StoreOptions(
      directory: world.folder + "/state", at: SystemClocks.wall(), build: "test")
    _ = try Restore(options, hashing: SHA256()).run(file)
    let again = try await OperatorWorld(folder: world.folder)
    again.setPlatform { _ in .unknown("nobody answers") }
    var view = try await quarantine(again)
    #expect(view.isInForce && view.unasked + view.unanswered > 0)
    let error = await #expect(throws: ErrorObject.self) {
      try await again.perform(.endQuarantine(EndQuarantine()))
    }
    #expect(error?.code == .conflict && error?.hint?.contains("assume-sent") == true)
    guard case .status(let status) = try await again.perform(.status(GetStatus())) else {
      throw OtherReply()
    }
    #expect(status.quarantine?.isInForce == true)
    guard case .quarantine(let ended) = try await again.perform(.assumeSent(AssumeSent())) else {
      throw OtherReply()
    }
    #expect(!ended.isInForce)
    view = try await quarantine(again)
    #expect(!view.isInForce)
    again.setPlatform { Switchboard.usual($0) }
    #expect(try await post(again, "hang", uid: "early").result == .success)
    #expect(try await post(again, "new", uid: "new").result == .success)
    try await again.end()
  }

  @Test("in a folder files are named by the time, and only the newest of ours stay")
  func folder() async throws {
    let world = try await OperatorWorld()
    let folder = world.folder + "/backups"
    mkdir(folder, 0o700)
    let names = ["belfry-20200101T000000Z.db", "belfry-20210101T000000Z.db", "holiday.db"]
    for name in names { close(open("\(folder)/\(name)", O_CREAT | O_WRONLY, 0o600)) }
    let report = try await backUp(world, folder, keep: 2)
    #expect(report.state == .done)
    #expect(report.path.hasPrefix(folder + "/belfry-2"))
    #expect(report.removed == ["\(folder)/\(names[0])"])
    #expect(access("\(folder)/holiday.db", F_OK) == 0)
    try await world.end()
  }

  @Test("a backup that cannot be written says why, and leaves nothing behind")
  func refused() async throws {
    let world = try await OperatorWorld()
    let report = try await backUp(world, world.folder + "/nowhere/backup.db")
    #expect(report.state == .failed)
    #expect(report.error?.message.contains("nowhere") == true && report.error?.hint != nil)
    let taken = world.folder + "/taken.db"
    #expect(try await backUp(world, taken).state == .done)
    let error = await #expect(throws: ErrorObject.self) { try await backUp(world, taken) }
    #expect(error?.code == .conflict)
    try await world.end()
  }
}
