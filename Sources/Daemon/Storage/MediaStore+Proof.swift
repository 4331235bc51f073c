import Config
import Control
import Domain
import Glibc
import HTTP
import Media
import Store
import Synchronization

/// The place from which networks fetch media is tried by the daemon itself before anybody is sent
/// there: where the world gets a refusal, every post that needs a file would only use up its
/// attempts.
extension MediaStore {
  /// What is known of the place; `nil` before it was tried.
  package var standing: MediaProof? { proof.withLock { $0 } }

  /// Tries the place with a file of no consequence, unless that was done a short while ago, and
  /// writes a notice when it stops working.
  ///
  /// - Returns: what came of it; `nil` where nothing was tried.
  package func tryPlace() async -> MediaProof? {
    guard settings.triesAddresses, let place else { return nil }
    let before = standing
    if let before, before.place == place,
      before.isFresh(at: parts.now(), parts.present.generation?.id)
    {
      return nil
    }
    do throws(ErrorObject) {
      switch place {
      case .listener: try await proveListener(isForced: true)
      case .bucket(let bucket): try await proveBucket(bucket)
      }
    } catch {
      note(place, error)
      if before?.trouble?.message != error.message { await tell(error) }
    }
    return standing
  }

  private var place: MediaProof.Place? {
    settings.bucket.map { .bucket($0) } ?? parts.links.map { .listener($0.publicURL) }
  }

  private func note(_ place: MediaProof.Place, _ trouble: ErrorObject?) {
    let found = MediaProof(
      place: place, generation: parts.present.generation?.id, at: parts.now(), trouble: trouble)
    proof.withLock { $0 = found }
  }

  private func tell(_ error: ErrorObject) async {
    let notice = Notice(
      .media, title: "media cannot be handed out",
      body: [error.message, error.hint, "Posts that networks must fetch files for will wait."]
        .compactMap(\.self).joined(separator: "\n"))
    // On a full disk there is none; health says it all the same.
    try? await inTurn { context in
      _ = try context.store.carryOut([.notice(notice)], at: context.now)
    }
  }

  private static func request(_ address: String, headers: [Field] = []) -> ReadyRequest {
    ReadyRequest(
      .get, address, headers: headers, destination: .memory(limitBytes: 64 << 10),
      deadline: Call.Deadline(connectSeconds: 5, totalSeconds: 20), isRepeatable: true)
  }
}

// MARK: - The listener

extension MediaStore {
  /// Fetches a test file as networks fetch files: by a signed address, through whatever stands
  /// between the world and the listener.
  ///
  /// - Parameter isForced: also when that was done a short while ago.
  /// - Throws: what is wrong with the way.
  func proveListener(isForced: Bool = false) async throws(ErrorObject) {
    guard settings.triesAddresses, let links = parts.links else { return }
    let place = MediaProof.Place.listener(links.publicURL)
    let begun = parts.now()
    try await alone("listener") { [self] () async throws(ErrorObject) in
      if let last = standing, last.place == place, last.counts(at: parts.now()),
        !isForced || last.at >= begun
      {
        if let trouble = last.trouble { throw trouble }
        return
      }
      do throws(ErrorObject) {
        try await fetchTrial(links)
        note(place, nil)
      } catch {
        note(place, error)
        throw error
      }
    }
  }

  private func fetchTrial(_ links: MediaLinks) async throws(ErrorObject) {
    let request = MediaStore.request(links.trialAddress)
    switch await parts.transport.send(request).outcome {
    case .answered(let answer) where answer.status == 200 && answer.text == MediaLinks.trialText:
      return
    case .answered(let answer):
      let said = answer.status == 200 ? "something else" : "\(answer.status)"
      throw ErrorObject(
        .badConfiguration, "\(links.publicURL) answers \(said) where media should be",
        hint: "listen: public_url must lead to this daemon's listener, with /media/ and what is "
          + "behind it unchanged")
    case .notSent(let reason), .unknown(let reason):
      throw ErrorObject(
        .badConfiguration, "\(links.publicURL) cannot be reached from here: \(reason)",
        hint: "networks must fetch media there; if they can, and this machine alone cannot, say "
          + "media: try_addresses: false")
    }
  }
}

// MARK: - A bucket

extension MediaStore {
  /// Reads one byte at an address of a bucket before anybody hears of it, once a day for a bucket
  /// as the files describe it.
  ///
  /// No answer says nothing: the world may reach the place on another way than this machine.
  ///
  /// - Throws: what the place says to its visitors.
  func prove(_ address: String, of bucket: BucketSettings) async throws(ErrorObject) {
    let place = MediaProof.Place.bucket(bucket)
    if let last = standing, last.place == place, last.trouble == nil, last.counts(at: parts.now()) {
      return
    }
    guard settings.triesAddresses else { return }
    let request = MediaStore.request(address, headers: [Field("Range", "bytes=0-0")])
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
    note(place, nil)
  }

  /// Puts a small object there, reads it as networks do, and removes it.
  private func proveBucket(_ bucket: BucketSettings) async throws(ErrorObject) {
    guard let client = try client() else { return }
    let path = parts.spool.incomingPath()
    defer { unlink(path) }
    try MediaStore.write(MediaLinks.trialText, to: path)
    let key = client.bucket.trialKey
    try await alone(key) { [self] () async throws(ErrorObject) in
      try await client.put(
        path, bytes: Int64(MediaLinks.trialText.utf8.count), mime: "text/plain", as: key)
      let address =
        client.bucket.publicAddress(key)
        ?? client.bucket.address(.get, key, seconds: 60, at: parts.now())
      proof.withLock { $0 = nil }
      try await prove(address, of: bucket)
      try await client.delete(key)
    }
  }

  private static func write(_ text: String, to path: String) throws(ErrorObject) {
    let file = fopen(path, "wx")
    defer { _ = file.map { fclose($0) } }
    guard let file, fputs(text, file) >= 0 else {
      throw ErrorObject(
        .internalError, "the spool takes no file: \(String(cString: strerror(errno)))",
        retryable: true)
    }
  }
}
