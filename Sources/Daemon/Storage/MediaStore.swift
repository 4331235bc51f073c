import Config
import Crypto
package import Domain
package import HTTP
package import Media
import Store
import Synchronization

/// Where the world gets media, and brings them: the bucket that `accounts.yaml` names, or the
/// daemon's own listener. The spool stays the truth: what is in the bucket is a copy under the hash
/// of its content, which nobody but the daemon may write.
package final class MediaStore: Sendable {
  /// What it works with.
  package struct Parts: Sendable {
    package var engine: Engine
    package var transport: CurlTransport
    package var references: SecretReferences
    package var present: Present
    package var spool: Spool
    /// Signs addresses on the listener; `nil` where the world does not reach it.
    package var links: MediaLinks?
    /// Signs addresses for uploads on the listener; `nil` where the world does not reach it.
    package var uploads: UploadLinks?
    package var now: @Sendable () -> Instant

    package init(
      engine: Engine, transport: CurlTransport, references: SecretReferences, present: Present,
      spool: Spool, links: MediaLinks?, uploads: UploadLinks?,
      now: @escaping @Sendable () -> Instant
    ) {
      self.engine = engine
      self.transport = transport
      self.references = references
      self.present = present
      self.spool = spool
      self.links = links
      self.uploads = uploads
      self.now = now
    }
  }

  let parts: Parts
  let arrivals: Arrivals
  let pace = UploadPace()
  /// Files larger than this go into the bucket in parts.
  let multipartBytes: Int64
  let partBytes: Int64
  /// Whether networks get what they are sent to fetch.
  let proof = Mutex<MediaProof?>(nil)
  private let turns = Mutex<[String: Turn]>([:])

  /// Work on one object of the bucket; the next waits for it.
  private struct Turn {
    var number: Int
    var end: Task<Void, Never>
  }

  package convenience init(_ parts: Parts) {
    self.init(
      parts, multipartBytes: BucketClient.multipartBytes, partBytes: BucketClient.partBytes)
  }

  init(_ parts: Parts, multipartBytes: Int64, partBytes: Int64) {
    self.parts = parts
    arrivals = Arrivals(spool: parts.spool)
    self.multipartBytes = multipartBytes
    self.partBytes = partBytes
  }

  /// What the files say now.
  var settings: MediaSettings { parts.present.snapshot?.settings.media ?? MediaSettings() }

  /// The bucket that the files name; `nil` when they name none.
  ///
  /// - Throws: `bad_configuration` when its key is not to be had.
  func client() throws(ErrorObject) -> BucketClient? {
    let settings = settings
    guard let bucket = settings.bucket else { return nil }
    return BucketClient(
      bucket: try Bucket(bucket, parts.references),
      deletionLife: Int(settings.expires.delete.wholeSecondsRoundedUp), transport: parts.transport,
      now: parts.now,
      multipartBytes: multipartBytes, partBytes: partBytes)
  }

  /// Where the world can fetch these files for a while, by hash. Into a bucket they are put first,
  /// unless they are there.
  ///
  /// - Throws: why the world cannot have one of them; nothing was told to anybody then.
  func addresses(of files: [PublicFile]) async throws(ErrorObject) -> [PublicFile: String] {
    var found: [PublicFile: String] = [:]
    guard let client = try client() else {
      try await proveListener()
      for file in files {
        found[file] = parts.links?.address(
          ofFile: file.hash, mime: file.mime, lifetime: settings.expires.get)
      }
      return found
    }
    let seconds = Int(settings.expires.get.wholeSecondsRoundedUp)
    for file in files {
      let key = client.bucket.key(of: file)
      try await alone(key) { [self] () async throws(ErrorObject) in
        try await put(file, key, client)
      }
      let address =
        client.bucket.publicAddress(key)
        ?? client.bucket.address(.get, key, seconds: seconds, at: parts.now())
      try await prove(address, of: client.bucket.settings)
      found[file] = address
    }
    return found
  }

  /// Takes back what an earlier run of the daemon was putting when it ended.
  package func recover() async throws(ErrorObject) {
    guard let client = try client() else { return }
    let started = parts.now()
    let left = try await inTurn { context in
      try context.store.bucketObjects(before: started, whole: false, limit: 1000)
    }
    for object in left where !object.isWhole {
      try await alone(object.key) { [self] () async throws(ErrorObject) in
        // What this run put in the meantime is whole.
        guard try await known(object.key)?.isWhole == false else { return }
        try await client.abortUploads(of: object.key)
        try await remove(object.key, client)
      }
    }
  }

  func known(_ key: String) async throws(ErrorObject) -> BucketObject? {
    try await inTurn { try $0.store.bucketObject(key) }
  }

  func remove(_ key: String, _ client: BucketClient) async throws(ErrorObject) {
    try await client.delete(key)
    try await inTurn { try $0.store.forgetBucketObject(key) }
  }

  /// Runs `body` when nothing else works on this object any more: two deliveries put a file once,
  /// and nothing is removed that is about to be handed out.
  func alone(
    _ key: String, _ body: @escaping @Sendable () async throws(ErrorObject) -> Void
  ) async throws(ErrorObject) {
    let (task, number) = turns.withLock { turns in
      let before = turns[key]
      let task = Task { () async -> Result<Void, ErrorObject> in
        await before?.end.value
        do throws(ErrorObject) {
          try await body()
          return .success(())
        } catch {
          return .failure(error)
        }
      }
      let number = (before?.number ?? 0) + 1
      turns[key] = Turn(number: number, end: Task { _ = await task.value })
      return (task, number)
    }
    let result = await task.value
    turns.withLock { if $0[key]?.number == number { $0[key] = nil } }
    try result.get()
  }

  private func put(
    _ file: PublicFile, _ key: String, _ client: BucketClient
  ) async throws(ErrorObject) {
    guard let bytes = parts.spool.hold(file.hash) else {
      throw ErrorObject(.notFound, "the file \(file.hash.prefix(8)) is not in the spool")
    }
    var object = BucketObject(key: key, bytes: bytes, putAt: parts.now(), isWhole: true)
    if let there = try await client.head(key), there.bytes == bytes, there.mime == file.mime {
      return try await note(object)
    }
    object.isWhole = false
    try await note(object)
    try await client.put(
      parts.spool.path(of: file.hash), bytes: bytes, mime: file.mime, as: key)
    object.isWhole = true
    try await note(object)
  }

  private func note(_ object: BucketObject) async throws(ErrorObject) {
    try await inTurn { try $0.store.note(object) }
  }

  func inTurn<Value: Sendable>(
    _ body: @escaping @Sendable (Context) throws -> Value
  ) async throws(ErrorObject) -> Value {
    do {
      return try await parts.engine.perform(body)
    } catch {
      throw Operator.told(error)
    }
  }
}
