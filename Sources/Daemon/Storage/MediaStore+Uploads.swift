import Config
import Control
import Crypto
import Domain
import Glibc
import Media
import Store

/// Media that people bring: an address, the bytes, and a look at them before they count.
extension MediaStore {
  /// What networks take in one way or another.
  static let types = [
    "image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/avif", "video/mp4",
    "video/quicktime", "video/webm", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/flac",
    "audio/wav",
  ]
  private static let typeHeader = "Content-Type"

  /// Notes the upload and answers with the address for it.
  ///
  /// - Throws: `too_large`, `too_many`, `bad_request` for a type that no network takes, `conflict`
  ///   where nobody could upload anything.
  func request(
    _ request: RequestUpload, _ caller: Caller
  ) async throws(ErrorObject) -> UploadView {
    let settings = settings
    guard MediaStore.types.contains(request.mime) else {
      throw ErrorObject(
        .badRequest, "mime: \(request.mime) is of no format that networks take",
        hint: "one of " + MediaStore.types.joined(separator: ", "))
    }
    let now = parts.now()
    try keepPace(caller)
    let record = MediaRecord(
      id: MediaStore.newID(), owner: caller.actor, project: request.project, name: request.name,
      state: .uploading, mime: request.mime, bytes: request.bytes,
      announcedHash: request.sha256, createdAt: now, changedAt: now,
      expiresAt: now + settings.expires.put)
    let view = try view(of: record)
    try await enter(record)
    return view
  }

  /// Looks at what came, and takes it.
  ///
  /// - Throws: `conflict` while nothing is there; `content_refused` for something else than was
  ///   announced: the upload has failed then.
  func confirm(_ id: String, _ caller: Caller) async throws(ErrorObject) -> MediaView {
    var record = try await medium(id)
    guard record.owner == caller.actor || caller.role >= .admin else {
      throw ErrorObject(.notAllowed, "\(id) is an upload of \(record.owner)")
    }
    if record.state == .uploaded { return MediaView(record) }
    guard record.state == .uploading else {
      throw ErrorObject(
        .conflict, "\(id) is \(record.state.rawValue)" + (record.reason.map { ": \($0)" } ?? ""),
        hint: "begin again: belfry media upload-url")
    }
    let path = try await fetch(record)
    defer { unlink(path) }
    let objection = objection(to: path, record)
    record.changedAt = parts.now()
    if let objection {
      (record.state, record.reason) = (.failed, objection)
    } else {
      do {
        let file = try parts.spool.receive(path, name: record.name, settings.metadata)
        (record.state, record.file) = (.uploaded, file)
        (record.mime, record.bytes) = (file.mime, file.bytes)
      } catch {
        throw MediaWords.error(error, record.name)
      }
    }
    try await change(record, from: .uploading, caller)
    try await discard(record)
    guard let objection else { return MediaView(record) }
    throw ErrorObject(.contentRefused, "\(record.name): \(objection)", hint: "upload it again")
  }

  /// Takes a file on this machine.
  func put(_ request: PutMedia, _ caller: Caller) async throws(ErrorObject) -> MediaView {
    guard request.file.hasPrefix("/") else {
      throw ErrorObject(.badRequest, "file: \(request.file) is not an absolute path")
    }
    var file = try adopt(request.file)
    file.name = request.name ?? file.name
    let now = parts.now()
    let record = MediaRecord(
      id: MediaStore.newID(), owner: caller.actor, project: request.project, name: file.name,
      state: .uploaded, mime: file.mime, bytes: file.bytes, announcedHash: nil, file: file,
      createdAt: now, changedAt: now, expiresAt: now)
    try await enter(record)
    return MediaView(record)
  }

  private func adopt(_ path: String) throws(ErrorObject) -> MediaFile {
    do {
      let file = try MediaFiles().examine(path, settings.metadata)
      try parts.spool.adopt(path, as: file, settings.metadata)
      return file
    } catch {
      throw MediaWords.error(error, path)
    }
  }

  /// The record with this id.
  func medium(_ id: String) async throws(ErrorObject) -> MediaRecord {
    guard let record = try await inTurn({ try $0.store.medium(id) }) else {
      throw ErrorObject(.notFound, "there is no medium \(id)", hint: "belfry media list")
    }
    return record
  }

  /// The file of something uploaded, for a post: it counts as used now.
  ///
  /// - Throws: `not_found`; `conflict` for one that is not there.
  func use(_ id: String) async throws(ErrorObject) -> MediaFile {
    var record = try await medium(id)
    guard record.state == .uploaded, let file = record.file, parts.spool.hold(file.hash) != nil
    else {
      throw ErrorObject(.conflict, "media: \(id) is \(record.state.rawValue) and cannot be used")
    }
    record.changedAt = parts.now()
    try await inTurn { [record] in
      try $0.store.change(record, from: .uploaded, actor: record.owner)
    }
    return file
  }

  // MARK: - Parts of it

  /// - Throws: `too_many` for a caller who brings more than the files allow.
  func keepPace(_ caller: Caller) throws(ErrorObject) {
    let wait = pace.take(caller.actor, settings.uploads, at: parts.now())
    guard wait == .zero else {
      throw ErrorObject(
        .tooMany, "more uploads than media: uploads: allows one caller", retryable: true,
        retryAfterS: Int(wait.wholeSecondsRoundedUp))
    }
  }

  /// Notes the record if there is room for it.
  private func enter(_ record: MediaRecord) async throws(ErrorObject) {
    let settings = settings
    guard record.bytes <= Int64(settings.largestBytes) else {
      throw ErrorObject(
        .tooLarge, "\(record.bytes) bytes are more than media: largest: allows",
        hint: "one file may have \(settings.largestBytes)")
    }
    try await inTurn { context in
      try context.requireRoom()
      let taken = try context.store.mediaBytes()
      guard taken + record.bytes <= Int64(settings.quotaBytes) else {
        throw ErrorObject(
          .tooLarge, "uploaded media would be more than media: quota: allows",
          hint: "belfry media gc, or a higher quota: in accounts.yaml")
      }
      try context.store.insert(record)
      guard record.state == .uploaded else { return }
      _ = try context.store.carryOut(
        [
          .audit(
            AuditEntry(
              actor: record.owner, action: "media.uploaded", subject: "media:\(record.id)",
              detail: ["name": .string(record.name), "bytes": .integer(record.bytes)]))
        ], at: context.now)
    }
  }

  private func view(of record: MediaRecord) throws(ErrorObject) -> UploadView {
    let seconds = Int((record.expiresAt - record.createdAt).wholeSecondsRoundedUp)
    var headers = [MediaStore.typeHeader: record.mime]
    let url: String
    if let bucket = try client()?.bucket {
      headers["Content-Length"] = "\(record.bytes)"
      url = bucket.address(
        .put, bucket.key(ofUpload: record.id),
        headers: headers.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) },
        seconds: seconds, at: record.createdAt)
    } else if let links = parts.uploads {
      url = links.address(
        of: .init(
          id: record.id, bytes: record.bytes, mime: record.mime,
          expires: record.expiresAt.milliseconds / 1000))
    } else {
      throw ErrorObject(
        .conflict, "accounts.yaml has neither media: bucket: nor listen: public_url",
        hint: "nobody could upload it; take files of this machine with belfry media put")
    }
    return UploadView(
      id: record.id, method: "PUT", url: url, headers: headers, expires: record.expiresAt.rfc3339)
  }

  /// Brings what was uploaded to a path of the spool.
  private func fetch(_ record: MediaRecord) async throws(ErrorObject) -> String {
    guard let client = try client() else {
      let path = parts.spool.path(ofUpload: record.id)
      guard access(path, R_OK) == 0 else { throw MediaStore.nothingYet }
      return path
    }
    let key = client.bucket.key(ofUpload: record.id)
    guard let there = try await client.head(key) else { throw MediaStore.nothingYet }
    guard there.bytes == record.bytes else {
      throw ErrorObject(
        .contentRefused, "\(there.bytes) bytes were uploaded, not \(record.bytes)",
        hint: "PUT the whole file again while the address is good")
    }
    let path = parts.spool.incomingPath()
    _ = try await client.get(key, into: path, limit: record.bytes)
    return path
  }

  /// What is wrong with the file that came; `nil` when it is what was announced.
  private func objection(to path: String, _ record: MediaRecord) -> String? {
    do {
      let file = try MediaFiles().examine(path, .keep)
      if file.bytes != record.bytes { return "it has \(file.bytes) bytes, not \(record.bytes)" }
      if file.mime != record.mime { return "it is \(file.mime), not \(record.mime)" }
      guard let announced = record.announcedHash, announced != file.hash else { return nil }
      return "its SHA-256 is \(file.hash), not \(announced)"
    } catch {
      return error == .unknownFormat ? "it is of no format that networks take" : "it is unreadable"
    }
  }

  /// Removes what an upload left in the bucket; the clean-up tries again.
  private func discard(_ record: MediaRecord) async throws(ErrorObject) {
    guard let client = try client() else { return }
    try? await client.delete(client.bucket.key(ofUpload: record.id))
  }

  func change(
    _ record: MediaRecord, from state: MediaState, _ caller: Caller
  ) async throws(ErrorObject) {
    try await inTurn { try $0.store.change(record, from: state, actor: caller.actor) }
  }

  private static var nothingYet: ErrorObject {
    ErrorObject(
      .conflict, "nothing was uploaded yet", retryable: true,
      hint: "PUT the file to the address first, with the headers that came with it")
  }

  private static func newID() -> String { "m-" + RandomBytes.make(8).hexadecimal }
}
