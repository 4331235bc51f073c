package import Config
package import Control
package import Crypto
package import Domain
package import Media
package import Scheduler
import Store
import Synchronization

/// The daemon's side of the control API: carries out what people and programs ask for, over the
/// engine's turns.
package final class Operator: Operations {
  /// What the operations work with.
  package struct Parts: Sendable {
    package var engine: Engine
    package var vault: Vault
    /// Zones, media, hashing and the recipes; the same that the files are read with.
    package var ports: ConfigurationPorts
    package var spool: Spool
    package var media: MediaStore
    package var present: Present
    package var reloader: any Reloading
    package var logBook: LogBook
    /// The folder of both YAML files; media paths of a CSV file begin there.
    package var folder: String
    /// The folder of the database, whose disk is watched.
    package var stateFolder: String
    /// The program's version, such as `1.0.0`.
    package var version: String
    package var startedAt: Instant

    package init(
      engine: Engine, vault: Vault, ports: ConfigurationPorts, spool: Spool, media: MediaStore,
      present: Present, reloader: any Reloading, logBook: LogBook, folder: String,
      stateFolder: String,
      version: String, startedAt: Instant
    ) {
      self.engine = engine
      self.vault = vault
      self.ports = ports
      self.spool = spool
      self.media = media
      self.present = present
      self.reloader = reloader
      self.logBook = logBook
      self.folder = folder
      self.stateFolder = stateFolder
      self.version = version
      self.startedAt = startedAt
    }
  }

  let parts: Parts
  /// Where the answers to commands arrive.
  package let answers = AnswerDesk()
  /// Where the questions and ends of sign-ins arrive.
  package let signIns = SignInDesk()
  let imports = ImportDesk()
  let backups = BackupDesk()
  let feed: EventFeed
  let knownRows = KnownRows()
  /// Held by the one rotation of keys that may run.
  let isRotating = Mutex(false)

  package init(_ parts: Parts) {
    self.parts = parts
    let engine = parts.engine
    feed = EventFeed { line, limit in
      // No task: the log is in no hurry.
      try await engine.between { try $0.events(after: line, limit: limit) }
    }
  }

  /// Takes an effect that answers somebody who waits here.
  ///
  /// Called from the engine's thread; does not block.
  ///
  /// - Returns: whether the effect was for the operations; any other is the wiring's.
  package func take(_ effect: Effect) -> Bool {
    answers.take(effect) || signIns.take(effect)
  }

  /// The audit log grew: wakes whoever waits for an outcome or follows events.
  ///
  /// Called from the engine's thread after the commit; does not block.
  ///
  /// - Parameter line: the number of its latest line.
  package func recorded(upTo line: Int64) { feed.recorded(upTo: line) }

  package func perform(
    _ request: ControlRequest, as caller: Caller
  ) async throws(ErrorObject) -> ControlReply {
    switch request {
    case .status: .status(try await status())
    case .health: .health(try await health())
    case .queue(let request): .deliveries(try await queue(request))
    case .calendar(let request): .calendar(try await calendar(request))
    case .show(let request): .post(try await show(request.post))
    case .accounts: .accounts(try await accounts())
    case .tokens: .tokens(try await tokens())
    case .notices(let request): .notices(try await notices(request))
    case .audit(let request): .audit(try await audit(request))
    case .verifyAudit: .auditVerdict(try await verifyAudit())
    case .plan: .plan(try await parts.reloader.plan())
    case .media(let request): .media(try await media(request))
    case .checkMedia: .mediaCheck(try await parts.media.check())
    default: try await change(request, caller)
    }
  }

  /// The requests that change something.
  private func change(
    _ request: ControlRequest, _ caller: Caller
  ) async throws(ErrorObject) -> ControlReply {
    switch request {
    case .post(let request): .result(try await post(request, caller))
    case .edit(let request): .edit(try await edit(request, caller))
    case .importPosts(let request): .importReport(try await importPosts(request, caller))
    case .followImport(let request): .importReport(try await followImport(request))
    case .reload(let request): .reload(try await reload(request, caller))
    case .export(let request): .export(try await export(request))
    case .retry, .cancel, .approve, .reject, .reschedule, .resolve, .delete:
      .action(try await act(request, caller))
    case .startConnect(let request): .connect(try await startConnect(request))
    case .answerConnect(let request): .connect(try await answerConnect(request))
    case .followConnect(let request): .connect(try await followConnect(request))
    case .disconnect(let request): .disconnect(try await disconnect(request, caller))
    case .keys: .keys(try await keys())
    case .rotateKeys: .keys(try await rotateKeys(caller))
    case .startBackup(let request): .backup(try await startBackup(request, caller))
    case .followBackup(let request): .backup(try await followBackup(request))
    case .quarantine: .quarantine(try await quarantine())
    case .assumeSent: .quarantine(try await assumeSent(caller))
    case .endQuarantine: .quarantine(try await endQuarantine(caller))
    case .requestUpload(let request): .upload(try await parts.media.request(request, caller))
    case .confirmUpload(let request): .medium(try await parts.media.confirm(request.id, caller))
    case .putMedia(let request): .medium(try await parts.media.put(request, caller))
    case .sweepMedia(let request):
      .mediaSweep(try await parts.media.sweep(isDryRun: request.dryRun == true, caller))
    default: preconditionFailure("a request that nobody carries out: \(request)")
    }
  }
}
