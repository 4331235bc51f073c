import CLinux
import Glibc

/// One connection through the relay, on a thread of its own.
final class RelayConnection {
  private let client: Int32
  private let relay: Relay
  private var server: Int32 = -1
  private var sizes: Relay.Sizes?
  private var tamper: Tamper?
  private var meter = AnswerMeter()

  init(client: Int32, relay: Relay) {
    self.client = client
    self.relay = relay
  }

  /// Ends the loop.
  private enum End: Error {
    case closed, reset, silent
  }

  func run() {
    defer {
      close(client)
      if server >= 0 { close(server) }
    }
    server = belfry_stream_socket(AF_INET)
    guard belfry_tcp_join(server, "127.0.0.1", relay.target, 1) == 0 else { return }
    do throws(End) {
      while true { try pass() }
    } catch {
      switch error {
      case .closed: finishExchange()
      case .reset: RelayConnection.sendReset(client)
      case .silent: waitForClient()
      }
    }
  }

  private func pass() throws(End) {
    var descriptors = [
      pollfd(fd: client, events: Int16(POLLIN), revents: 0),
      pollfd(fd: server, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&descriptors, 2, -1) > 0 else { throw .closed }
    // The server first: its last bytes belong to the exchange that a new request would end.
    if descriptors[1].revents != 0 { try answer(RelayConnection.receive(server)) }
    if descriptors[0].revents != 0 { try request(RelayConnection.receive(client)) }
  }

  private func request(_ bytes: [UInt8]) throws(End) {
    if sizes == nil || meter.bytes > 0 {
      finishExchange()
      let line = String(decoding: bytes.prefix { $0 != 0x0D }, as: UTF8.self)
      (sizes, tamper) = relay.begin(line)
      if case .onFirstByte(let passing, let act) = tamper {
        act()
        if !passing { throw .reset }
      }
      if case .instead(let answer) = tamper {
        answer.send(to: client)
        throw .closed
      }
    }
    let before = sizes?.request ?? 0
    sizes?.request += bytes.count
    switch tamper {
    case .request(let limit, let manner) where before + bytes.count >= limit:
      try RelayConnection.send(bytes.prefix(limit - before), to: server)
      throw manner == .reset ? .reset : .silent
    case .inRequest(let limit, let act) where before + bytes.count >= limit:
      try RelayConnection.send(bytes.prefix(limit - before), to: server)
      act()
      throw .reset
    default: break
    }
    try RelayConnection.send(bytes[...], to: server)
  }

  private func answer(_ bytes: [UInt8]) throws(End) {
    let before = meter.bytes
    meter.add(bytes)
    switch tamper {
    case .answer(let limit, let manner) where before + bytes.count >= limit:
      try RelayConnection.send(bytes.prefix(limit - before), to: client)
      throw manner == .reset ? .reset : .silent
    case .inAnswer(let limit, let act) where before + bytes.count >= limit:
      try RelayConnection.send(bytes.prefix(limit - before), to: client)
      act()
      throw .reset
    case .midAnswer(let act):
      try RelayConnection.send(bytes.prefix(bytes.count / 2), to: client)
      act()
      throw .reset
    case .afterAnswer(let act) where meter.isWhole:
      try RelayConnection.send(bytes[...], to: client)
      act()
    default: try RelayConnection.send(bytes[...], to: client)
    }
  }

  private func finishExchange() {
    guard var done = sizes else { return }
    done.answer = meter.bytes
    relay.note(done)
    sizes = nil
    meter = AnswerMeter()
  }

  /// Keeps the connection as it is until the client gives up.
  private func waitForClient() {
    while (try? RelayConnection.receive(client)) != nil {}
  }

  private static func receive(_ descriptor: Int32) throws(End) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { throw .closed }
    return Array(buffer.prefix(count))
  }

  private static func send(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws(End) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { belfry_send(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw .closed }
      rest = rest.dropFirst(count)
    }
  }

  /// Closing with a linger time of zero sends a reset instead of an orderly end.
  private static func sendReset(_ descriptor: Int32) {
    var linger: (onOff: Int32, seconds: Int32) = (1, 0)
    let length = socklen_t(MemoryLayout.size(ofValue: linger))
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, length)
  }
}

/// Knows when an answer with a `Content-Length` is whole.
struct AnswerMeter {
  private(set) var bytes = 0
  private var head: [UInt8] = []
  private var whole: Int?

  var isWhole: Bool { whole.map { bytes >= $0 } ?? false }

  mutating func add(_ more: [UInt8]) {
    bytes += more.count
    guard whole == nil else { return }
    head += more
    let lines = String(decoding: head, as: UTF8.self).split(
      separator: "\r\n", omittingEmptySubsequences: false)
    guard let end = lines.firstIndex(of: ""), end + 1 < lines.count else { return }
    let name = "content-length:"
    let length = lines[..<end].first { $0.lowercased().hasPrefix(name) }
      .flatMap { Int($0.dropFirst(name.count).filter { $0 != " " }) }
    whole = lines[...end].map { $0.utf8.count + 2 }.reduce(length ?? 0, +)
  }
}
