import Control
import Domain
import Store

extension Operator {
  func startBackup(
    _ request: StartBackup, _ caller: Caller
  ) async throws(ErrorObject) -> BackupReport {
    let isFolder = BackupFolder.exists(request.path)
    guard isFolder || request.keep == nil else {
      throw ErrorObject(.badRequest, "keep: \(request.path) is not a folder")
    }
    let path =
      isFolder ? BackupFolder(request.path).file(at: SystemClocks.wall()) : request.path
    guard !StoreFiles.exists(path) else {
      throw ErrorObject(
        .conflict, "\(path) exists already", hint: "a backup never replaces a file")
    }
    guard backups.begin(path) else {
      throw ErrorObject(
        .conflict, "a backup is being made already", retryable: true, retryAfterS: 10)
    }
    let work = BackupWork(
      operator: self, path: path, keep: request.keep, actor: caller.actor)
    Task { await work.run() }
    return try await followBackup(FollowBackup(waitS: request.waitS))
  }

  func followBackup(_ request: FollowBackup) async throws(ErrorObject) -> BackupReport {
    guard let report = await backups.wait(after: request.after, seconds: request.waitS ?? 0)
    else { throw ErrorObject(.notFound, "no backup was made since the daemon's start") }
    return report
  }
}
