import Domain
import Glibc
import PlatformModels

/// Everything that changed the models, as lines of JSON in their order.
///
/// Replaying them makes the same models again, so that nothing else has to be stored. Lines are
/// written before their answers are sent; a torn last line is cut off.
final class StateFile {
  private let descriptor: Int32
  private let path: String

  /// One line.
  struct Entry {
    var platform: PlatformName
    var event: ModelEvent
  }

  /// Opens or makes the file.
  ///
  /// - Throws: `SandboxError.stateFile` when the system refuses it.
  init(path: String) throws(SandboxError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    self.path = path
    guard descriptor >= 0 else {
      throw .stateFile(path: path, reason: String(cString: strerror(errno)))
    }
  }

  deinit { close(descriptor) }

  /// Everything in the file.
  ///
  /// - Throws: `SandboxError.stateFile` when it cannot be read or a whole line is not ours.
  func entries() throws(SandboxError) -> [Entry] {
    let bytes = try read()
    let end = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    if end < bytes.count, ftruncate(descriptor, off_t(end)) != 0 { throw failure() }
    var entries: [Entry] = []
    for line in bytes[..<end].split(separator: 0x0A) {
      let bounds = JSON.Bounds(bytes: .max, depth: 8)
      guard let json = try? JSON(parsing: line, bounds: bounds), let entry = Entry(json) else {
        throw .stateFile(path: path, reason: "line \(entries.count + 1) is not a sandbox's")
      }
      entries.append(entry)
    }
    return entries
  }

  /// - Throws: `SandboxError.stateFile` when the disk takes no more.
  func append(_ entry: Entry) throws(SandboxError) {
    let line = entry.json.bytes + [0x0A]
    var written = 0
    while written < line.count {
      let count = line[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { throw failure() }
      written += max(0, count)
    }
  }

  /// Forgets everything.
  func clear() throws(SandboxError) {
    guard ftruncate(descriptor, 0) == 0 else { throw failure() }
  }

  private func read() throws(SandboxError) -> [UInt8] {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw failure() }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      guard count > 0 || errno == EINTR else { throw failure() }
      bytes += buffer.prefix(max(0, count))
    }
  }

  private func failure() -> SandboxError {
    .stateFile(path: path, reason: String(cString: strerror(errno)))
  }
}

extension StateFile.Entry {
  fileprivate init?(_ json: JSON) {
    guard let platform = json["platform"]?.string, let at = json["at"]?.integer else { return nil }
    self.platform = PlatformName(platform)
    let now = Instant(milliseconds: at)
    if let address = json["fetched"]?.string {
      event = .fetched(address, json["body"]?.string.flatMap { Base64.decode($0) }, at: now)
      return
    }
    guard let method = json["method"]?.string else {
      event = .tokensExpired(at: now)
      return
    }
    guard let path = json["path"]?.array?.compactMap(\.string),
      let entropy = json["entropy"]?.string.flatMap({ UInt64($0) }),
      let body = json["body"]?.string.flatMap({ Base64.decode($0) }),
      let peer = json["peer"]?.string
    else { return nil }
    let request = ModelRequest(
      method, path: path, query: Self.pairs(json["query"]), headers: Self.pairs(json["headers"]),
      body: body, peer: peer)
    event = .request(request, at: now, entropy: entropy)
  }

  private static func pairs(_ json: JSON?) -> [NamedValue] {
    (json?.array ?? []).compactMap { pair in
      guard let name = pair[0]?.string, let value = pair[1]?.string else { return nil }
      return NamedValue(name, value)
    }
  }

  fileprivate var json: JSON {
    switch event {
    case .fetched(let address, let bytes, let at):
      return [
        "platform": .string(platform.text), "at": .integer(at.milliseconds),
        "fetched": .string(address), "body": JSON(bytes.map(Base64.url)),
      ]
    case .tokensExpired(let at):
      return ["platform": .string(platform.text), "at": .integer(at.milliseconds)]
    case .request(let request, let at, let entropy):
      func pairs(_ values: [NamedValue]) -> JSON {
        .array(values.map { [.string($0.name), .string($0.value)] })
      }
      return [
        "platform": .string(platform.text), "at": .integer(at.milliseconds),
        "entropy": .string(String(entropy)), "method": .string(request.method),
        "path": .array(request.path.map(JSON.string)), "query": pairs(request.query),
        "headers": pairs(request.headers), "body": .string(Base64.url(request.body)),
        "peer": .string(request.peer),
      ]
    }
  }
}
