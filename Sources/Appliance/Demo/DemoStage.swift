import Control
import Daemon
import Domain
import Glibc
import HTTP
import Terminal

/// The demo's scratch folder and processes.
final class DemoStage {
  static let hardPost = "This one was on its way when the power went. Count it."

  private let console: Console
  let folder: String
  private let transport: CurlTransport
  private var sandbox: ChildProcess?
  private var daemon: ChildProcess?
  let page = "http://127.0.0.1:8930"

  init(_ console: Console) throws {
    self.console = console
    var template = Array("/tmp/belfry-demo-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else { throw StartFailure(.failed, "no scratch folder can be made in /tmp") }
    folder = made
    transport = try CurlTransport(.init(userAgent: Version.userAgent), wallClock: SystemClocks.wall)
  }

  var commonOptions: String {
    "--config \(folder)/etc --state \(folder)/state --socket \(folder)/control.sock"
  }

  private var common: [String] { commonOptions.split(separator: " ").map(String.init) }

  func say(_ text: String) {
    console.write(
      "\n\(console.style.isTerminal ? "\u{1B}[1m" : "")▸ \(text)\u{1B}[0m\n".replacing(
        "\u{1B}[0m", with: console.style.isTerminal ? "\u{1B}[0m" : ""))
  }

  func writeFiles() {
    let command = InitCommand(Folders(Invocation(path: [])), console)
    _ = command.run(Invocation(path: ["init"], values: ["DIR": [folder + "/etc"]]))
  }

  /// Runs a command of this program where the person sees it.
  func belfry(_ words: String...) throws {
    console.write("$ belfry \(words.joined(separator: " "))\n")
    let code = try ChildProcess(words + common).wait()
    guard code == 0 else {
      throw StartFailure(.failed, "belfry \(words.joined(separator: " ")) ended with \(code)")
    }
  }

  func startSandbox() async throws {
    let child = try ChildProcess(["sandbox"], log: folder + "/sandbox.log")
    sandbox = child
    try await until("the sandbox answers") { stage in
      guard !child.hasEnded else {
        stage.printFile("sandbox.log")
        throw StartFailure(
          .failed, "the sandbox did not start", hint: "are the ports from 8930 on free?")
      }
      return try await stage.get("/timelines.json") != nil
    }
  }

  func startDaemon() async throws {
    let child = try ChildProcess(["daemon", "--sandbox"] + common, log: folder + "/daemon.log")
    daemon = child
    try await until("the daemon answers") { stage in
      guard !child.hasEnded else { throw StartFailure(.failed, "the daemon did not start") }
      return (try? UnixClient(path: stage.socket, seconds: 2).send(.get, "/v1/health")) != nil
    }
  }

  func connect() async throws {
    for (name, handle) in try await signIn(["fedi", "sky"]) {
      console.write("  \(name) is \(handle)\n")
    }
  }

  /// Signs accounts in, one after the other; answers their names and handles.
  func signIn(_ names: [String]) async throws -> [(String, String)] {
    let client = ControlClient(transport: UnixTransport(socket: socket, seconds: 60))
    let browser = DemoBrowser(transport: transport)
    var handles: [(String, String)] = []
    for name in names { handles.append((name, try await browser.connect(name, client))) }
    return handles
  }

  /// Ends the daemon and starts it again, as `systemctl restart` does.
  func restartDaemon() async throws {
    daemon?.signal(SIGTERM)
    daemon?.wait()
    try await startDaemon()
  }

  /// Asks until it is so, for half a minute.
  func until(_ what: String, _ isSo: (DemoStage) async throws -> Bool) async throws {
    for _ in 0..<300 {
      if try await isSo(self) { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw StartFailure(.failed, "waited half a minute, and still not: \(what)")
  }

  /// How many deliveries are published.
  func published() async throws -> Int { try await count("published") }

  /// How many deliveries are in the state.
  func count(_ state: String) async throws -> Int {
    let reply = try? UnixClient(path: socket, seconds: 5).send(.get, "/v1/status")
    guard let reply, let json = try? JSON(parsing: reply.body) else { return 0 }
    return Int(json["queue"]?["states"]?[state]?.integer ?? 0)
  }

  /// The number of a post's delivery to an account.
  func delivery(of post: String, on account: String) async throws -> Int64 {
    let reply = try UnixClient(path: socket, seconds: 5).send(
      .get, "/v1/deliveries?post=\(post)&account=\(account)")
    guard let id = try JSON(parsing: reply.body)["items"]?.array?.first?["id"]?.integer else {
      throw StartFailure(.failed, "there is no delivery of \(post) to \(account)")
    }
    return id
  }

  func editSchedule() throws {
    let text = """
      version: 1
      posts:
        - id: from-the-editor
          at: now
          text: Written in a file, planned, reloaded and out.

      """
    try write(text, to: "etc/campaigns/today.yaml")
    console.write("  wrote campaigns/today.yaml: one new post\n")
  }

  /// Writes a file below the scratch folder.
  func write(_ text: String, to path: String) throws {
    guard let file = fopen("\(folder)/\(path)", "w") else {
      throw StartFailure(.failed, "\(path) cannot be written")
    }
    fchmod(fileno(file), 0o600)
    fputs(text, file)
    fclose(file)
  }

  func tell(_ text: String) { console.write("  \(text)\n") }

  /// What shall go wrong at the sandbox's networks from now on.
  func spoil(_ faults: String) async throws { try await post("/faults", faults) }

  /// Posts on the networks' pages, newest first.
  func timelines() async throws -> [JSON] {
    try await get("/timelines.json")?["posts"]?.array ?? []
  }

  /// Posts, with answers that take long: kill −9 comes after the effect and before the answer.
  func killDuringPublish() async throws {
    try await post(
      "/faults", #"{"rules": [{"fault": "slow", "seconds": 20, "endpoint": "publish"}]}"#)
    let words = ["post", DemoStage.hardPost, "--to", "everywhere", "--wait", "0s"]
    console.write("$ belfry post \"\(DemoStage.hardPost)\" --to everywhere\n")
    let poster = try ChildProcess(words + common, log: folder + "/post.log")
    poster.wait()
    try await until("the post is visible although its answer is not back") { stage in
      try await stage.timelines().contains {
        $0["text"]?.string?.contains(DemoStage.hardPost) ?? false
      }
    }
    console.write(
      "  the post is visible, its answer is still on the way:  kill -9 \(daemon?.id ?? 0)\n")
    daemon?.signal(SIGKILL)
    daemon?.wait()
    try await post("/faults", #"{"rules": []}"#)
  }

  /// What is on the timelines, and whether each post is there once.
  func showTimelines() async throws -> ExitCode {
    say("What people see, as the sandbox counts it")
    let posts = try await timelines()
    let table = DemoTable(posts)
    console.write(table.text)
    console.write("\n  see it: \(page)   (with KEEP=1 it stays open)\n")
    guard table.isEachOnce else {
      console.writeError("belfry: something is missing or there twice\n")
      return .failed
    }
    console.write("  each post once.\n")
    return .done
  }

  func showLog() { printFile("daemon.log") }

  /// Ends the processes and removes the folder.
  func end() {
    for child in [daemon, sandbox] {
      child?.signal(SIGTERM)
      child?.wait()
    }
    // The folder was made by this demo, below /tmp.
    _ = try? Folder.remove(folder)
  }
}

extension DemoStage {
  fileprivate var socket: String { folder + "/control.sock" }

  fileprivate func get(_ path: String) async throws -> JSON? {
    let result = await transport.send(
      ReadyRequest(.get, page + path, destination: .memory(limitBytes: 8 << 20), isRepeatable: true)
    )
    guard case .answered(let answer) = result.outcome else { return nil }
    return answer.json
  }

  fileprivate func post(_ path: String, _ body: String) async throws {
    let result = await transport.send(
      ReadyRequest(.post, page + path, body: [.bytes(Array(body.utf8))], isRepeatable: true))
    guard case .answered(let answer) = result.outcome, answer.isSuccess else {
      throw StartFailure(.failed, "the sandbox refused \(path)")
    }
  }

  fileprivate func printFile(_ name: String) {
    guard let file = fopen(folder + "/" + name, "r") else { return }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 4096)
    while let line = fgets(&buffer, Int32(buffer.count), file) {
      console.writeError("  | " + String(cString: line))
    }
  }
}
