import Config
import Control
import Domain
import Media
import Scheduler
import Store

/// One import, from the file's bytes to accepted posts, a slice at a time.
///
/// The posts of each slice are staged, and all of them come into force at the end, or none. A
/// rehearsal takes each slice and takes it back.
struct ImportWork: Sendable {
  private static let errorsMax = 1000

  let `operator`: Operator
  let snapshot: Snapshot
  let bytes: [UInt8]
  let batch: String
  let name: String
  let actor: String
  let isDryRun: Bool

  private var parts: Operator.Parts { `operator`.parts }
  private var desk: ImportDesk { `operator`.imports }

  func run() async {
    var staging: StagingID?
    var errors: [RowError]
    do throws(ErrorObject) {
      if !isDryRun { staging = try await `operator`.inTurn { try $0.store.beginStaging() } }
      errors = try await take(in: staging)
    } catch {
      errors = [RowError(line: 1, message: error.message, hint: error.hint)]
    }
    // The names of refused rows are free before anybody hears of it.
    if let staging { await engine.dropIfOpen(staging) }
    LargeWork.isOver()
    desk.change(batch) { [errors] report in
      report.state = errors.isEmpty ? .done : .refused
      report.errors = Array(errors.prefix(ImportWork.errorsMax))
    }
  }

  private var engine: Engine { parts.engine }

  /// - Returns: what is wrong with the file; empty when its posts are in force.
  private func take(in staging: StagingID?) async throws(ErrorObject) -> [RowError] {
    let elsewhere = AbsentMedia(
      media: CSVImport.distantMedia(in: bytes), settings: snapshot.settings.media)
    let media = MediaWitness(
      library: parts.ports.media, failures: await parts.media.bring(elsewhere))
    var file = try await open(media)
    while let rows = file.next(Engine.postsPerTurn) {
      let uids = rows.map(\.uid)
      let stored = try await `operator`.inTurn { try $0.store.storedPosts(uids) }
      let posts = file.declare(rows, stored: stored)
      // After the first mistake the rest is read for further ones only.
      let known = file.hasErrors ? [] : try await take(posts, in: staging)
      let count = file.rows
      desk.change(batch) { report in
        report.rows = count
        report.done += known.count
        report.unchanged += known.count { $0 }
        report.added += known.count { !$0 }
      }
    }
    guard !file.hasErrors else { return file.diagnostics.compactMap(RowError.init) }
    guard let staging else { return [] }
    try adopt(media)
    try await finish(staging, file.batchHash, rows: file.rows)
    return []
  }

  private func open(_ media: MediaWitness) async throws(ErrorObject) -> CSVImport {
    let (accounts, taken) = try await `operator`.inTurn { context in
      (try context.store.accounts(), try context.store.takenSlots(after: context.now))
    }
    let folder: FolderFiles
    do {
      folder = try FolderFiles(folder: parts.folder)
    } catch {
      throw ErrorObject(.badConfiguration, "the folder \(parts.folder) cannot be read: \(error)")
    }
    var ports = parts.ports
    ports.media = media
    let servers = KnownState(accounts: accounts).servers
    return CSVImport(
      bytes, file: name, snapshot: snapshot, folder: folder, ports: ports, taken: taken,
      now: SystemClocks.wall(), servers: servers)
  }

  private func adopt(_ media: MediaWitness) throws(ErrorObject) {
    for (path, file) in media.seen {
      do {
        try parts.spool.adopt(path, as: file, snapshot.settings.media.metadata)
      } catch {
        throw MediaWords.error(error, path)
      }
    }
  }

  /// What a rehearsed slice would have done; thrown, so that its changes are taken back.
  private struct Rehearsed: Error {
    var known: [Bool]
  }

  /// - Returns: for each post whether it was accepted earlier.
  private func take(
    _ posts: [DeclaredPost], in staging: StagingID?
  ) async throws(ErrorObject) -> [Bool] {
    let start = `operator`.starter(for: posts.flatMap { $0.targets.map(\.account) })
    do {
      return try await engine.performWhole { [actor] context in
        let known = try context.store.accept(
          posts, in: staging, at: context.now, actor: actor, start: start
        ).map(\.wasKnown)
        if staging == nil { throw Rehearsed(known: known) }
        return known
      }
    } catch let rehearsed as Rehearsed {
      return rehearsed.known
    } catch let conflicts as PostConflicts {
      let names = conflicts.uids.prefix(10).map(\.text).joined(separator: ", ")
      throw ErrorObject(
        .conflict, "accepted before with other contents: \(names)",
        hint: "give changed rows another id, or cancel the old posts")
    } catch {
      throw ErrorObject.from(error)
    }
  }

  private func finish(
    _ staging: StagingID, _ hash: [UInt8], rows: Int
  ) async throws(ErrorObject) {
    let (name, actor) = (name, actor)
    try await `operator`.inTurn { context in
      try context.store.finish(staging)
      context.events.append(.wake)
      guard try context.store.importBatch(hash) == nil else { return }
      try context.store.insert(
        ImportBatch(fileHash: hash, name: name, at: context.now, rows: rows, actor: actor))
    }
  }
}

extension RowError {
  /// A finding that keeps the file from being taken; `nil` for a warning.
  init?(_ diagnostic: Diagnostic) {
    guard diagnostic.severity == .error else { return nil }
    self.init(
      line: diagnostic.place.line, message: diagnostic.message, hint: diagnostic.hint)
  }
}
