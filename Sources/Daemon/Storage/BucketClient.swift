import Config
import Crypto
import Domain
import HTTP

/// Works on the objects of one bucket. Every request is signed for itself, in its address, and is
/// harmless to repeat; nothing is repeated here but single parts of a large file.
struct BucketClient: Sendable {
  /// Larger files go in parts; a single PUT takes 5 GB at most (S3).
  static let multipartBytes: Int64 = 64 << 20
  /// Bytes of one part: 10,000 of them are more than the largest file.
  static let partBytes: Int64 = 16 << 20
  /// How long the daemon's own requests may be begun, in seconds.
  private static let life = 900

  let bucket: Bucket
  /// How long an address is good at which an object can be removed, in seconds.
  let deletionLife: Int
  let transport: CurlTransport
  let now: @Sendable () -> Instant
  /// Files larger than this go in parts of `partBytes`.
  var multipartBytes = BucketClient.multipartBytes
  var partBytes = BucketClient.partBytes

  /// The object's length and type; `nil` when it is not there, or the key may not know.
  func head(_ key: String) async throws(ErrorObject) -> (bytes: Int64, mime: String?)? {
    let answer = try await answer(.head, key)
    if answer.status == 404 || answer.status == 403 { return nil }
    guard answer.isSuccess else { throw BucketAnswer.error(answer, "say what it has") }
    let bytes = answer.header("content-length").flatMap { Int64($0) }
    return bytes.map { ($0, answer.header("content-type")) }
  }

  /// Puts a file there, in one piece or in parts.
  ///
  /// - Throws: why it is not there; nothing of it is left then, or `abortUploads` finds it.
  func put(_ path: String, bytes: Int64, mime: String, as key: String) async throws(ErrorObject) {
    guard bytes > multipartBytes, bucket.settings.kind == .s3 else {
      let answer = try await answer(
        .put, key, headers: [.init("Content-Type", mime)],
        body: [.file(path: path, offset: 0, length: bytes)])
      guard answer.isSuccess else { throw BucketAnswer.error(answer, "take a file") }
      return
    }
    try await putInParts(path, bytes: bytes, mime: mime, as: key)
  }

  /// Gets an object into a new file.
  ///
  /// - Returns: its length in bytes.
  func get(_ key: String, into path: String, limit: Int64) async throws(ErrorObject) -> Int64 {
    let result = try await result(.get, key, destination: .file(path: path, limitBytes: limit))
    guard let bytes = result.fileBytes else {
      if case .answered(let answer) = result.outcome, !answer.isSuccess {
        throw BucketAnswer.error(answer, "hand over a file")
      }
      throw ErrorObject(.tooLarge, "the object in the bucket is larger than \(limit) bytes")
    }
    return bytes
  }

  /// Removes an object; one that is not there is removed already.
  func delete(_ key: String) async throws(ErrorObject) {
    let answer = try await answer(.delete, key)
    guard answer.isSuccess || answer.status == 404 else {
      throw BucketAnswer.error(answer, "remove a file")
    }
  }

  func answer(
    _ method: Call.Method, _ key: String, query: [StorageRequest.Parameter] = [],
    headers: [Call.Header] = [], body: [ReadyRequest.BodyPiece] = []
  ) async throws(ErrorObject) -> Answer {
    let result = try await result(method, key, query: query, headers: headers, body: body)
    guard case .answered(let answer) = result.outcome else {
      preconditionFailure("an answer that is none")
    }
    return answer
  }

  private func result(
    _ method: Call.Method, _ key: String, query: [StorageRequest.Parameter] = [],
    headers: [Call.Header] = [], body: [ReadyRequest.BodyPiece] = [],
    destination: ReadyRequest.Destination = .memory(limitBytes: 1 << 20)
  ) async throws(ErrorObject) -> TransferResult {
    let life = method == .delete ? deletionLife : BucketClient.life
    let address = bucket.address(
      method, key, query: query, headers: headers, seconds: life, at: now())
    let request = ReadyRequest(
      method, address, headers: headers.map { Field($0.name, $0.value) }, body: body,
      destination: destination, deadline: .upload, isRepeatable: true)
    let result = await transport.send(request)
    switch result.outcome {
    case .answered: return result
    case .notSent(let reason), .unknown(let reason):
      throw ErrorObject(
        .platformTrouble, "the bucket did not answer: \(reason)", retryable: true, retryAfterS: 10)
    }
  }
}
