package import Domain

/// A file that somebody brought, or is bringing.
package struct MediaView: Codable, Hashable, Sendable {
  /// What posts name it by.
  package var id: String
  package var owner: String
  package var project: String?
  package var name: String
  package var kind: MediaKind
  package var state: MediaState
  package var mime: String
  package var bytes: Int64
  package var sha256: String?
  /// Pixels, where the file says so.
  package var width: Int?
  package var height: Int?
  package var milliseconds: Int64?
  package var createdAt: String
  /// When its state was reached, or a post last used it.
  package var changedAt: String
  /// Why it failed.
  package var reason: String?

  package init(_ record: MediaRecord) {
    id = record.id
    owner = record.owner
    project = record.project
    name = record.name
    kind = record.kind
    state = record.state
    mime = record.mime
    bytes = record.bytes
    sha256 = record.file?.hash ?? record.announcedHash
    width = record.file?.width
    height = record.file?.height
    milliseconds = record.file?.milliseconds
    createdAt = record.createdAt.rfc3339
    changedAt = record.changedAt.rfc3339
    reason = record.reason
  }
}

/// Where and how to upload one file.
package struct UploadView: Codable, Hashable, Sendable {
  /// What to confirm, and later to name in posts.
  package var id: String
  package var method: String
  /// Good for this one file; whoever knows it can upload it.
  package var url: String
  /// To be sent exactly so.
  package var headers: [String: String]
  package var expires: String

  package init(
    id: String, method: String, url: String, headers: [String: String], expires: String
  ) {
    self.id = id
    self.method = method
    self.url = url
    self.headers = headers
    self.expires = expires
  }
}

/// What a clean-up removed, or would remove.
package struct MediaSweep: Codable, Hashable, Sendable {
  package var isDryRun: Bool
  package var items: [Item]
  /// Bytes of all of them.
  package var bytes: Int64
  /// Bytes of uploaded media that stay.
  package var keptBytes: Int64

  package init(isDryRun: Bool, items: [Item], keptBytes: Int64) {
    self.isDryRun = isDryRun
    self.items = items
    bytes = items.reduce(0) { $0 + $1.bytes }
    self.keptBytes = keptBytes
  }

  /// One thing that goes.
  package struct Item: Codable, Hashable, Sendable {
    package var what: What
    /// A medium's id, a file's name in the spool, or an object's name in the bucket.
    package var name: String
    package var bytes: Int64

    package init(_ what: What, _ name: String, bytes: Int64) {
      self.what = what
      self.name = name
      self.bytes = bytes
    }
  }

  /// What kind of thing it is.
  package enum What: String, Codable, Hashable, Sendable, CaseIterable {
    case upload, file, object
  }
}

/// How the spool compares with what is written down.
package struct MediaCheckView: Codable, Hashable, Sendable {
  /// Files and their bytes that were read.
  package var files: Int
  package var bytes: Int64
  /// Hashes of files that pending posts or uploads need and that are not there.
  package var missing: [String]
  /// Files whose content is not what their name says.
  package var damaged: [String]
  /// Files that nothing pending needs; the clean-up takes them in time.
  package var unneeded: [String]

  package init(
    files: Int, bytes: Int64, missing: [String], damaged: [String], unneeded: [String]
  ) {
    self.files = files
    self.bytes = bytes
    self.missing = missing
    self.damaged = damaged
    self.unneeded = unneeded
  }

  package var isSound: Bool { missing.isEmpty && damaged.isEmpty }
}
