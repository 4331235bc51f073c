import Config
package import Control
import Crypto
package import Domain
import HTTP
import Media
import Store

/// The clean-up: what is old and not needed goes. Needed is what a delivery holds that is not over,
/// what the accepted files name, and what was uploaded lately.
extension MediaStore {
  /// Deliveries that one turn looks at: a few milliseconds.
  private static let deliveriesPerTurn: Int64 = 2000
  /// Records that one turn looks at.
  private static let recordsPerTurn = 500
  /// An upload that was not confirmed is over so long after its address; a body that is being
  /// received is younger than that.
  private static let patience = Duration.seconds(86_400)

  /// Removes what may go, or says what would.
  func sweep(isDryRun: Bool, _ caller: Caller) async throws(ErrorObject) -> MediaSweep {
    var work = Sweep(
      store: self, isDryRun: isDryRun, caller: caller, now: parts.now(), held: try await held())
    try await work.uploads()
    try await work.records()
    try await work.files()
    try await work.objects()
    let kept = try await inTurn { try $0.store.mediaBytes() }
    let gone = work.items.filter { $0.what == .upload && isDryRun }.reduce(0) { $0 + $1.bytes }
    return MediaSweep(isDryRun: isDryRun, items: work.items, keptBytes: kept - gone)
  }

  /// As `sweep`, in the daemon's own name.
  package func sweepDaily() async throws(ErrorObject) -> MediaSweep {
    try await sweep(isDryRun: false, Caller(actor: "system:media", role: .admin))
  }

  /// Reads every file of the spool and compares. Takes as long as the disk does.
  func check() async throws(ErrorObject) -> MediaCheckView {
    let held = try await held()
    let wanted = held.union(try await inTurn { try $0.store.uploadedHashes() })
    let entries = parts.spool.entries().filter(\.isWhole)
    let there = Set(entries.map(\.name))
    let damaged = try await OwnThread.result(on: "belfry-media") { [spool = parts.spool] in
      entries.filter { (try? MediaFiles().examine(spool.path(of: $0.name), .keep).hash) != $0.name }
    }
    return MediaCheckView(
      files: entries.count, bytes: entries.reduce(0) { $0 + $1.bytes },
      missing: wanted.subtracting(there).sorted(), damaged: damaged.map(\.name),
      unneeded: entries.map(\.name).filter { !wanted.contains($0) })
  }

  /// Hashes that must stay, whatever their age.
  private func held() async throws(ErrorObject) -> Set<String> {
    guard var hashes = parts.present.media else {
      throw ErrorObject(
        .unavailable, "the files were not accepted yet: what they need is not known",
        retryable: true, hint: "belfry reload")
    }
    var last: Int64? = 0
    while let after = last {
      let slice = try await inTurn {
        try $0.store.heldMedia(after: after, span: MediaStore.deliveriesPerTurn)
      }
      hashes.formUnion(slice.hashes)
      last = slice.last
    }
    return hashes
  }

  /// One clean-up under way.
  private struct Sweep {
    let store: MediaStore
    let isDryRun: Bool
    let caller: Caller
    let now: Instant
    let held: Set<String>
    var items: [MediaSweep.Item] = []
    /// Hashes of uploaded media that go now, so that their files may go as well.
    var released: Set<String> = []

    private var cutoff: Instant { now - store.settings.keep }

    /// Uploads that nobody confirmed.
    mutating func uploads() async throws(ErrorObject) {
      let old = now - MediaStore.patience
      for var record in try await records(.uploading, before: old) where record.expiresAt < old {
        items.append(.init(.upload, record.id, bytes: record.bytes))
        guard !isDryRun else { continue }
        (record.state, record.changedAt) = (.failed, now)
        record.reason = "it was not confirmed in time"
        try await store.change(record, from: .uploading, caller)
        if let client = try store.client() {
          try await client.delete(client.bucket.key(ofUpload: record.id))
        }
      }
    }

    /// What was uploaded: by age, and then, above the quota, the longest unused first.
    mutating func records() async throws(ErrorObject) {
      for record in try await records(.uploaded, before: cutoff) { try await remove(record) }
      let quota = Int64(store.settings.quotaBytes)
      var excess = try await store.inTurn { try $0.store.mediaBytes() } - quota
      guard excess > 0 else { return }
      for record in try await records(.uploaded, before: now - MediaStore.patience) {
        guard excess > 0 else { return }
        if try await remove(record) { excess -= record.bytes }
      }
    }

    /// Files that nothing needs any more, and what was never finished.
    mutating func files() async throws(ErrorObject) {
      let uploaded = try await store.inTurn { try $0.store.uploadedHashes() }
      let needed = held.union(isDryRun ? uploaded.subtracting(released) : uploaded)
      let young = now - max(MediaStore.patience, store.settings.expires.put)
      for entry in store.parts.spool.entries() {
        let limit =
          !entry.isWhole ? young : released.contains(entry.name) ? now : cutoff
        guard entry.heldAt < limit, !needed.contains(entry.name) else { continue }
        let isGone = isDryRun || store.parts.spool.remove(entry.name, unheldSince: limit)
        if isGone { items.append(.init(.file, entry.name, bytes: entry.bytes)) }
      }
    }

    /// Copies in the bucket that no network fetches any more.
    mutating func objects() async throws(ErrorObject) {
      guard let client = try store.client() else { return }
      let limit = now - max(store.settings.keep, store.settings.expires.get)
      let objects = try await store.inTurn {
        try $0.store.bucketObjects(
          before: limit, whole: true, limit: MediaStore.recordsPerTurn)
      }
      for object in objects {
        let name = object.key.split(separator: "/").last ?? ""
        guard !held.contains(String(name.prefix { $0 != "." })) else { continue }
        if !isDryRun {
          try await store.alone(object.key) { [store] () async throws(ErrorObject) in
            // Handed out again in the meantime, it stays.
            guard try await store.known(object.key) == object else { return }
            try await store.remove(object.key, client)
          }
        }
        items.append(.init(.object, object.key, bytes: object.bytes))
      }
    }

    private func records(
      _ state: MediaState, before: Instant
    ) async throws(ErrorObject) -> [MediaRecord] {
      try await store.inTurn {
        try $0.store.media(state, before: before, limit: MediaStore.recordsPerTurn)
      }
    }

    @discardableResult
    private mutating func remove(_ record: MediaRecord) async throws(ErrorObject) -> Bool {
      guard let file = record.file, !held.contains(file.hash), !released.contains(file.hash) else {
        return false
      }
      released.insert(file.hash)
      items.append(.init(.upload, record.id, bytes: record.bytes))
      guard !isDryRun else { return true }
      var gone = record
      (gone.state, gone.changedAt) = (.deleted, now)
      try await store.change(gone, from: .uploaded, caller)
      return true
    }
  }
}
