import Crypto
package import Domain
import Glibc
import Synchronization

/// Makes other forms of media files, one at a time, and remembers each: the same file in the same
/// form is made once, also over restarts.
package final class Workshop: Sendable {
  /// `nil` for one that keeps nothing.
  private let spool: Spool?
  /// Which form of which file is which; `nil` for one that keeps nothing.
  private let notes: SpoolNotes?
  private let tools: MediaTools
  private let turn = Mutex<[String: MediaFile]>([:])

  /// - Parameters:
  ///   - spool: where the forms are kept.
  ///   - tools: what makes them.
  package init(spool: Spool, tools: MediaTools = MediaTools()) {
    (self.spool, self.tools) = (spool, tools)
    notes = SpoolNotes("forms", in: spool)
    Workshop.tidy(spool)
    notes?.tidy()
  }

  /// One for a trial, as `belfry check` makes it: it keeps nothing, and makes nothing that takes
  /// minutes.
  package init(trialWith tools: MediaTools = MediaTools()) {
    (spool, notes, self.tools) = (nil, nil, tools)
  }

  /// `file`, which lies at `path`, in another form. Blocks the thread, a film for minutes.
  package func make(
    _ form: MediaForm, of path: String, _ file: MediaFile
  ) throws(FittingProblem) -> MediaFile {
    if case .film = form, spool == nil { throw .notHere }
    let key = "\(file.hash)-\(form.name)"
    return try turn.withLock { made throws(FittingProblem) in
      var result: MediaFile
      if let known = known(key, made) {
        result = known
      } else {
        result = try makeNew(form, of: path, file)
        try note(result, as: key)
      }
      result.name = Workshop.name(of: file, result.mime)
      made[key] = result
      return result
    }
  }

  // MARK: - Making

  private func makeNew(
    _ form: MediaForm, of path: String, _ file: MediaFile
  ) throws(FittingProblem) -> MediaFile {
    let place = spool?.directory ?? "/tmp"
    let folder = "\(place)/\(Workshop.folderPrefix)\(RandomBytes.make(8).hexadecimal)"
    guard mkdir(folder, 0o700) == 0 else { throw .failed(Workshop.lastError) }
    defer { Workshop.removeFolder(folder) }
    let target = folder + "/out"
    try tools.make(
      form, of: path, file, ExifOrientation(path, mime: file.mime), target: target, folder: folder)
    do {
      guard let spool else { return try MediaFiles().examine(target, .strip) }
      return try spool.receive(target, name: file.name, .strip)
    } catch {
      throw .failed("the new file is \(error)")
    }
  }

  private static func name(of file: MediaFile, _ mime: String) -> String {
    let stem = file.name.split(separator: ".").dropLast().joined(separator: ".")
    return (stem.isEmpty ? file.name : stem) + (mime == "image/jpeg" ? ".jpg" : ".mp4")
  }

  // MARK: - Notes

  private static let folderPrefix = "belfry-work-"

  private func known(_ key: String, _ made: [String: MediaFile]) -> MediaFile? {
    guard let notes, let spool else { return made[key] }
    if let file = made[key], spool.hold(file.hash) != nil { return file }
    return notes.file(key)
  }

  private func note(_ file: MediaFile, as key: String) throws(FittingProblem) {
    do {
      try notes?.note(file, as: key)
    } catch {
      throw .failed("\(error)")
    }
  }

  /// Removes what a crash left.
  private static func tidy(_ spool: Spool) {
    for name in FolderNames.list(spool.directory) where name.hasPrefix(folderPrefix) {
      removeFolder("\(spool.directory)/\(name)")
    }
  }

  private static func removeFolder(_ path: String) {
    for name in FolderNames.list(path) { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  private static var lastError: String { String(cString: strerror(errno)) }
}
