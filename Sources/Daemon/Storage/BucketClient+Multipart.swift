import Config
import Crypto
import Domain
import HTTP

extension BucketClient {
  /// How often one part is tried: a film of hours does not begin again because of one of them.
  private static let triesPerPart = 3

  /// "Uploading and copying objects using multipart upload" of the S3 user guide.
  func putInParts(
    _ path: String, bytes: Int64, mime: String, as key: String
  ) async throws(ErrorObject) {
    let upload = try await begin(key, mime: mime)
    do throws(ErrorObject) {
      var tags: [String] = []
      for offset in stride(from: 0, to: bytes, by: Int(partBytes)) {
        let piece = ReadyRequest.BodyPiece.file(
          path: path, offset: offset, length: min(partBytes, bytes - offset))
        tags.append(try await put(piece, number: tags.count + 1, upload, key))
      }
      try await complete(tags, upload, key)
    } catch {
      // What cannot be taken back now is found by `abortUploads` at the next start.
      try? await abort(upload, key)
      throw error
    }
  }

  /// Takes back whatever an earlier run began and did not end, so that nobody pays for it.
  func abortUploads(of key: String) async throws(ErrorObject) {
    guard bucket.settings.kind == .s3 else { return }
    let answer = try await answer(
      .get, "", query: [.init("uploads", ""), .init("prefix", key)])
    guard answer.isSuccess else { throw BucketAnswer.error(answer, "list unfinished uploads") }
    let uploads = BucketAnswer.texts("Upload", in: answer.text)
    for upload in uploads where BucketAnswer.text("Key", in: upload) == key {
      guard let id = BucketAnswer.text("UploadId", in: upload) else { continue }
      try await abort(id, key)
    }
  }

  private func begin(_ key: String, mime: String) async throws(ErrorObject) -> String {
    let answer = try await answer(
      .post, key, query: [.init("uploads", "")], headers: [.init("Content-Type", mime)])
    guard answer.isSuccess, let upload = BucketAnswer.text("UploadId", in: answer.text) else {
      throw BucketAnswer.error(answer, "begin a large file")
    }
    return upload
  }

  /// - Returns: the part's tag, which the end names again.
  private func put(
    _ piece: ReadyRequest.BodyPiece, number: Int, _ upload: String, _ key: String
  ) async throws(ErrorObject) -> String {
    var failure = ErrorObject(.platformTrouble, "the bucket took no part")
    for _ in 0..<BucketClient.triesPerPart {
      do throws(ErrorObject) {
        let answer = try await answer(
          .put, key, query: [.init("partNumber", "\(number)"), .init("uploadId", upload)],
          body: [piece])
        if answer.isSuccess, let tag = answer.header("etag") { return tag }
        failure = BucketAnswer.error(answer, "take part \(number) of a large file")
      } catch {
        failure = error
      }
      guard failure.retryable else { break }
    }
    throw failure
  }

  private func complete(
    _ tags: [String], _ upload: String, _ key: String
  ) async throws(ErrorObject) {
    let parts = tags.enumerated().map { index, tag in
      "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\(tag)</ETag></Part>"
    }
    let body = "<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>"
    let answer = try await answer(
      .post, key, query: [.init("uploadId", upload)], body: [.bytes(Array(body.utf8))])
    // The status comes before the work: an error may follow a 200.
    guard answer.isSuccess, BucketAnswer.text("Code", in: answer.text) == nil else {
      throw BucketAnswer.error(answer, "put a large file together")
    }
  }

  private func abort(_ upload: String, _ key: String) async throws(ErrorObject) {
    let answer = try await answer(.delete, key, query: [.init("uploadId", upload)])
    guard answer.isSuccess || answer.status == 404 else {
      throw BucketAnswer.error(answer, "give up a large file")
    }
  }
}
