import Config
import Domain
import HTTP
import Synchronization

extension MediaStore {
  /// Reads one byte at an address of a bucket before anybody hears of it, once for a bucket as the
  /// files describe it: where the world gets a refusal, every post that needs a file would only use
  /// up its attempts.
  ///
  /// No answer says nothing: the world may reach the place on another way than this machine.
  ///
  /// - Throws: what the place says to its visitors.
  func prove(_ address: String, of bucket: BucketSettings) async throws(ErrorObject) {
    guard proved.withLock({ $0 != bucket }) else { return }
    let request = ReadyRequest(
      .get, address, headers: [Field("Range", "bytes=0-0")],
      destination: .memory(limitBytes: 64 << 10),
      deadline: Call.Deadline(connectSeconds: 5, totalSeconds: 20), isRepeatable: true)
    if case .answered(let answer) = await parts.transport.send(request).outcome,
      [401, 403, 404].contains(answer.status)
    {
      var error = BucketAnswer.error(answer, "hand out what it has")
      error.hint =
        bucket.publicURL == nil
        ? "the key must be allowed to get objects, not only to put them"
        : "public_url: must lead to the bucket's objects, and everybody must be allowed to get them"
      throw error
    }
    proved.withLock { $0 = bucket }
  }
}
