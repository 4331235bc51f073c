import Domain

/// A line of the audit log as a line of a file.
struct ArchivedLine {
  var seq, at, boot: Int64
  var actor, action, subject, detail: String
  var hash: [UInt8]

  init(_ row: Row) {
    (seq, at, boot) = (row.integer(0), row.integer(1), row.integer(2))
    (actor, action, subject, detail) = (row.text(3), row.text(4), row.text(5), row.text(6))
    hash = row.blob(7)
  }

  /// `nil` for a line that is not one.
  init?(_ text: String) {
    guard let json = try? JSON(parsing: text), let seq = json["seq"]?.integer,
      let at = json["at"]?.integer, let boot = json["boot"]?.integer,
      let actor = json["actor"]?.string, let action = json["action"]?.string,
      let subject = json["subject"]?.string, let detail = json["detail"]?.string,
      let hash = json["hash"]?.string.flatMap(ArchivedLine.bytes(ofHexadecimal:))
    else { return nil }
    (self.seq, self.at, self.boot, self.hash) = (seq, at, boot, hash)
    (self.actor, self.action, self.subject, self.detail) = (actor, action, subject, detail)
  }

  var text: String {
    let json: JSON = .object([
      "seq": .integer(seq), "at": .integer(at), "boot": .integer(boot), "actor": .string(actor),
      "action": .string(action), "subject": .string(subject), "detail": .string(detail),
      "hash": .string(hash.hexadecimal),
    ])
    return json.text
  }

  func fits(after previous: AuditHead, _ hashing: any Hashing) -> Bool {
    let canonical = AuditLog.canonical(
      after: previous.hash, seq: seq, at: at, boot: boot, actor: actor, action: action,
      subject: subject, detail: detail)
    return seq == previous.seq + 1 && hashing.sha256(canonical) == hash
  }

  static func bytes(ofHexadecimal text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
      let pair = String(decoding: digits[index...index + 1], as: UTF8.self)
      guard let byte = UInt8(pair, radix: 16) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}
