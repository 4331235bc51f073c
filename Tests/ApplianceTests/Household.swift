import Control
import Domain
import Glibc
import HTTP
import Testing

/// A daemon, the sandbox beside it, and their files.
final class Household {
  let folder: String
  private(set) var daemon: Program?
  private var sandbox: Program?
  private var page = ""
  private let transport: CurlTransport

  var config: String { folder + "/etc" }
  var schedule: String { config + "/schedule.yaml" }
  private var socket: String { folder + "/control.sock" }
  private var common: [String] {
    ["--config", config, "--state", folder + "/state", "--socket", socket]
  }

  var client: ControlClient { ControlClient(transport: UnixTransport(socket: socket, seconds: 60)) }

  init() throws {
    folder = try Files.newFolder()
    transport = try CurlTransport(
      .init(userAgent: "Tests"),
      wallClock: {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
      })
  }

  deinit {
    daemon = nil
    sandbox = nil
    Files.remove(folder)
  }

  /// An account on Mastodon and one on Bluesky.
  ///
  /// - Parameter addresses: where the sandbox's servers are, by platform.
  static func twoAccounts(_ addresses: [String: String]) throws -> String {
    """
    accounts:
      - { id: fedi, platform: mastodon, server: "\(try #require(addresses["mastodon"]))" }
      - id: sky
        platform: bluesky
        handle: belfry.test
        server: "\(try #require(addresses["bluesky"]))"
    groups:
      everywhere: [fedi, sky]

    """
  }

  /// Starts the sandbox on ports of its own, and writes files for it.
  func moveIn(
    _ accounts: ([String: String]) throws -> String = Household.twoAccounts
  ) async throws {
    let sandbox = try Program(["sandbox", "--port", "0"], in: folder)
    self.sandbox = sandbox
    try await until("the sandbox says where it is") { !sandbox.standardOutput.isEmpty }
    var addresses: [String: String] = [:]
    for line in sandbox.standardOutput.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      if words.count == 2 { addresses[words[0]] = words[1] }
    }
    page = try #require(addresses["timelines"])
    #expect(mkdir(config, 0o755) == 0)
    try Files.write(
      "version: 1\nmaster_key: file:belfry.key\n" + accounts(addresses),
      to: config + "/accounts.yaml")
    try Files.write("version: 1\ntimezone: Europe/Berlin\n", to: schedule)
    let keys = try await run("keys", "init")
    #expect(keys.code == 0)
  }

  /// Runs a command over this household's files.
  func run(
    _ words: String...
  ) async throws -> (code: Int32, output: String, errors: String) {
    try await Program.run(words + common, in: folder)
  }

  /// A further daemon over the same files.
  func newDaemon() throws -> Program {
    try Program(["daemon", "--sandbox"] + common, in: folder)
  }

  func startDaemon() async throws {
    let program = try newDaemon()
    daemon = program
    let client = client
    try await until("the daemon answers") {
      try #require(program.ended == nil, "\(program.standardError)")
      return (try? await client.call(GetHealth())) != nil
    }
  }

  /// Ends the daemon as the power does.
  func killDaemon() async throws {
    let daemon = try #require(daemon)
    daemon.signal(SIGKILL)
    #expect(try await daemon.end() == 128 + SIGKILL)
  }

  /// Signs accounts in, as a person does with a browser.
  func connect(_ names: [String] = ["fedi", "sky"]) async throws {
    for name in names {
      let account = try #require(AccountName(name))
      var state = try await client.call(
        StartConnect(account: account, redirectUri: "http://127.0.0.1:9/callback"))
      while state.state == .working || state.state == .input {
        if state.state == .working {
          state = try await client.call(
            FollowConnect(account: account, session: state.session, waitS: 30))
          continue
        }
        let value = try await value(for: state)
        state = try await client.call(
          AnswerConnect(
            account: account, session: state.session, input: state.input ?? "",
            value: SecretText(Secret(value))))
      }
      #expect(state.error == nil, "\(name)")
    }
  }

  private func value(for state: ConnectState) async throws -> String {
    if let option = state.options?.first { return option.value }
    switch state.input {
    case "token": return "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
    case "webhook":
      return "https://discord.com/api/webhooks/4000001/wAAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    case "password": return "abcd-efgh-ijkl-mnop"
    default: return try await allow(try #require(state.url))
    }
  }

  /// Presses "Allow" on a consent page.
  ///
  /// - Returns: where the browser ends.
  private func allow(_ url: String) async throws -> String {
    let page = try #require(await answer(ReadyRequest(.get, url, isRepeatable: true))).text
    let form = try #require(page.split(separator: #"action=""#).dropFirst().first)
    let origin = url.split(separator: "/").prefix(2).joined(separator: "//")
    let request = ReadyRequest(
      .post, origin + form.prefix { $0 != "\"" },
      headers: [Field("Content-Type", "application/x-www-form-urlencoded")],
      body: [.bytes(Array((url.split(separator: "?").last ?? "").utf8))], isRepeatable: false)
    let allowed = try #require(await answer(request))
    return try #require(allowed.header("location"), "\(url): \(allowed.status) \(allowed.text)")
  }

  private func answer(_ request: ReadyRequest) async -> Answer? {
    guard case .answered(let answer) = await transport.send(request).outcome else { return nil }
    return answer
  }

  /// What the sandbox says became visible, by platform.
  func ledger() async throws -> JSON {
    let request = ReadyRequest(
      .get, page + "/ledger.json", destination: .memory(limitBytes: 8 << 20), isRepeatable: true)
    let answer = try #require(await answer(request))
    return try #require(answer.json)
  }

  /// What people see, newest first by platform.
  func timelines() async throws -> [JSON] {
    let request = ReadyRequest(.get, page + "/timelines.json", isRepeatable: true)
    return try #require(await answer(request)?.json?["posts"]?.array)
  }

  /// Where on the page a browser ends that opens the post's address.
  func place(of post: JSON) async throws -> String? {
    let url = try #require(post["url"]?.string)
    let answer = await answer(ReadyRequest(.get, url, isRepeatable: true))
    let location = answer?.header("location") ?? ""
    return location.hasPrefix(page + "/#") ? String(location.dropFirst(page.count + 2)) : nil
  }

  /// The size of a file of a post, as the page serves it.
  func bytes(of media: JSON) async throws -> Int {
    let path = try #require(media["url"]?.string)
    let answer = try #require(await answer(ReadyRequest(.get, page + path, isRepeatable: true)))
    guard answer.isSuccess, case .bytes(let bytes) = answer.body else { return 0 }
    return bytes.count
  }

  /// How often each text was made visible, by platform and text.
  func visible() async throws -> [String: Int] {
    var counts: [String: Int] = [:]
    let ledger = try await ledger()
    for platform in ["mastodon", "bluesky"] {
      for effect in ledger[platform]?["effects"]?.array ?? []
      where effect["kind"]?.string == "created" {
        counts["\(platform): \(effect["text"]?.string ?? "")", default: 0] += 1
      }
    }
    return counts
  }

  /// How many deliveries are in the state.
  func count(_ state: String) async throws -> Int {
    let status = try await run("status", "--json")
    let json = try JSON(parsing: Array(status.output.utf8))
    return Int(json["queue"]?["states"]?[state]?.integer ?? 0)
  }
}
