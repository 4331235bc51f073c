/// A file that somebody brings, for posts to come.
package struct MediaRecord: Hashable, Sendable {
  /// Permanent; posts refer to it.
  package var id: String
  /// Who asked for the upload, as the audit log names people.
  package var owner: String
  package var project: String?
  /// The file name that a person chose, without folders.
  package var name: String
  package var state: MediaState
  /// As announced; once uploaded, as the content says.
  package var mime: String
  package var bytes: Int64
  /// SHA-256 as announced, hexadecimal; `nil` when it was not.
  package var announcedHash: String?
  /// What was uploaded; `nil` before.
  package var file: MediaFile?
  /// Why it failed, for people.
  package var reason: String?
  package var createdAt: Instant
  /// When its state was reached, or a post last used it.
  package var changedAt: Instant
  /// When the address to upload to ends.
  package var expiresAt: Instant

  package init(
    id: String, owner: String, project: String?, name: String, state: MediaState, mime: String,
    bytes: Int64, announcedHash: String?, file: MediaFile? = nil, reason: String? = nil,
    createdAt: Instant, changedAt: Instant, expiresAt: Instant
  ) {
    self.id = id
    self.owner = owner
    self.project = project
    self.name = name
    self.state = state
    self.mime = mime
    self.bytes = bytes
    self.announcedHash = announcedHash
    self.file = file
    self.reason = reason
    self.createdAt = createdAt
    self.changedAt = changedAt
    self.expiresAt = expiresAt
  }

  /// What networks do with it.
  package var kind: MediaKind {
    file?.kind ?? MediaFile(hash: "", bytes: bytes, mime: mime, name: name).kind
  }
}

/// How far a file is that somebody brings.
package enum MediaState: String, Hashable, Sendable, Codable, CaseIterable {
  /// An address was handed out; the bytes are awaited.
  case uploading
  /// Its bytes are in the spool, and are what was announced.
  case uploaded
  /// It did not come, or was not what was announced.
  case failed
  /// It was there and was cleaned up.
  case deleted
}

/// A file of the spool that the daemon put into a bucket.
package struct BucketObject: Hashable, Sendable {
  /// Its name in the bucket.
  package var key: String
  package var bytes: Int64
  package var putAt: Instant
  /// `false` while it is being put: a crash in between leaves something to take back.
  package var isWhole: Bool

  package init(key: String, bytes: Int64, putAt: Instant, isWhole: Bool) {
    self.key = key
    self.bytes = bytes
    self.putAt = putAt
    self.isWhole = isWhole
  }
}
