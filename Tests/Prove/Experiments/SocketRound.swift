import CLinux
import Control
import Domain
import Glibc
import HTTP

/// Strangers at the control socket: every operation, too many connections, too much of everything.
final class SocketRound {
  private let lab: Lab
  private let household: Household

  init(_ lab: Lab) throws {
    self.lab = lab
    household = try Household(lab, try Town(each: 1))
    try household.start()
  }

  func run(_ tally: inout Tally) throws {
    guard getuid() == 0 else { return tally.count("not root: no stranger at the socket") }
    try refuseAll(&tally)
    let pulse = Pulse(household)
    try crowd(&tally)
    overload(&tally)
    pulse.end(&tally)
    try household.stop()
  }

  /// Every operation, by a user who is in no group.
  private func refuseAll(_ tally: inout Tally) throws {
    let client = UnixClient(path: household.socket, seconds: 10)
    seteuid(Crowd.user)
    defer { seteuid(0) }
    for route in Route.all {
      let endpoint = route.endpoint
      let path = endpoint.path.split(separator: "/").map { $0.hasPrefix("{") ? "1" : String($0) }
      let target = "/" + path.joined(separator: "/")
      let body = endpoint.method == .get ? [] : Array("{}".utf8)
      guard let method = Call.Method(rawValue: endpoint.method.rawValue) else { continue }
      let reply = try client.send(method, target, body: body)
      tally.trials += 1
      tally.count("operations refused to a stranger", reply.status == 403 ? 1 : 0)
      if reply.status != 403 { tally.fail("\(endpoint.name): \(reply.status) for a stranger") }
    }
  }

  /// Ten thousand connections of another user that say half a request and then nothing.
  private func crowd(_ tally: inout Tally) throws {
    let log = household.folder + "/crowd.log"
    let crowd = try Child("/proc/self/exe", [Crowd.word, household.socket], log: log)
    let client = UnixClient(path: household.socket, seconds: 10)
    while crowd.ended == nil {
      if (try? client.send(.get, "/v1/status"))?.status != 200 {
        tally.fail("no answer while a stranger holds connections")
      }
      pause(milliseconds: 200)
    }
    let count = Int(crowd.output.filter(\.isNumber)) ?? 0
    tally.trials += count
    tally.count("half-open connections", count)
    if count < Crowd.size / 2 { tally.fail("the crowd did not come: \(crowd.output)") }
  }

  /// Requests of any size and none that is right.
  private func overload(_ tally: inout Tally) {
    let client = UnixClient(path: household.socket, seconds: 20)
    let large = [UInt8](repeating: 0x20, count: 8 << 20)
    let long = String(repeating: "a", count: 100_000)
    let deep = Array(String(repeating: "[", count: 500_000).utf8)
    let replies = [
      try? client.send(.post, "/v1/posts", body: large),
      try? client.send(.post, "/v1/posts", body: deep),
      try? client.send(.get, "/v1/\(long)"),
      try? client.send(.get, "/v1/status", headers: [Field("X-Long", long)]),
    ]
    tally.trials += replies.count
    for reply in replies where reply.map({ (200...299).contains($0.status) }) ?? false {
      tally.fail("a request without bounds was taken")
    }
    let garbage = (0..<4096).map { _ in UInt8.random(in: 0...255) }
    for _ in 0..<200 {
      let socket = belfry_stream_socket(AF_UNIX)
      defer { close(socket) }
      guard belfry_unix_join(socket, household.socket, 1) == 0 else { continue }
      _ = garbage.withUnsafeBytes { belfry_send(socket, $0.baseAddress, $0.count) }
      tally.trials += 1
    }
    if household.daemon?.ended != nil { tally.fail("the daemon ended: \(household.tail)") }
  }
}

/// A program of its own, for the kernel tells the daemon who its process is.
enum Crowd {
  /// How the driver is told to be one.
  static let word = "crowd"
  /// `nobody`, who is in no group of ours.
  static let user: uid_t = 65_534
  static let size = 10_000
  private static let atOnce = 200

  static func run(_ path: String) {
    seteuid(user)
    var open: [Int32] = []
    var count = 0
    for number in 0..<size {
      let socket = belfry_quick_socket(AF_UNIX)
      guard socket >= 0 else { break }
      if belfry_unix_join(socket, path, 1) == 0 {
        _ = "GET /v1/he".withCString { belfry_send(socket, $0, 10) }
        count += 1
      }
      open.append(socket)
      if open.count > atOnce { close(open.removeFirst()) }
      if number % 50 == 0 { pause(milliseconds: 20) }
    }
    say("\(count)")
  }
}
