import Glibc

/// A disk that holds, after a power cut, what was synced, and of the rest whatever chance left:
/// each write whole, torn between sectors or not at all, each folder's changes up to some point.
struct PowerDisk {
  private let folder: String
  /// What survives for certain: every file by its path below the folder.
  private var durable: [String: [UInt8]] = [:]

  /// What is there when a daemon starts is on the disk.
  init(_ folder: String) {
    self.folder = folder
    load(folder)
  }

  private mutating func load(_ path: String) {
    for name in Files.names(in: path) where !name.hasPrefix("belfry.reserve") {
      let child = path + "/" + name
      if Files.isFolder(child) { load(child) } else { durable[child] = Files.bytes(of: child) }
    }
  }

  /// What the disk holds after a cut.
  ///
  /// - Parameter journal: what the daemon did since its start, as `Preload/power.c` wrote it.
  mutating func cut(_ journal: [UInt8], _ dice: inout Dice) throws {
    var run = PowerRun(durable)
    for record in PowerRecord.all(of: journal) { run.apply(record) }
    durable = run.remains(using: &dice)
    try store()
  }

  /// Puts the files in order on the real disk.
  private func store() throws {
    Files.empty(folder)
    for path in durable.keys.sorted() {
      Files.makeFolder(above: path)
      try Files.write(durable[path] ?? [], to: path)
    }
  }
}

/// One line of the journal.
struct PowerRecord {
  enum Kind: UInt32 {
    case known = 1
    case made, write, truncate, sync, rename, unlink, link, syncFolder
  }

  var kind: Kind
  var file: Int
  var offset: Int
  var bytes: [UInt8]

  var paths: [String] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// A record that was being written when the process died is left out.
  static func all(of journal: [UInt8]) -> [PowerRecord] {
    var records: [PowerRecord] = []
    var place = 0
    let head = 24
    journal.withUnsafeBytes { bytes in
      while place + head <= bytes.count {
        let kind = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
        let file = bytes.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self)
        let offset = bytes.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self)
        let length = Int(bytes.loadUnaligned(fromByteOffset: place + 16, as: UInt64.self))
        guard let kind = Kind(rawValue: kind), place + head + length <= bytes.count else { return }
        records.append(
          PowerRecord(
            kind: kind, file: Int(file), offset: Int(offset),
            bytes: Array(bytes[(place + head)..<(place + head + length)])))
        place += head + length
      }
    }
    return records
  }
}
