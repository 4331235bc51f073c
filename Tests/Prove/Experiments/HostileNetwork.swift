import Control
import Domain
import Glibc
import HTTP
import Synchronization

/// Links to addresses that are nobody's business, networks that answer anything at all, and
/// strangers at the control socket.
struct HostileNetwork: Experiment {
  let number = 8
  let title = "hostile network"
  let share = 1.0

  func run(_ lab: Lab, _ tally: inout Tally) throws {
    let library = try lab.preload("network")
    chmod(lab.folder, 0o755)
    repeat {
      try HostileRound(lab, library, isSandbox: false).runAddresses(&tally)
      try HostileRound(lab, library, isSandbox: true).runAnswers(&tally)
      try SocketRound(lab).run(&tally)
    } while !lab.isOver
    tally.limit(Pulse.answer, p99: 0.1)
  }
}

/// A household in bad company.
final class HostileRound {
  private static let trapPort = 4242
  private static let memoryBytes = 256 << 20

  private let lab: Lab
  private let household: Household
  private var connections: String { household.folder + "/connections" }
  private var number = 0

  init(_ lab: Lab, _ library: String, isSandbox: Bool) throws {
    self.lab = lab
    household = try Household(
      lab, try Town(isSandbox ? [(.mastodon, 4), (.bluesky, 6)] : [(.bluesky, 6)]),
      isSandbox: isSandbox)
    let names = household.folder + "/names"
    try Files.write(HostileAddresses.names, to: names)
    household.environment = [
      "LD_PRELOAD=\(library)", "PROVE_NAMES=\(names)",
      "PROVE_CONNECTIONS=\(household.folder)/connections",
    ]
    try household.start()
    try household.connect()
  }

  /// As installed: nothing of this machine or its networks may be reached, by whatever spelling.
  func runAddresses(_ tally: inout Tally) throws {
    let hosts =
      HostileAddresses.loopback + HostileAddresses.others + HostileAddresses.named
      + HostileAddresses.namedLoopback
    for host in hosts { link("https://\(host):\(HostileRound.trapPort)/", &tally) }
    link("https://me:secret@93.184.215.14:\(HostileRound.trapPort)/", &tally)
    for scheme in ["ftp", "gopher", "file", "dict", "http"] {
      link("\(scheme)://93.184.215.14:\(HostileRound.trapPort)/", &tally)
    }
    try finish(&tally)
    // The proof that a connection would have been seen.
    link("https://public.test:\(HostileRound.trapPort)/", &tally)
    try finish(&tally)
    let seen = Files.read(connections)
    if !seen.contains("93.184.215.14 \(HostileRound.trapPort)") {
      tally.fail("not even a public address was connected to: the experiment proves nothing")
    }
    try household.stop()
  }

  /// In the sandbox loopback may be reached, so that hostile servers can be.
  func runAnswers(_ tally: inout Tally) throws {
    let server = try HostileServer()
    defer { server.stop() }
    let pulse = Pulse(household)
    let origin = "http://127.0.0.1:\(server.port)"
    for host in HostileAddresses.others + HostileAddresses.named {
      let place = hexadecimal("http://\(host):\(HostileRound.trapPort)/")
      link("\(origin)/to/\(place)", &tally)
      link("\(origin)/image/\(place)", &tally)
    }
    for place in ["file:///etc/passwd", "gopher://127.0.0.1:25/x", "\(origin)/flood"] {
      link("\(origin)/to/\(hexadecimal(place))", &tally)
      link("\(origin)/image/\(hexadecimal(place))", &tally)
    }
    for page in ["loop", "flood", "drip", "packed", "nested", "silence"] {
      link("\(origin)/\(page)", &tally)
    }
    try finish(&tally)
    try answerBadly(&tally)
    pulse.end(&tally)
    let memory = household.peakMemory
    tally.largest("MiB of memory at the most", Int(memory >> 20))
    if memory > HostileRound.memoryBytes { tally.fail("\(memory >> 20) MiB of memory") }
    try household.stop()
  }

  private func hexadecimal(_ text: String) -> String {
    text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  private func link(_ link: String, _ tally: inout Tally) {
    let sites = household.town.sites.filter { $0.platform == .bluesky }
    number += 1
    tally.trials += 1
    let isTaken = household.post(
      "Post \(number) with a link.", to: sites[number % sites.count].account, link: link)
    tally.count(isTaken ? "links taken" : "links refused at once")
  }

  private func finish(_ tally: inout Tally) throws {
    if try !household.settle(seconds: 120) { tally.fail("posts are open after two minutes") }
    try Judgement(household).countQuestions(into: &tally)
    try Judgement(household).count(into: &tally)
    household.record.posts.removeAll()
    for line in Set(Files.read(connections).split(separator: "\n")) {
      guard line.hasSuffix(" \(HostileRound.trapPort)"),
        !HostileAddresses.allowed.contains(where: { line.hasPrefix($0 + " ") })
      else { continue }
      tally.count("forbidden connections")
      tally.fail("connected to \(line)")
    }
  }

  /// Each bad answer once in place of a read and once in place of a publish, on each network.
  private func answerBadly(_ tally: inout Tally) throws {
    for platform in Site.Platform.askable {
      let sites = household.town.sites.filter { $0.platform == platform }
      for (index, bad) in HostileAnswer.ofNetworks.enumerated() {
        for isPublish in [false, true] {
          let site = sites[(index * 2 + (isPublish ? 1 : 0)) % sites.count]
          let seen = Counter()
          site.relay.use {
            $0.isPublish == isPublish && seen.next() == 0 ? .instead(bad.answer) : nil
          }
          number += 1
          tally.trials += 1
          household.post("Post \(number) to a broken network.", to: site.account)
          // Every account has one of them at a time.
          guard site.account == sites.last?.account else { continue }
          try finish(&tally)
        }
      }
      try finish(&tally)
      household.town.use(nil)
    }
  }
}
