import CLinux
import Config
import Control
import Daemon
import Domain
import HTTP
import Store
import Terminal

/// `belfry daemon`: the daemon in the foreground.
struct DaemonCommand {
  let folders: Folders
  let isSandbox: Bool
  let console: Console

  /// Runs until a signal ends it.
  func run() async -> ExitCode {
    Signals.hold()
    do {
      try await serve()
      return .done
    } catch let failure as StartFailure {
      console.writeError("belfry: \(failure)\n")
      return failure.exitCode
    } catch {
      let failure = StartFailure(error)
      console.writeError("belfry: \(failure)\n")
      return failure.exitCode
    }
  }

  private func serve() async throws {
    let manager = ServiceManager(socketPath: Environment.value("NOTIFY_SOCKET"))
    let logBook = LogBook(
      sink: LogSink(journalStream: Environment.value("JOURNAL_STREAM")).write)
    let wiring = Wiring(
      folders: folders, network: NetworkRules(isSandbox: isSandbox), logBook: logBook)
    belfry_open_many_files()
    let files = try StartingFiles(wiring)
    let settings = files.snapshot.settings
    let running = try await wiring.build(settings, isOffline: false)
    running.checkDisk()
    var servers: [Server] = []
    // Networks fetch from it what is due at once.
    if let listen = settings.listen?.endpoint {
      servers.append(try listener(listen, running.site, logBook))
    }
    try await running.begin(files)
    let control = running.control
    servers.append(
      try Server(
        .unix(path: folders.socket, mode: 0o666), limits: Self.socketLimits,
        handler: { await control.respond(to: $0) }))
    logBook.write(
      .info, "ready", ["version": Version.text, "socket": folders.socket])
    manager.ready(status: "ready")
    LargeWork.isOver()
    let keeping = Task {
      var house = Housekeeping(running, manager)
      try await house.run()
    }
    let diskWatching = Task { try await running.watchDisk() }
    let logging = Task { await EventLog(desk: running.desk, logBook: logBook).run() }
    let watching = Task { try await Watchdog(running.engine, manager).run() }
    defer {
      keeping.cancel()
      diskWatching.cancel()
      logging.cancel()
      watching.cancel()
    }
    try await waitForSignals(running, manager)
    manager.stopping()
    logBook.write(.info, "stopping")
    try await running.end(servers, within: settings.drain)
  }

  private func listener(
    _ place: (host: String, port: UInt16), _ site: PublicSite, _ logBook: LogBook
  ) throws -> Server {
    var limits = Server.Limits()
    // Nothing but an upload that was asked for has a large body, and a proxy is never slow.
    limits.bodyBytes = 4 << 10
    limits.idleSeconds = 30
    let server = try Server(
      .tcp(host: place.host, port: place.port), limits: limits, plan: site.plan,
      handler: { await site.respond(to: $0) })
    logBook.write(
      .info, "listening", ["address": "\(place.host):\(server.port ?? place.port)"])
    return server
  }

  /// The socket takes whole CSV files; what each operation may take is bounded by the control API.
  private static var socketLimits: Server.Limits {
    var limits = Server.Limits()
    limits.bodyBytes = 64 << 20
    // Every user of the machine can knock; none of them can take all the room.
    limits.connectionsPerUser = limits.connections / 2
    return limits
  }

  /// Reloads on SIGHUP; returns when the daemon shall end, also in the middle of a reload.
  private func waitForSignals(_ running: Running, _ manager: ServiceManager) async throws {
    let (signals, continuation) = AsyncStream.makeStream(of: Signals.Signal?.self)
    Signals.listen { continuation.yield($0) }
    let ending = Task {
      defer { continuation.yield(nil) }
      try await running.switchboard.end()
    }
    var reloading = Task {}
    for await signal in signals {
      switch signal {
      case .reload:
        reloading = Task { [before = reloading] in
          await before.value
          await reload(running, manager)
        }
      case .stop: return
      case nil: return try await ending.value
      }
    }
  }

  private func reload(_ running: Running, _ manager: ServiceManager) async {
    manager.reloading()
    running.present.state = .reloading
    await running.reload(actor: "signal:hup")
    guard running.present.state == .reloading else { return }
    running.present.state = .ready
    manager.ready(status: "ready")
  }
}

/// Feeds systemd's watchdog, but only after the engine's thread and its store have answered.
struct Watchdog {
  private let engine: Engine
  private let manager: ServiceManager
  private let every: Duration?

  init(_ engine: Engine, _ manager: ServiceManager) {
    self.engine = engine
    self.manager = manager
    every = Environment.value("WATCHDOG_USEC").flatMap { Int64($0) }.map { .microseconds($0 / 2) }
  }

  /// Runs until cancelled; ends at once when systemd does not watch.
  func run() async throws {
    guard let every else { return }
    while !Task.isCancelled {
      // A turn that a full disk stopped answers as well: the daemon lives.
      _ = try? await engine.perform { try $0.store.fact("network") }
      manager.watchdog()
      try await Task.sleep(for: every)
    }
  }
}
