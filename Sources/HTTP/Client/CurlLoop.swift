import CCurl
import Domain

/// The loop of the transport's thread: takes commands, lets the library work, reports what ended,
/// and sleeps until the network, a timer of the library or a command wakes it.
///
/// Not thread-safe: made, used and dropped on that thread.
struct CurlLoop: ~Copyable {
  /// How many idle handles are kept: their set-up is saved, and more would only hold memory.
  private static let spareMax = 32
  /// The longest sleep; the library's own timers shorten it.
  private static let sleepMilliseconds: Int32 = 600_000

  private let inbox: CurlInbox
  private let wallClock: @Sendable () -> Instant
  private var running: [TransferID: (transfer: Transfer, handle: UnsafeMutableRawPointer)] = [:]
  private var spare: [UnsafeMutableRawPointer] = []

  init(inbox: CurlInbox, wallClock: @escaping @Sendable () -> Instant) {
    self.inbox = inbox
    self.wallClock = wallClock
  }

  deinit {
    for handle in spare { curl_easy_cleanup(handle) }
  }

  /// Works until the inbox is closed, then gives up what is under way.
  consuming func run() {
    while true {
      let (commands, isLast) = inbox.take()
      for command in commands {
        switch command {
        case .start(let transfer): start(transfer)
        case .cancel(let id): giveUp(id, "it was cancelled")
        }
      }
      if isLast { break }
      var count: Int32 = 0
      curl_multi_perform(inbox.handle, &count)
      finishDone()
      curl_multi_poll(inbox.handle, nil, 0, CurlLoop.sleepMilliseconds, nil)
    }
    for id in running.keys.sorted(by: { $0.number < $1.number }) {
      giveUp(id, "the HTTP client has stopped")
    }
  }

  private mutating func start(_ transfer: Transfer) {
    guard let handle = spare.popLast() ?? curl_easy_init() else {
      transfer.finish(withoutAnswer: "no memory for another request")
      return
    }
    transfer.prepare(handle)
    running[transfer.id] = (transfer, handle)
    let status = curl_multi_add_handle(inbox.handle, handle)
    guard status == CURLM_OK else {
      end(transfer.id, handle)
      transfer.finish(withoutAnswer: String(cString: curl_multi_strerror(status)))
      return
    }
  }

  private mutating func giveUp(_ id: TransferID, _ reason: String) {
    guard let (transfer, handle) = running[id] else { return }
    end(id, handle)
    transfer.finish(withoutAnswer: reason)
  }

  private mutating func finishDone() {
    var left: Int32 = 0
    while let message = curl_multi_info_read(inbox.handle, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else {
        continue
      }
      let code = message.pointee.data.result
      var context: UnsafeMutableRawPointer?
      belfry_curl_get_pointer(handle, CURLINFO_PRIVATE, &context)
      guard let context else { preconditionFailure("a handle without its transfer") }
      finish(Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue(), handle, code)
    }
  }

  private mutating func finish(
    _ transfer: Transfer, _ handle: UnsafeMutableRawPointer, _ code: CURLcode
  ) {
    do throws(BodySource.Failure) {
      if let next = try transfer.redirect(handle) {
        end(transfer.id, handle)
        transfer.follow(to: next)
        start(transfer)
        return
      }
      // The handle's facts are needed for the report, and its memory until then.
      running[transfer.id] = nil
      curl_multi_remove_handle(inbox.handle, handle)
      transfer.finish(code, handle, at: wallClock())
      recycle(handle)
    } catch {
      end(transfer.id, handle)
      transfer.finish(withoutAnswer: error.text)
    }
  }

  private mutating func end(_ id: TransferID, _ handle: UnsafeMutableRawPointer) {
    running[id] = nil
    curl_multi_remove_handle(inbox.handle, handle)
    recycle(handle)
  }

  private mutating func recycle(_ handle: UnsafeMutableRawPointer) {
    guard spare.count < CurlLoop.spareMax else {
      curl_easy_cleanup(handle)
      return
    }
    curl_easy_reset(handle)
    spare.append(handle)
  }
}
