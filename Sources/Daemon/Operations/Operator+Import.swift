import Config
import Control
import Domain
import Media
import Scheduler
import Store

extension Operator {
  /// Seconds that a caller waits for the end when it does not say.
  private static let importSeconds = 20

  func importPosts(
    _ request: ImportPosts, _ caller: Caller
  ) async throws(ErrorObject) -> ImportReport {
    guard let snapshot = parts.present.snapshot else {
      throw ErrorObject(
        .unavailable, "no files are in force yet, so there are no accounts", retryable: true)
    }
    if request.dryRun != true { try await inTurn { try $0.requireRoom() } }
    let bytes = Array(request.csv.utf8)
    let batch = parts.ports.hashing.sha256(bytes).hexadecimal
    let isDryRun = request.dryRun ?? false
    let empty = ImportReport(
      batch: batch, state: .working, isDryRun: isDryRun, rows: 0, done: 0, added: 0, unchanged: 0,
      errors: [])
    if imports.begin(empty) {
      let work = ImportWork(
        operator: self, snapshot: snapshot, bytes: bytes, batch: batch,
        name: request.name ?? "posts.csv", actor: caller.actor, isDryRun: isDryRun)
      Task { await work.run() }
    }
    return try await followed(
      batch, after: nil, seconds: request.waitS ?? Operator.importSeconds)
  }

  func followImport(_ request: FollowImport) async throws(ErrorObject) -> ImportReport {
    try await followed(
      request.batch, after: request.after, seconds: request.waitS ?? 0)
  }

  private func followed(
    _ batch: String, after: Int?, seconds: Int
  ) async throws(ErrorObject) -> ImportReport {
    guard let report = await imports.wait(for: batch, after: after, seconds: seconds) else {
      throw ErrorObject(
        .notFound, "there is no import \(batch) since the daemon's start",
        hint: "import the file again; what is there already stays as it is")
    }
    return report
  }
}

/// One import, from the file's bytes to accepted posts.
///
/// Every slice is tried first and rolled back; only when all of them fit are they taken, a slice a
/// turn. Should the daemon end in between, the same file goes on where it stopped, because its
/// posts have the same ids.
struct ImportWork: Sendable {
  private static let postsPerTurn = 200
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
    do throws(ErrorObject) {
      let witness = MediaWitness(library: parts.ports.media)
      let imported = try await read(witness)
      desk.change(batch) { $0.rows = imported.rows }
      guard !imported.hasErrors else {
        return refuse(imported.diagnostics.compactMap(RowError.init))
      }
      let start = `operator`.starter
      try await take(imported.posts, start, isRehearsal: true)
      guard !isDryRun else { return desk.change(batch) { $0.state = .done } }
      try adopt(witness)
      desk.change(batch) { report in
        (report.done, report.added, report.unchanged) = (0, 0, 0)
      }
      try await take(imported.posts, start, isRehearsal: false)
      try await note(imported)
      desk.change(batch) { $0.state = .done }
    } catch {
      refuse([RowError(line: 1, message: error.message, hint: error.hint)])
    }
  }

  private func refuse(_ errors: [RowError]) {
    desk.change(batch) { report in
      report.state = .refused
      report.errors = Array(errors.prefix(ImportWork.errorsMax))
    }
  }

  private func read(_ media: MediaWitness) async throws(ErrorObject) -> ImportedPosts {
    let (stored, accounts) = try await `operator`.inTurn { context in
      (try context.store.storedPosts(origins: [.csv]), try context.store.accounts())
    }
    let folder: FolderFiles
    do {
      folder = try FolderFiles(folder: parts.folder)
    } catch {
      throw ErrorObject(.badConfiguration, "the folder \(parts.folder) cannot be read: \(error)")
    }
    var ports = parts.ports
    ports.media = media
    let facts = KnownFacts(
      servers: Dictionary(
        accounts.map { ($0.name, $0.server) }, uniquingKeysWith: { first, _ in first }),
      posts: Set(stored.map(\.uid)))
    return CSVImport(snapshot: snapshot, folder: folder, ports: ports).read(
      bytes, file: name, stored: stored, now: SystemClocks.wall(), facts: facts,
      progress: { rows in desk.change(batch) { $0.rows = rows } })
  }

  private func adopt(_ media: MediaWitness) throws(ErrorObject) {
    for (path, file) in media.seen {
      do {
        try parts.spool.adopt(path, as: file)
      } catch {
        throw MediaWords.error(error, path)
      }
    }
  }

  /// What a rehearsed slice would have done; thrown, so that its changes are rolled back.
  private struct Rehearsed: Error {
    var known: [Bool]
  }

  private func take(
    _ posts: [DeclaredPost],
    _ start: @escaping @Sendable (DeclaredPost, DeclaredPost.Target) -> FlowStart,
    isRehearsal: Bool
  ) async throws(ErrorObject) {
    for first in stride(from: 0, to: posts.count, by: ImportWork.postsPerTurn) {
      let slice = Array(posts[first..<min(first + ImportWork.postsPerTurn, posts.count)])
      let known = try await take(slice: slice, start, isRehearsal: isRehearsal)
      desk.change(batch) { report in
        report.done += slice.count
        report.unchanged += known.count { $0 }
        report.added += known.count { !$0 }
      }
    }
  }

  private func take(
    slice: [DeclaredPost],
    _ start: @escaping @Sendable (DeclaredPost, DeclaredPost.Target) -> FlowStart,
    isRehearsal: Bool
  ) async throws(ErrorObject) -> [Bool] {
    do {
      return try await parts.engine.perform { [actor] context in
        let accepted = try context.store.accept(
          slice, at: context.now, actor: actor, start: start)
        let known = accepted.map(\.wasKnown)
        guard !isRehearsal else { throw Rehearsed(known: known) }
        context.events.append(.queueChanged)
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

  private func note(_ imported: ImportedPosts) async throws(ErrorObject) {
    let (name, actor) = (name, actor)
    try await `operator`.inTurn { context in
      guard try context.store.importBatch(imported.batchHash) == nil else { return }
      try context.store.insert(
        ImportBatch(
          fileHash: imported.batchHash, name: name, at: context.now, rows: imported.rows,
          actor: actor))
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
