import Domain
import Glibc

/// How far the store had come: what a file that was put back from a copy does not reach.
struct HighWaterMark: Hashable {
  var epoch: Int64
  /// The latest visible or secret call.
  var step: Int64
  /// The latest line of the audit log, and its hash.
  var auditSeq: Int64
  var auditHash: String
  /// The latest moment at which anything was written, by a clock that may have been set since.
  var latest: Instant

  /// One line of text, always of the same length.
  var bytes: [UInt8] {
    let words = "belfry 1 \(epoch) \(step) \(auditSeq) \(auditHash) \(latest.milliseconds)"
    var line = Array(words.utf8)
    line += repeatElement(UInt8(ascii: " "), count: max(0, HighWaterMark.length - 1 - line.count))
    line.append(UInt8(ascii: "\n"))
    return line
  }

  static let length = 160

  init(epoch: Int64, step: Int64, auditSeq: Int64, auditHash: String, latest: Instant) {
    self.epoch = epoch
    self.step = step
    self.auditSeq = auditSeq
    self.auditHash = auditHash
    self.latest = latest
  }

  /// `nil` for anything but a whole line.
  init?(text: String) {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 7, words[0] == "belfry", words[1] == "1", let epoch = Int64(words[2]),
      let step = Int64(words[3]), let auditSeq = Int64(words[4]),
      let latest = Int64(words[6])
    else { return nil }
    self.init(
      epoch: epoch, step: step, auditSeq: auditSeq, auditHash: String(words[5]),
      latest: Instant(milliseconds: latest))
  }
}

/// The file beside the database that keeps the mark when the database is replaced.
struct HighWaterFile: ~Copyable {
  private let descriptor: Int32

  init(path: String) throws(StoreError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw StoreError(.unusable, "opening \(path)", StoreFiles.systemMessage())
    }
  }

  deinit { close(descriptor) }

  /// The mark that was written last; `nil` when there is none.
  func read() -> HighWaterMark? {
    var buffer = [UInt8](repeating: 0, count: HighWaterMark.length)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    return HighWaterMark(text: String(decoding: buffer[..<count], as: UTF8.self))
  }

  /// Overwrites the mark. It outlives the process at once, and the machine after `sync`. A mark
  /// that cannot be written only makes a later restore harder to notice.
  func write(_ mark: HighWaterMark) {
    let bytes = mark.bytes
    _ = pwrite(descriptor, bytes, bytes.count, 0)
  }

  func sync() { _ = fdatasync(descriptor) }
}

extension Store {
  /// Waits until the high-water mark is on disk.
  package func syncHighWater() { highWater.sync() }

  /// Writes the mark down after a turn that made a line of the audit log or an intent.
  func raiseHighWater() {
    guard let head = auditHead, let mark = try? mark(upTo: head), mark != writtenMark else {
      return
    }
    highWater.write(mark)
    writtenMark = mark
  }

  private func mark(upTo head: AuditHead) throws -> HighWaterMark {
    if latestStep == nil {
      latestStep = try connection.first(HighWaterReads.latestStep) { $0.integer(0) } ?? 0
    }
    return HighWaterMark(
      epoch: boot.epoch.number, step: latestStep ?? 0, auditSeq: head.seq,
      auditHash: head.hash.hexadecimal, latest: latestMoment)
  }

  /// Why the file cannot be the one that the mark was written for; `nil` when it can.
  func contradiction(to mark: HighWaterMark) throws -> String? {
    let epoch = try connection.first(HighWaterReads.epoch) { $0.integer(0) } ?? 0
    let step = try connection.first(HighWaterReads.latestStep) { $0.integer(0) } ?? 0
    let hash = try connection.first(HighWaterReads.line, mark.auditSeq) { $0.blob(0) }
    let isKnown = hash?.hexadecimal == mark.auditHash || mark.auditSeq == 0
    guard mark.epoch > epoch || mark.step > step || !isKnown else { return nil }
    return "the file beside it knows of later work: start \(mark.epoch), line \(mark.auditSeq) of "
      + "the audit log; this one ends at start \(epoch)"
  }
}

private enum HighWaterReads {
  static let epoch = SQL("SELECT max(epoch) FROM boot")
  static let latestStep = SQL(
    "SELECT id FROM step WHERE class > 0 ORDER BY id DESC LIMIT 1")
  static let line = SQL("SELECT hash FROM audit WHERE seq = ?")
}
