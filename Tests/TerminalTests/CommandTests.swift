import Control
import Domain
import Synchronization
import Terminal
import Testing

@Suite("Commands over the control API")
struct CommandTests {
  @Test("status asks once and prints the page")
  func status() async throws {
    let run = try await CommandRun(["status"], FakeDaemon())
    #expect(run.code == .done && run.error.isEmpty)
    #expect(run.output.hasPrefix("belfry 1.0.0\tup 12 d\tready\t"))
  }

  @Test("--json prints the API's own document")
  func json() async throws {
    let run = try await CommandRun(["plan", "--json"], FakeDaemon())
    let expected = String(decoding: try JSON.encode(Samples.plan), as: UTF8.self)
    #expect(run.code == .done && run.output == expected + "\n")
  }

  @Test("a plan with errors ends with bad configuration")
  func wrongPlan() async throws {
    let daemon = FakeDaemon { (_, _) throws(ErrorObject) in .plan(Samples.wrongPlan) }
    let run = try await CommandRun(["plan", "--json"], daemon)
    #expect(run.code == .badConfiguration)
  }

  @Test("the queue's filters reach the daemon, with times in the schedule's zone")
  func queue() async throws {
    let daemon = FakeDaemon()
    let words = [
      "queue", "-s", "awaiting-approval", "-a", "acme-x", "--platform", "x", "--project", "p",
      "--post", "au", "--from", "2026-12-01", "--until", "2026-12-01 09:30", "-n", "7",
    ]
    let run = try await CommandRun(words, daemon)
    let filter = DeliveryFilterFields(
      state: [StateWord(.awaitingApproval)], account: [Samples.x], platform: PlatformName("x"),
      project: "p", post: "au", from: MomentText(Instant(rfc3339: "2026-11-30T23:00:00Z")!),
      until: MomentText(Instant(rfc3339: "2026-12-01T08:30:00Z")!))
    #expect(run.code == .done)
    #expect(
      daemon.requests == [.queue(ListDeliveries(filter: filter, page: PageFields(limit: 7)))])
  }

  @Test("long lists are fetched in slices")
  func slices() async throws {
    let daemon = FakeDaemon { (request, number) throws(ErrorObject) in
      guard case .queue = request else { return nil }
      let items = Array(repeating: Samples.doubtful, count: 1000)
      return .deliveries(Page(items: items, next: number < 3 ? "c\(number)" : nil))
    }
    let run = try await CommandRun(["queue", "-n", "2500"], daemon)
    #expect(run.output.split(separator: "\n").count == 3000)
    #expect(
      daemon.requests.map {
        guard case .queue(let request) = $0 else { return "" }
        return "\(request.page.limit ?? 0) \(request.page.cursor ?? "-")"
      } == ["1000 -", "1000 c1", "500 c2"])
  }

  @Test(
    "the outcome of a post decides the exit code",
    arguments: [
      (.success, [.published], .done), (.pending, [.pending], .done),
      (.partial, [.published, .failed], .failed), (.failed, [.failed], .failed),
      (.partial, [.published, .needsYou], .needsAttention),
    ] as [(PostOutcome, [OuterDeliveryStatus], ExitCode)])
  func post(_ outcome: PostOutcome, _ statuses: [OuterDeliveryStatus], _ code: ExitCode)
    async throws
  {
    let daemon = FakeDaemon { (request, _) throws(ErrorObject) in
      guard case .post = request else { return nil }
      return .result(Samples.result(outcome, statuses))
    }
    let words = [
      "post", "-", "-t", "everywhere", "--media", "a.jpg", "--alt", "A", "--media", "/b.png",
      "--thread", "more", "--tag", "x", "--hold", "--wait", "1m", "--uid", "u", "--late", "skip",
      "--grace", "2h", "--visibility", "unlisted",
    ]
    let run = try await CommandRun(words, daemon, files: ["-": "Hello\n"])
    #expect(run.code == code)
    #expect(
      daemon.requests == [
        .post(
          CreatePost(
            uid: "u", to: ["everywhere"], text: "Hello",
            media: [
              MediaFields(file: "/here/a.jpg", alt: "A"), MediaFields(file: "/b.png"),
            ], visibility: .unlisted, tags: ["x"], thread: [ThreadFields(text: "more")],
            late: .skip, graceS: 7200, hold: true, waitS: 60))
      ])
  }

  @Test("named posts and deliveries are acted on without a question")
  func named() async throws {
    let daemon = FakeDaemon()
    let run = try await CommandRun(["cancel", "812", "#813", "launch"], daemon)
    #expect(run.code == .done && run.questions.isEmpty)
    #expect(
      daemon.requests == [
        .cancel(
          Cancel(target: SelectionFields(.deliveries([DeliveryID(812), DeliveryID(813)])))),
        .cancel(Cancel(target: SelectionFields(.post(PostReference(.id("launch")))))),
      ])
  }

  @Test("a filter shows what it finds and asks; a no changes nothing")
  func filters() async throws {
    let words = ["retry", "--status", "refused"]
    let filter = SelectionFields(.filter(DeliveryFilter(states: [.refused])), dryRun: true)
    var real = filter
    real.dryRun = nil
    let refused = FakeDaemon()
    let no = try await CommandRun(words, refused, answers: ["n"])
    #expect(no.code == .failed && no.error.contains("nothing was changed"))
    #expect(no.questions == [Console.Question("Go on? [y/N] ")])
    #expect(refused.requests == [.retry(Retry(target: filter))])

    let agreed = FakeDaemon()
    let yes = try await CommandRun(words, agreed, answers: ["y"])
    #expect(yes.code == .done)
    #expect(agreed.requests == [.retry(Retry(target: filter)), .retry(Retry(target: real))])

    let unasked = FakeDaemon()
    _ = try await CommandRun(words + ["--yes"], unasked, isInteractive: false)
    #expect(unasked.requests == [.retry(Retry(target: real))])

    let script = FakeDaemon()
    let stopped = try await CommandRun(words, script, isInteractive: false)
    #expect(stopped.code == .usage && script.requests.isEmpty)
    #expect(stopped.error.contains("add --yes"))
  }

  @Test(
    "what only the command can see is a usage error",
    arguments: [
      (["post", "Hello"], "--to is missing"), (["cancel"], "say which"),
      (["cancel", "1", "--status", "draft"], "not both"),
      (["reschedule", "1"], "exactly one of --at and --by"),
      (["resolve", "1"], "exactly one of --published"),
      (["resolve", "1", "--resend", "--drop"], "exactly one of --published"),
      (["connect", "-x-"], "is not an account's name"),
      (["queue", "--from", "soon"], "\"soon\" is not a time"),
      (["post", "x", "--to", "a", "--alt", "b"], "more --alt than --media"),
    ])
  func usage(_ words: [String], _ message: String) async throws {
    let line = words == ["connect", "-x-"] ? ["connect", "--", "-x-"] : words
    let run = try await CommandRun(line, FakeDaemon())
    #expect(run.code == .usage && run.error.contains(message), "\(run.error)")
  }

  @Test("reschedule, resolve, approve and reject say what the person said")
  func details() async throws {
    let daemon = FakeDaemon()
    _ = try await CommandRun(["reschedule", "1", "--by", "-2h"], daemon)
    _ = try await CommandRun(["resolve", "812", "--published", "https://x/1"], daemon)
    _ = try await CommandRun(["reject", "1", "-m", "no"], daemon)
    _ = try await CommandRun(["delete", "1", "--yes"], daemon)
    let one = SelectionFields(.deliveries([DeliveryID(1)]))
    #expect(
      daemon.requests == [
        .reschedule(Reschedule(target: one, shiftS: -7200)),
        .resolve(
          Resolve(
            target: SelectionFields(.deliveries([DeliveryID(812)])), verdict: .published,
            url: "https://x/1")),
        .reject(Reject(target: one, comment: "no")), .delete(Delete(target: one)),
      ])
  }

  @Test("an import follows the progress to its end, and draws it on a terminal only")
  func imports() async throws {
    func daemon() -> FakeDaemon {
      FakeDaemon { (request, number) throws(ErrorObject) in
        var report = ImportReport(
          batch: "b", state: .working, isDryRun: false, rows: 1000, done: number * 400, added: 0,
          unchanged: 0, errors: [])
        if number == 3 { (report.state, report.done, report.added) = (.done, 1000, 1000) }
        return .importReport(report)
      }
    }
    let seen = daemon()
    let run = try await CommandRun(
      ["import", "p.csv"], seen, files: ["p.csv": "id,text\n"], showsProgress: true)
    #expect(run.code == .done)
    #expect(run.output == "1,000 rows: 1,000 added, 0 there before\n")
    #expect(run.error.contains("400 of 1,000") && run.error.hasSuffix("\r\u{1B}[K"))
    #expect(
      seen.requests == [
        .importPosts(ImportPosts(csv: "id,text\n", name: "p.csv", waitS: 0)),
        .followImport(FollowImport(batch: "b", after: 400, waitS: 20)),
        .followImport(FollowImport(batch: "b", after: 800, waitS: 20)),
      ])
    let quiet = try await CommandRun(["import", "p.csv"], daemon(), files: ["p.csv": ""])
    #expect(quiet.error.isEmpty)
    let missing = try await CommandRun(["import", "p.csv"], daemon())
    #expect(missing.code == .failed)
    #expect(missing.error == "belfry: p.csv: No such file or directory\n")
  }

  @Test("connect asks hidden for a secret, and it is in no output")
  func connect() async throws {
    let daemon = FakeDaemon { (request, number) throws(ErrorObject) in
      var state = ConnectState(
        account: Samples.sky, session: 7, state: .input, input: "password",
        prompt: "App password", isSecret: true)
      if case .answerConnect = request { state.state = .working }
      if case .followConnect = request { (state.state, state.handle) = (.done, "@acme") }
      return .connect(state)
    }
    let run = try await CommandRun(["connect", "acme-sky"], daemon, answers: ["hush-hush"])
    #expect(run.code == .done && run.output == "acme-sky is connected as @acme\n")
    #expect(run.questions == [Console.Question("App password: ", isHidden: true)])
    #expect(!(run.output + run.error).contains("hush"))
    #expect(
      daemon.requests == [
        .startConnect(StartConnect(account: Samples.sky)),
        .answerConnect(
          AnswerConnect(
            account: Samples.sky, session: 7, input: "password",
            value: SecretText(Secret("hush-hush")))),
        .followConnect(FollowConnect(account: Samples.sky, session: 7, waitS: 30)),
      ])
  }

  @Test("connect catches the browser where it can, and is pasted to where it cannot")
  func browser() async throws {
    func daemon() -> FakeDaemon {
      FakeDaemon { (request, _) throws(ErrorObject) in
        var state = ConnectState(
          account: Samples.fedi, session: 7, state: .input,
          url: "https://m/auth?redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2F", input: "code",
          prompt: "Code", isSecret: false)
        if case .answerConnect = request { state.state = .done }
        return .connect(state)
      }
    }
    let caught = daemon()
    let catcher = FakeCatcher()
    let run = try await CommandRun(["connect", "acme-fedi"], caught, redirects: catcher)
    #expect(run.code == .done && run.questions.isEmpty && run.error.contains("https://m/auth"))
    #expect(
      caught.requests.first
        == .startConnect(
          StartConnect(account: Samples.fedi, redirectUri: "http://127.0.0.1:1/")))
    #expect(
      caught.requests.last
        == .answerConnect(
          AnswerConnect(
            account: Samples.fedi, session: 7, input: "code",
            value: SecretText(Secret("http://127.0.0.1:1/?code=c")))))
    #expect(catcher.isStopped)

    let pasted = daemon()
    let paste = try await CommandRun(
      ["connect", "acme-fedi", "--paste"], pasted, answers: ["c"], redirects: FakeCatcher())
    #expect(paste.code == .done && paste.questions == [Console.Question("Code: ")])
    #expect(pasted.requests.first == .startConnect(StartConnect(account: Samples.fedi)))
  }

  @Test("connect asks for the address where the network sends the browser elsewhere")
  func elsewhere() async throws {
    let daemon = FakeDaemon { (request, _) throws(ErrorObject) in
      var state = ConnectState(
        account: Samples.fedi, session: 7, state: .input,
        url: "https://t/auth?redirect_uri=https%3A%2F%2Facme.example%2F", input: "code",
        prompt: "Code", isSecret: false)
      if case .answerConnect = request { state.state = .done }
      return .connect(state)
    }
    let run = try await CommandRun(
      ["connect", "acme-fedi"], daemon, answers: ["https://acme.example/?code=c"],
      redirects: FakeCatcher())
    #expect(run.code == .done && run.questions == [Console.Question("Code: ")])
  }

  @Test("connect listens where the app's registered address is on loopback, if the port is free")
  func registered() async throws {
    func daemon(_ redirect: String) -> FakeDaemon {
      FakeDaemon { (request, _) throws(ErrorObject) in
        var state = ConnectState(
          account: Samples.fedi, session: 7, state: .input,
          url: "https://t/auth?redirect_uri=\(PercentEncoding.component(redirect))&state=s",
          input: "code", prompt: "Code", isSecret: false)
        if case .answerConnect = request { state.state = .done }
        return .connect(state)
      }
    }
    let free = daemon("http://127.0.0.1:8976/callback")
    let run = try await CommandRun(["connect", "acme-fedi"], free, redirects: FakeCatcher())
    #expect(run.code == .done && run.questions.isEmpty)
    #expect(
      free.requests.last
        == .answerConnect(
          AnswerConnect(
            account: Samples.fedi, session: 7, input: "code",
            value: SecretText(Secret("http://127.0.0.1:8976/callback?code=c")))))
    let taken = try await CommandRun(
      ["connect", "acme-fedi"], daemon("http://127.0.0.1:99/callback"), answers: ["c"],
      redirects: FakeCatcher())
    #expect(taken.code == .done && taken.questions == [Console.Question("Code: ")])
  }

  @Test("connect shows numbered choices and asks until one is chosen")
  func choice() async throws {
    func daemon() -> FakeDaemon {
      FakeDaemon { (request, _) throws(ErrorObject) in
        var state = ConnectState(
          account: Samples.fedi, session: 7, state: .input, input: "page", prompt: "Which page?",
          options: [InputOption("11", label: "Bakery"), InputOption("12", label: "Te\u{1B}st")],
          isSecret: false)
        if case .answerConnect = request { state.state = .done }
        return .connect(state)
      }
    }
    let chosen = daemon()
    let run = try await CommandRun(["connect", "acme-fedi"], chosen, answers: ["0", "x", "2"])
    #expect(run.code == .done)
    #expect(run.error.contains("Which page?\n\n  1  Bakery\n  2  Te"))
    #expect(!run.error.contains("\u{1B}"))
    #expect(run.questions == Array(repeating: Console.Question("number (1-2): "), count: 3))
    #expect(
      chosen.requests.last
        == .answerConnect(
          AnswerConnect(
            account: Samples.fedi, session: 7, input: "page", value: SecretText(Secret("12")))))
    let none = daemon()
    let givenUp = try await CommandRun(["connect", "acme-fedi"], none, answers: [])
    #expect(givenUp.code != .done && none.requests.count == 1)
  }

  @Test("events are one line each, or one document each")
  func events() async throws {
    let plain = try await CommandRun(["events"], FakeDaemon())
    #expect(plain.code == .done)
    #expect(
      plain.output.split(separator: "\n").first
        == "1\t2026-11-21 09:00:00.000\tdelivery.published\tdelivery:812")
    let json = try await CommandRun(["events", "--json"], FakeDaemon())
    #expect(json.output.split(separator: "\n").count == 2)
    #expect(try JSON(parsing: String(json.output.prefix { $0 != "\n" }))["seq"] == 1)
  }

  @Test("an error says what and what to do, and with --json it is the error object")
  func errors() async throws {
    let run = try await CommandRun(["notices"], FakeDaemon())
    #expect(run.code == .failed && run.output.isEmpty)
    #expect(run.error == "belfry: not in this test\n  add it\n")
    let json = try await CommandRun(["notices", "--json"], FakeDaemon())
    #expect(json.error.isEmpty)
    #expect(try JSON(parsing: json.output)["error"]?["code"] == "not_found")
    let role = try await CommandRun(["cancel", "1"], FakeDaemon(), uid: 1000)
    #expect(role.code == .failed && role.error.contains("needs the role author"))
  }

  @Test("no daemon is exit code 4, with the way to start it")
  func unreachable() async throws {
    let run = try await CommandRun(["status"], transport: Nobody())
    #expect(run.code == .daemonNotReachable)
    #expect(run.error.contains("systemctl start belfry"))
  }

  @Test("commands that are not the API's are left to the program")
  func others() async throws {
    for name in ["daemon", "check", "version", "man", "demo", "init", "sandbox"] {
      #expect(try await CommandRun([name], FakeDaemon()).code == nil)
    }
  }
}

/// Nobody listens.
private struct Nobody: ControlTransport {
  func send(_ call: ControlCall) async throws(Unreachable) -> ControlAnswer {
    throw Unreachable(socket: "/run/belfry/control.sock", cause: .noSocket)
  }
}

/// A browser that comes back at once.
private final class FakeCatcher: RedirectCatcher {
  private let stopped = Mutex(false)

  var isStopped: Bool { stopped.withLock { $0 } }
  private let address = Mutex("http://127.0.0.1:1/")

  func start(at address: String?) async -> String? {
    guard address?.contains(":99/") != true else { return nil }
    return self.address.withLock { current in
      current = address ?? current
      return current
    }
  }
  func caught() async -> String? { address.withLock(\.self) + "?code=c" }
  func stop() async { stopped.withLock { $0 = true } }
}
