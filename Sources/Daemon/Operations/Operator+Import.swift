import Config
import Control
import Domain

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
