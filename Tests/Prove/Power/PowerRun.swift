/// The files of one run of the daemon: what is on disk, and what waits to get there.
struct PowerRun {
  private static let sector = 512
  /// A longer write reaches the disk in pieces.
  private static let page = 4096

  private var nodes: [Node] = []
  /// The node behind each number of the journal.
  private var nodeOf: [Int: Int] = [:]
  /// The names as the daemon sees them, and as they are on disk.
  private var seen: [String: Int] = [:]
  private var onDisk: [String: Int] = [:]
  /// Changes of names that were not synced, by folder, oldest first.
  private var waiting: [String: [NameChange]] = [:]

  private struct Node {
    var bytes: [UInt8]
    var waiting: [Change] = []
  }

  private enum Change {
    case write(at: Int, [UInt8])
    case truncate(Int)
  }

  /// What happens at once to names of one folder; `nil` when a name goes.
  private typealias NameChange = [(name: String, node: Int?)]

  init(_ files: [String: [UInt8]]) {
    for path in files.keys.sorted() {
      nodes.append(Node(bytes: files[path] ?? []))
      seen[path] = nodes.count - 1
    }
    onDisk = seen
  }

  mutating func apply(_ record: PowerRecord) {
    let path = record.paths.first ?? ""
    switch record.kind {
    case .known: nodeOf[record.file] = seen[path]
    case .made:
      nodes.append(Node(bytes: []))
      nodeOf[record.file] = nodes.count - 1
      name([(path, nodes.count - 1)])
    case .write: add(.write(at: record.offset, record.bytes), to: record.file)
    case .truncate: add(.truncate(record.offset), to: record.file)
    case .sync: sync(record.file)
    case .rename:
      guard record.paths.count == 2, let node = seen[path] else { return }
      name([(record.paths[1], node), (path, nil)])
    case .link:
      guard record.paths.count == 2, let node = seen[path] else { return }
      name([(record.paths[1], node)])
    case .unlink: name([(path, nil)])
    case .syncFolder:
      for (name, node) in (waiting[path] ?? []).joined() { onDisk[name] = node }
      waiting[path] = nil
    }
  }

  private mutating func name(_ change: NameChange) {
    for (name, node) in change { seen[name] = node }
    waiting[Files.folder(of: change[0].name), default: []].append(change)
  }

  private mutating func add(_ change: Change, to file: Int) {
    guard let node = nodeOf[file] else { return }
    nodes[node].waiting.append(change)
  }

  private mutating func sync(_ file: Int) {
    guard let node = nodeOf[file] else { return }
    let changes = nodes[node].waiting
    nodes[node].waiting = []
    for change in changes { PowerRun.carryOut(change, on: &nodes[node].bytes) }
  }

  /// What is left after the cut.
  func remains(using dice: inout Dice) -> [String: [UInt8]] {
    // Often all is lost that can be, or nothing; in between each change has its own chance.
    let luck = dice.pick([0, 0, 1, 0.2, 0.5, 0.8])
    var names = onDisk
    for folder in waiting.keys.sorted() {
      let changes = waiting[folder] ?? []
      let kept = (0..<changes.count).first { _ in !dice.chance(luck) } ?? changes.count
      for (name, node) in changes.prefix(kept).joined() { names[name] = node }
    }
    return names.mapValues { remains(of: nodes[$0], luck, &dice) }
  }

  private func remains(of node: Node, _ luck: Double, _ dice: inout Dice) -> [UInt8] {
    var bytes = node.bytes
    for change in node.waiting {
      switch change {
      case .write(let offset, let written)
      where luck > 0 && dice.chance(written.count > PowerRun.page ? 0.8 : 0.2):
        for (start, part) in PowerRun.sectors(offset, written) where dice.chance(luck) {
          PowerRun.carryOut(.write(at: start, part), on: &bytes)
        }
      default:
        if dice.chance(luck) { PowerRun.carryOut(change, on: &bytes) }
      }
    }
    return bytes
  }

  /// The pieces of a write that lie in different sectors.
  private static func sectors(_ offset: Int, _ bytes: [UInt8]) -> [(Int, [UInt8])] {
    var pieces: [(Int, [UInt8])] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, (offset + start) / sector * sector + sector - offset)
      pieces.append((offset + start, Array(bytes[start..<end])))
      start = end
    }
    return pieces
  }

  private static func carryOut(_ change: Change, on bytes: inout [UInt8]) {
    switch change {
    case .write(let offset, let written):
      let end = offset + written.count
      if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
      bytes.withUnsafeMutableBytes { target in
        written.withUnsafeBytes { source in
          UnsafeMutableRawBufferPointer(rebasing: target[offset..<end]).copyMemory(from: source)
        }
      }
    case .truncate(let length):
      if length < bytes.count {
        bytes.removeLast(bytes.count - length)
      } else {
        bytes += [UInt8](repeating: 0, count: length - bytes.count)
      }
    }
  }
}
