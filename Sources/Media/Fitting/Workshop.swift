import Crypto
package import Domain
import Glibc
import Synchronization

/// Makes other forms of media files, one at a time, and remembers each: the same file in the same
/// form is made once, also over restarts.
package final class Workshop: Sendable {
  /// `nil` for one that keeps nothing.
  private let spool: Spool?
  private let tools: MediaTools
  private let turn = Mutex<[String: MediaFile]>([:])

  /// - Parameters:
  ///   - spool: where the forms are kept.
  ///   - tools: what makes them.
  package init(spool: Spool, tools: MediaTools = MediaTools()) {
    (self.spool, self.tools) = (spool, tools)
    Workshop.tidy(spool)
  }

  /// One for a trial, as `belfry check` makes it: it keeps nothing, and makes nothing that takes
  /// minutes.
  package init(trialWith tools: MediaTools = MediaTools()) {
    (spool, self.tools) = (nil, tools)
  }

  /// `file`, which lies at `path`, in another form. Blocks the thread, a film for minutes.
  package func make(
    _ form: MediaForm, of path: String, _ file: MediaFile
  ) throws(FittingProblem) -> MediaFile {
    if case .film = form, spool == nil { throw .notHere }
    let key = "\(file.hash)-\(form.name)"
    return try turn.withLock { made throws(FittingProblem) in
      var result: MediaFile
      if let known = made[key] ?? spool.flatMap({ Workshop.noted(key, $0) }),
        spool?.hold(known.hash) != nil || spool == nil
      {
        result = known
      } else {
        result = try makeNew(form, of: path, file)
        if let spool { try Workshop.note(result, key, spool) }
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

  /// The folder of notes, one for each form that was made.
  private static func notes(_ spool: Spool) -> String { spool.directory + "/forms" }

  private static func noted(_ key: String, _ spool: Spool) -> MediaFile? {
    guard let file = try? OpenFile("\(notes(spool))/\(key)"), file.length < 4096 else {
      return nil
    }
    let bytes = OpenFile.read(file.descriptor, at: 0, count: Int(file.length))
    return try? JSON.decode(MediaFile.self, from: bytes)
  }

  /// The form itself is on disk already; a note that is half written is never read.
  private static func note(
    _ file: MediaFile, _ key: String, _ spool: Spool
  ) throws(FittingProblem) {
    let notes = notes(spool)
    guard mkdir(notes, 0o700) == 0 || errno == EEXIST else { throw .failed(Workshop.lastError) }
    let fresh = "\(notes)/.\(key)"
    guard let bytes = try? JSON.encode(file) else { throw .failed("it cannot be noted") }
    let output = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw .failed(Workshop.lastError) }
    let isWritten = write(output, bytes, bytes.count) == bytes.count && fsync(output) == 0
    close(output)
    guard isWritten, rename(fresh, "\(notes)/\(key)") == 0 else {
      throw .failed(Workshop.lastError)
    }
  }

  /// Removes what a crash left, and notes on forms that the clean-up took away.
  private static func tidy(_ spool: Spool) {
    for name in FolderNames.list(spool.directory) where name.hasPrefix(folderPrefix) {
      removeFolder("\(spool.directory)/\(name)")
    }
    for name in FolderNames.list(notes(spool)) {
      if let file = noted(name, spool), spool.contains(file.hash) { continue }
      unlink("\(notes(spool))/\(name)")
    }
  }

  private static func removeFolder(_ path: String) {
    for name in FolderNames.list(path) { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  private static var lastError: String { String(cString: strerror(errno)) }
}
