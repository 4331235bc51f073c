import CLinux
import Glibc
import Synchronization

/// Ends connections that are too slow, and notices clients that leave while their stream waits: the
/// HTTP library does neither, because a slow drip is activity to it, and it does not look at
/// suspended connections.
///
/// One thread that sleeps in poll(2) until the earliest deadline or a hang-up; without connections
/// it does not wake. A descriptor is used only under the lock and only while its entry is there,
/// and the library reports a connection closed before it closes the descriptor; so a descriptor
/// that was reused is never touched.
final class ConnectionWatch: Sendable {
  private struct Entry {
    var deadline: ContinuousClock.Instant?
    var stream: StreamBody?
    /// Who is at the other end of a Unix socket.
    var user: UInt32?
  }

  private struct State {
    var entries: [Int32: Entry] = [:]
    /// Until when the thread sleeps; `nil` without end.
    var sleepsUntil: ContinuousClock.Instant?
    var isStopping = false
  }

  private let state = Mutex(State())
  private let event: Int32
  private let thread = Mutex<OwnThread?>(nil)

  /// Starts the thread; `nil` when the system refuses it.
  init?() {
    event = belfry_event_create()
    guard event >= 0 else { return nil }
    guard let started = OwnThread(name: "http-watch", body: { [unowned self] in self.run() })
    else { return nil }
    thread.withLock { $0 = started }
  }

  deinit {
    stop()
    close(event)
  }

  /// Ends the thread.
  func stop() {
    guard let running = thread.withLock({ $0.take() }) else { return }
    state.withLock { $0.isStopping = true }
    wake()
    running.join()
  }

  /// A connection was opened.
  ///
  /// - Parameter perUser: connections that one user of the machine may have; 0 for any number.
  /// - Returns: whether its user may have one more.
  func opened(_ descriptor: Int32, seconds: Int, perUser: Int) -> Bool {
    let user = perUser > 0 ? ConnectionWatch.user(of: descriptor) : nil
    let count = state.withLock { state in
      state.entries[descriptor] = Entry(user: user)
      return user == nil ? 0 : state.entries.values.count { $0.user == user }
    }
    setDeadline(of: descriptor, seconds: seconds)
    return count <= perUser
  }

  /// `nil` on TCP.
  private static func user(of descriptor: Int32) -> UInt32? {
    var credentials = belfry_peer()
    guard SocketAddress.peerText(of: descriptor) == nil,
      belfry_peer_credentials(descriptor, &credentials) == 0
    else { return nil }
    return credentials.uid
  }

  /// Cuts the connection after so many seconds from now, or no more when `nil`.
  func setDeadline(of descriptor: Int32, seconds: Int?) {
    let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
    let isEarlier = state.withLock { state in
      guard state.entries[descriptor] != nil else { return false }
      state.entries[descriptor]?.deadline = deadline
      guard let deadline else { return false }
      return state.sleepsUntil.map { deadline < $0 } ?? true
    }
    if isEarlier { wake() }
  }

  /// Tells `stream` when the client of this suspended connection leaves; `nil` ends that.
  func setStream(of descriptor: Int32, _ stream: StreamBody?) {
    state.withLock { $0.entries[descriptor]?.stream = stream }
    if stream != nil { wake() }
  }

  /// The connection is about to be closed.
  func closed(_ descriptor: Int32) {
    state.withLock { $0.entries[descriptor] = nil }
  }

  private func wake() {
    var one: UInt64 = 1
    _ = write(event, &one, 8)
  }

  private func run() {
    while true {
      guard var polled = nextRound() else { return }
      let milliseconds = timeout()
      poll(&polled, nfds_t(polled.count), milliseconds)
      var count: UInt64 = 0
      _ = read(event, &count, 8)
      for stream in streamsLeft(behind: polled) { stream.abandon() }
      cutLateOnes()
    }
  }

  /// What to poll: our event first, then the streams' connections.
  ///
  /// `nil` at the end.
  private func nextRound() -> [pollfd]? {
    state.withLock { state in
      if state.isStopping { return nil }
      var polled = [pollfd(fd: event, events: Int16(POLLIN), revents: 0)]
      for (descriptor, entry) in state.entries where entry.stream != nil {
        polled.append(ConnectionWatch.hangUpPoll(descriptor))
      }
      state.sleepsUntil = state.entries.values.compactMap(\.deadline).min()
      return polled
    }
  }

  private func timeout() -> Int32 {
    guard let until = state.withLock({ $0.sleepsUntil }) else { return -1 }
    let left = (until - ContinuousClock.now) / .milliseconds(1)
    return Int32(min(max(left.rounded(.up), 0), 3_600_000))
  }

  private func streamsLeft(behind polled: [pollfd]) -> [StreamBody] {
    let gone = polled.dropFirst().filter { $0.revents != 0 }
    return state.withLock { state in
      gone.compactMap { suspect in
        // The number may name another connection by now: ask again under the lock.
        var again = ConnectionWatch.hangUpPoll(suspect.fd)
        guard let stream = state.entries[suspect.fd]?.stream, poll(&again, 1, 0) == 1 else {
          return nil
        }
        state.entries[suspect.fd]?.stream = nil
        return stream
      }
    }
  }

  private func cutLateOnes() {
    let now = ContinuousClock.now
    state.withLock { state in
      for (descriptor, entry) in state.entries {
        guard let deadline = entry.deadline, deadline <= now else { continue }
        state.entries[descriptor]?.deadline = nil
        belfry_end_connection(descriptor)
      }
    }
  }

  private static func hangUpPoll(_ descriptor: Int32) -> pollfd {
    pollfd(fd: descriptor, events: Int16(belfry_poll_peer_closed), revents: 0)
  }
}
