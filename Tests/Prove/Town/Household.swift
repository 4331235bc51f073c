import Control
import Domain
import Glibc
import HTTP

/// A daemon with its files, and the accounts of a town.
final class Household {
  let folder: String
  let town: Town
  private let binary: String
  private(set) var daemon: Child?
  private let transport: CurlTransport
  private let isSandbox: Bool
  /// Added to the daemon's environment at its next start.
  var environment: [String] = []
  /// What a later judgement needs: what was said and done to it.
  var record = Record()

  var config: String { folder + "/etc" }
  let state: String
  var schedule: String { config + "/schedule.yaml" }
  var socket: String { folder + "/control.sock" }
  var log: String { folder + "/daemon.log" }
  private var common: [String] { ["--config", config, "--state", state, "--socket", socket] }

  /// - Parameters:
  ///   - settings: further lines of `accounts.yaml`.
  ///   - state: where the store lies; `nil` takes a folder of its own.
  ///   - isSandbox: short waits, and links may lead to loopback.
  init(
    _ lab: Lab, _ town: Town, settings: String = "", state: String? = nil, isSandbox: Bool = true
  ) throws {
    self.town = town
    self.isSandbox = isSandbox
    binary = lab.binary
    folder = try lab.newRoom()
    self.state = state ?? folder + "/state"
    transport = try CurlTransport(
      .init(userAgent: "prove"), wallClock: { Instant(milliseconds: 0) })
    mkdir(config, 0o755)
    let accounts = town.sites.map { "  - \($0.yaml)\n" }.joined()
    let names = town.sites.map(\.account).joined(separator: ", ")
    try Files.write(
      "version: 1\nmaster_key: file:belfry.key\n\(Household.apps)accounts:\n\(accounts)"
        + "groups: { everywhere: [\(names)] }\n\(settings)",
      to: config + "/accounts.yaml")
    try Files.write("version: 1\ntimezone: Europe/Berlin\n", to: schedule)
    let keys = try run("keys", "init")
    guard keys.code == 0 else { throw Trouble("keys init: \(keys.output)") }
  }

  /// What accounts of Bluesky sign in with.
  static let appPassword = "abcd-efgh-ijkl-mnop"

  /// What `belfry audit verify` says of a store in another folder.
  func verifyAudit(in folder: String) throws -> AuditVerdict {
    let options = ["--json", "--config", config, "--state", folder, "--socket", folder + "/none"]
    let output = try run(["audit", "verify"], options).output
    return try JSON.decode(AuditVerdict.self, from: Array(output.utf8))
  }

  /// The app that accounts of X sign in with.
  private static let apps = "apps: { proving: { platform: x, client_id: belfry-sandbox } }\n"

  /// Runs a command over this household's files.
  func run(_ words: String...) throws -> (code: Int32, output: String) { try run(words) }

  /// - Parameter options: where its files are; `nil` means this household's.
  func run(
    _ words: [String], _ options: [String]? = nil
  ) throws -> (code: Int32, output: String) {
    let log = folder + "/command.log"
    unlink(log)
    let child = try Child(binary, words + (options ?? common), log: log)
    return (child.end(), child.output)
  }

  /// Starts the daemon; answers how long it took until it was ready.
  @discardableResult
  func start() throws -> Double {
    let child = try Child(
      binary, ["daemon"] + (isSandbox ? ["--sandbox"] : []) + common, log: log,
      environment: environment)
    daemon = child
    let client = UnixClient(path: socket, seconds: 30)
    let ready = try wait(seconds: 60, every: 3) {
      if let code = child.ended { throw Trouble("the daemon ended with \(code): \(tail)") }
      return (try? client.send(.get, "/v1/health")) != nil
    }
    guard let ready else { throw Trouble("the daemon is not ready after a minute: \(tail)") }
    return ready
  }

  /// The last lines of the daemon's log.
  var tail: String {
    Files.read(log).split(separator: "\n").suffix(4).joined(separator: " | ")
  }

  /// The most memory that the daemon has had, in bytes.
  var peakMemory: Int { memory("VmHWM:") }

  /// The memory that the daemon has now, in bytes.
  var presentMemory: Int { memory("VmRSS:") }

  private func memory(_ name: String) -> Int {
    let lines = Files.read("/proc/\(daemon?.id ?? 0)/status").split(separator: "\n")
    let line = lines.first { $0.hasPrefix(name) }
    return line?.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.first
      .map { $0 << 10 } ?? 0
  }

  /// Ends the daemon as a crash does.
  func kill() {
    daemon?.signal(SIGKILL)
    daemon?.end()
  }

  /// Ends the daemon as a person does.
  func stop() throws {
    daemon?.signal(SIGTERM)
    let code = daemon?.end() ?? 0
    guard code == 0 else { throw Trouble("the daemon ended with \(code): \(tail)") }
  }

  /// One operation of the control API.
  func call<Request: Operation>(_ operation: Request) throws -> Request.Reply {
    let client = ControlClient(transport: UnixTransport(socket: socket, seconds: 60))
    return try blocking { try await client.call(operation) }
  }

  /// Signs every account in, as a person does with a browser.
  func connect() throws {
    for site in town.sites { try connect(site) }
  }

  /// Signs one account in.
  func connect(_ site: Site) throws {
    guard let account = AccountName(site.account) else { return }
    var state = try call(
      StartConnect(account: account, redirectUri: "http://127.0.0.1:9/callback"))
    while state.state == .working || state.state == .input {
      if state.state == .working {
        state = try call(FollowConnect(account: account, session: state.session, waitS: 30))
        continue
      }
      let value = try state.url.map { try consent($0) } ?? Household.appPassword
      state = try call(
        AnswerConnect(
          account: account, session: state.session, input: state.input ?? "",
          value: SecretText(Secret(value))))
    }
    if let error = state.error { throw Trouble("\(site.account): \(error.message)") }
  }

  private func consent(_ url: String) throws -> String {
    let result = try blocking { [transport] in
      await transport.send(ReadyRequest(.get, url + "&approve=1", isRepeatable: true))
    }
    guard case .answered(let answer) = result.outcome, let location = answer.header("location")
    else { throw Trouble("no consent at \(url)") }
    return location
  }
}
