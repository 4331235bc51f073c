import Control
import Domain
import HTTP
import Synchronization
import Terminal

/// A daemon that answers from a list and remembers what it was asked, behind the real server.
final class FakeDaemon: Operations {
  private let asked = Mutex<[ControlRequest]>([])
  private let answers: @Sendable (ControlRequest, Int) throws(ErrorObject) -> ControlReply?

  /// - Parameter answers: the reply to a request and its number, from 1; `nil` for the usual one.
  init(
    _ answers: @escaping @Sendable (ControlRequest, Int) throws(ErrorObject) -> ControlReply? = {
      (_, _) throws(ErrorObject) in nil
    }
  ) {
    self.answers = answers
  }

  /// What it was asked, without the questions for the zone.
  var requests: [ControlRequest] {
    asked.withLock { $0.filter { $0 != .status(GetStatus()) } }
  }

  func perform(_ request: ControlRequest, as caller: Caller) async throws(ErrorObject)
    -> ControlReply
  {
    let number = asked.withLock { asked in
      if request != .status(GetStatus()) { asked.append(request) }
      return asked.count
    }
    if let answer = try answers(request, number) { return answer }
    switch request {
    case .status: return .status(Samples.status)
    case .queue: return .deliveries(Page(items: Samples.queue.items, total: 4))
    case .show: return .post(Samples.post)
    case .plan: return .plan(Samples.plan)
    case .accounts: return .accounts(Page(items: Samples.accounts))
    case .tokens: return .tokens(Page(items: Samples.tokens))
    case .disconnect:
      return .disconnect(
        DisconnectReport(
          account: Samples.accounts[0], outcome: .unsupported,
          message: "Threads has no way to revoke by program; revoke it yourself: Settings"))
    case .retry(let request): return .action(Samples.action(dryRun: request.target.dryRun == true))
    case .cancel(let request):
      return .action(Samples.action(dryRun: request.target.dryRun == true))
    case .approve, .reject, .reschedule, .resolve: return .action(Samples.action())
    default: throw ErrorObject(.notFound, "not in this test", hint: "add it")
    }
  }

  func events(_ request: FollowEvents, as caller: Caller) async throws(ErrorObject)
    -> AsyncStream<EventView>
  {
    AsyncStream { continuation in
      for seq in 1...2 {
        continuation.yield(
          EventView(
            seq: Int64(seq), at: "2026-11-21T08:00:00.000Z", action: "delivery.published",
            subject: "delivery:812", detail: .null))
      }
      continuation.finish()
    }
  }

  func logs(_ request: FollowLogs, as caller: Caller) async throws(ErrorObject)
    -> AsyncStream<LogLine>
  {
    throw ErrorObject(.unavailable, "the log is not kept")
  }
}

/// One run of a command against a daemon, with everything that it wrote.
struct CommandRun {
  var code: ExitCode?
  var output: String
  var error: String
  var questions: [Console.Question]

  /// - Parameters:
  ///   - words: the command line without the program's name.
  ///   - answers: what the person types, in order.
  init(
    _ words: [String], _ daemon: FakeDaemon, answers: [String] = [], files: [String: String] = [:],
    isInteractive: Bool = true, showsProgress: Bool = false, uid: UInt32 = 0,
    redirects: (any RedirectCatcher)? = nil
  ) async throws {
    let server = ControlServer(
      operations: daemon, version: "1.0.0", roleOf: { uid, _ in uid == 0 ? .admin : .viewer },
      now: { Samples.now })
    let transport = DirectTransport(server: server, peer: .process(pid: 1, uid: uid, gid: 0))
    try await self.init(
      words, transport: transport, answers: answers, files: files, isInteractive: isInteractive,
      showsProgress: showsProgress, redirects: redirects)
  }

  init(
    _ words: [String], transport: any ControlTransport, answers: [String] = [],
    files: [String: String] = [:], isInteractive: Bool = true, showsProgress: Bool = false,
    redirects: (any RedirectCatcher)? = nil
  ) async throws {
    guard case .run(let invocation) = BelfryCommand.parser.parse(words) else {
      throw NotUnderstood(words: words)
    }
    let person = Person(answers)
    let console = Console(
      style: .plain, zones: TwoZones(), now: { Samples.now },
      write: { text in person.output.withLock { $0 += text } },
      writeError: { text in person.error.withLock { $0 += text } }, ask: { person.answer($0) },
      isInteractive: isInteractive, showsProgress: showsProgress,
      readFile: { (path: String) throws(Console.UnreadableFile) in
        guard let text = files[path] else {
          throw Console.UnreadableFile(path: path, reason: "No such file or directory")
        }
        return Array(text.utf8)
      }, absolutePath: { $0.hasPrefix("/") ? $0 : "/here/" + $0 }, redirects: redirects)
    let client = ControlClient(transport: transport)
    code = await ClientCommands(client: client, console: console).run(invocation)
    output = person.output.withLock { $0 }
    error = person.error.withLock { $0 }
    questions = person.asked.withLock { $0 }
  }

  struct NotUnderstood: Error {
    var words: [String]
  }

  /// Somebody at the keyboard, and what they see.
  private final class Person: Sendable {
    let output = Mutex("")
    let error = Mutex("")
    let asked = Mutex<[Console.Question]>([])
    private let answers: Mutex<[String]>

    init(_ answers: [String]) {
      self.answers = Mutex(answers)
    }

    func answer(_ question: Console.Question) -> String? {
      asked.withLock { $0.append(question) }
      return answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
  }
}
