import CCurl
import Synchronization

/// What others ask of the transport's thread, and the library's handle through which it is woken.
///
/// `@unchecked Sendable`: of the handle's functions only `curl_multi_wakeup` is called by other
/// threads, which the library allows; and the handle is freed when nobody refers to this any more.
final class CurlInbox: @unchecked Sendable {
  enum Command {
    case start(Transfer)
    case cancel(TransferID)
  }

  private struct State {
    var commands: [Command] = []
    var isClosed = false
  }

  let handle: UnsafeMutableRawPointer
  private let state = Mutex(State())

  /// Creates the library's handle; `nil` when there is no memory for it.
  init?(connections: Int) {
    guard let handle = curl_multi_init() else { return nil }
    self.handle = handle
    belfry_curl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, connections)
    belfry_curl_multi_set_long(handle, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections)
  }

  deinit { curl_multi_cleanup(handle) }

  /// Adds a command; `false` when the transport has stopped.
  @discardableResult
  func put(_ command: Command) -> Bool {
    let (isTaken, isFirst) = state.withLock { state in
      if state.isClosed { return (false, false) }
      state.commands.append(command)
      return (true, state.commands.count == 1)
    }
    // One wake-up is enough for all commands that come before the thread has looked.
    if isFirst { curl_multi_wakeup(handle) }
    return isTaken
  }

  /// Takes no more commands.
  func close() {
    state.withLock { $0.isClosed = true }
    curl_multi_wakeup(handle)
  }

  /// The commands that have come, and whether these were the last.
  func take() -> (commands: [Command], isLast: Bool) {
    state.withLock { state in
      defer { state.commands.removeAll(keepingCapacity: true) }
      return (state.commands, state.isClosed)
    }
  }
}
