package import Control
import Domain

/// The commands that need nothing but the control API.
package struct ClientCommands: Sendable {
  let client: ControlClient
  let console: Console

  package init(client: ControlClient, console: Console) {
    self.client = client
    self.console = console
  }

  /// Runs the command; `nil` when it is not one of these.
  ///
  /// Every failure is told on standard error (with `--json` on standard output, as `{"error": …}`)
  /// and becomes an exit code.
  package func run(_ invocation: Invocation) async -> ExitCode? {
    guard let command = command(for: invocation) else { return nil }
    do throws(CommandFailure) {
      return try await command()
    } catch {
      report(error, asJSON: invocation.wantsJSON)
      return error.exitCode
    }
  }

  private typealias Body = () async throws(CommandFailure) -> ExitCode

  private func command(for invocation: Invocation) -> Body? {
    switch invocation.path.joined(separator: " ") {
    case "status": { () async throws(CommandFailure) in try await status(invocation) }
    case "health": { () async throws(CommandFailure) in try await health(invocation) }
    case "queue": { () async throws(CommandFailure) in try await queue(invocation) }
    case "calendar": { () async throws(CommandFailure) in try await calendar(invocation) }
    case "show": { () async throws(CommandFailure) in try await show(invocation) }
    case "tokens": { () async throws(CommandFailure) in try await tokens(invocation) }
    case "accounts": { () async throws(CommandFailure) in try await accounts(invocation) }
    case "plan": { () async throws(CommandFailure) in try await plan(invocation) }
    case "reload": { () async throws(CommandFailure) in try await reload(invocation) }
    case "notices": { () async throws(CommandFailure) in try await notices(invocation) }
    case "audit": { () async throws(CommandFailure) in try await audit(invocation) }
    case "audit verify": { () async throws(CommandFailure) in try await verify(invocation) }
    case "keys status": { () async throws(CommandFailure) in try await keys(invocation) }
    case "keys rotate": { () async throws(CommandFailure) in try await rotate(invocation) }
    case "backup": { () async throws(CommandFailure) in try await backup(invocation) }
    case "quarantine":
      { () async throws(CommandFailure) in try await quarantine(invocation) }
    case "quarantine assume-sent":
      { () async throws(CommandFailure) in try await assumeSent(invocation) }
    case "quarantine release":
      { () async throws(CommandFailure) in try await release(invocation) }
    case "post": { () async throws(CommandFailure) in try await post(invocation) }
    case "edit": { () async throws(CommandFailure) in try await edit(invocation) }
    case "import": { () async throws(CommandFailure) in try await importPosts(invocation) }
    case "export": { () async throws(CommandFailure) in try await export(invocation) }
    case "retry", "cancel", "delete", "approve", "reject", "reschedule":
      { () async throws(CommandFailure) in try await act(invocation) }
    case "resolve": { () async throws(CommandFailure) in try await resolve(invocation) }
    case "connect": { () async throws(CommandFailure) in try await connect(invocation) }
    case "disconnect": { () async throws(CommandFailure) in try await disconnect(invocation) }
    case "media upload-url":
      { () async throws(CommandFailure) in try await uploadURL(invocation) }
    case "media confirm": { () async throws(CommandFailure) in try await confirm(invocation) }
    case "media put": { () async throws(CommandFailure) in try await putMedia(invocation) }
    case "media list": { () async throws(CommandFailure) in try await listMedia(invocation) }
    case "media gc": { () async throws(CommandFailure) in try await sweepMedia(invocation) }
    case "media check": { () async throws(CommandFailure) in try await checkMedia(invocation) }
    case "events": { () async throws(CommandFailure) in try await events(invocation) }
    case "logs": { () async throws(CommandFailure) in try await logs(invocation) }
    default: nil
    }
  }

  private func report(_ failure: CommandFailure, asJSON: Bool) {
    guard asJSON else {
      console.writeError("belfry: \(failure.message)\n")
      return
    }
    do {
      try printJSON(ErrorBody(error: failure.errorObject))
    } catch {
      console.writeError("belfry: \(failure.message)\n")
    }
  }
}

/// Why a command did not do its work.
enum CommandFailure: Error {
  case control(ControlError)
  case usage(UsageError)
  case file(Console.UnreadableFile)
  /// The person said no.
  case givenUp(String)

  var exitCode: ExitCode {
    switch self {
    case .control(.unreachable): .daemonNotReachable
    case .control(.refused(let error)): CommandFailure.exitCode(error.code)
    case .control(.garbled), .file, .givenUp: .failed
    case .usage: .usage
    }
  }

  private static func exitCode(_ code: ErrorCode) -> ExitCode {
    switch code {
    case .badRequest: .usage
    case .badConfiguration, .massRemoval: .badConfiguration
    case .outcomeUnknown, .signInNeeded: .needsAttention
    case .diskFull: .storeUnusable
    default: .failed
    }
  }

  var message: String {
    switch self {
    case .control(.unreachable(let unreachable)): unreachable.message
    case .control(.refused(let error)): PageWriter.error(error)
    case .control(.garbled(let detail)):
      "the daemon answered in a way that this program does not understand: \(detail)\n"
        + "  compare belfry version with the daemon's version in belfry status"
    case .usage(let error): error.message
    case .file(let file): "\(file.path): \(file.reason)"
    case .givenUp(let message): message
    }
  }

  var errorObject: ErrorObject {
    switch self {
    case .control(.refused(let error)): error
    case .control(.unreachable): ErrorObject(.unavailable, message, retryable: true)
    case .control(.garbled): ErrorObject(.internalError, message)
    case .usage, .file: ErrorObject(.badRequest, message)
    case .givenUp: ErrorObject(.cancelled, message)
    }
  }
}

extension ClientCommands {
  /// Asks the daemon, and turns its no into a failure of the command.
  func call<Request: Operation>(_ operation: Request) async throws(CommandFailure)
    -> Request.Reply
  {
    do throws(ControlError) {
      return try await client.call(operation)
    } catch {
      throw .control(error)
    }
  }

  /// Prints the document as the API sent it, or the page that `write` makes of it.
  func show<Document: Encodable>(
    _ document: Document, _ invocation: Invocation, zone: String? = nil,
    _ write: (PageWriter) -> String
  ) async throws(CommandFailure) {
    if invocation.wantsJSON {
      try printJSON(document)
    } else {
      console.write(write(try await pages(zone: zone)))
    }
  }

  func printJSON(_ document: some Encodable) throws(CommandFailure) {
    do {
      console.write(String(decoding: try JSON.encode(document), as: UTF8.self) + "\n")
    } catch {
      throw .control(.garbled("the answer cannot be written: \(error)"))
    }
  }

  /// The writer of pages, in the schedule's zone; asks the daemon which that is, unless `zone` says
  /// it.
  func pages(zone: String? = nil) async throws(CommandFailure) -> PageWriter {
    var name = zone
    if name == nil { name = try await call(GetStatus()).timezone }
    let time = TimeText(zones: console.zones, zone: name ?? "UTC", now: console.now())
    return PageWriter(style: console.style, time: time)
  }

  /// The text of an argument; `-` is standard input, without its last line end.
  func text(_ argument: String) throws(CommandFailure) -> String {
    guard argument == "-" else { return argument }
    var bytes = try read("-")
    if bytes.last == 0x0A { bytes.removeLast() }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .file(Console.UnreadableFile(path: "-", reason: "the text is not UTF-8"))
    }
    return text
  }

  func read(_ path: String) throws(CommandFailure) -> [UInt8] {
    do throws(Console.UnreadableFile) {
      return try console.readFile(path)
    } catch {
      throw .file(error)
    }
  }

  /// A time that a person typed, in the schedule's zone unless it has its own offset.
  func moment(_ text: String, _ invocation: Invocation, zone: String) throws(CommandFailure)
    -> Instant
  {
    if let instant = Instant(rfc3339: text) { return instant }
    let withTime = text.contains(":") ? text : text + " 00:00"
    guard let local = LocalDateTime(text: withTime),
      let zoned = console.zones.resolve(local, in: zone)
    else {
      throw .usage(
        .other(
          "\"\(text)\" is not a time such as 2026-12-01, \"2026-12-01 09:30\" or "
            + "2026-12-01T08:30:00Z", of: invocation.path))
    }
    return zoned.instant
  }
}
