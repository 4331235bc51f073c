import CCurl
package import Domain
import Synchronization

/// Sends requests over libcurl, many at a time, on one thread of its own.
///
/// It decides nothing: no retries, no redirects for platforms, no cookies, nothing from the
/// environment.
package final class CurlTransport: Sendable {
  /// What holds for all requests.
  package struct Settings: Sendable {
    package var userAgent: String
    /// An HTTP proxy for platforms, such as `http://10.0.0.1:3128`; never used for authors' URLs.
    package var proxy: String?
    /// A file of trusted certificates (PEM) instead of the system's.
    package var certificateFile: String?
    /// Which addresses authors' URLs may lead to.
    package var addressRule = AddressRule()
    /// Whether authors' URLs may be plain `http`.
    package var allowsPlainOutside = false
    /// Connections at once and kept for reuse; further requests wait, with nothing sent.
    package var connections = 128
    /// Seconds without a byte in either direction after which a transfer is given up.
    ///
    /// Longer than an API takes to think after a large upload, and shorter than its deadline.
    package var silenceSeconds = 300

    package init(userAgent: String) {
      self.userAgent = userAgent
    }
  }

  /// The system refused memory or a thread.
  package struct StartFailure: Error, CustomStringConvertible {
    package var description: String {
      "the HTTP client did not start: the system has no thread or memory left for it"
    }
  }

  private let settings: Settings
  private let inbox: CurlInbox
  private let numbers = Atomic<UInt64>(0)
  private let thread: Mutex<OwnThread?>

  /// Starts the thread.
  ///
  /// - Parameter wallClock: read when an answer has come.
  /// - Throws: `StartFailure`.
  package init(
    _ settings: Settings, wallClock: @escaping @Sendable () -> Instant
  ) throws(StartFailure) {
    guard CurlLibrary.isReady(), let inbox = CurlInbox(connections: settings.connections) else {
      throw StartFailure()
    }
    guard
      let started = OwnThread(
        name: "http-client", body: { CurlLoop(inbox: inbox, wallClock: wallClock).run() })
    else { throw StartFailure() }
    self.settings = settings
    self.inbox = inbox
    thread = Mutex(started)
  }

  deinit { end() }

  /// Sends a request and waits for its end; cancelling the task cancels the request.
  package func send(_ request: ReadyRequest) async -> TransferResult {
    let id = nextID()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        submit(request, id) { continuation.resume(returning: $0) }
        // A cancellation that came before there was anything to cancel found nothing.
        if Task.isCancelled { inbox.put(.cancel(id)) }
      }
    } onCancel: {
      inbox.put(.cancel(id))
    }
  }

  /// Sends a request.
  ///
  /// - Parameter completion: called exactly once, on the transport's thread or before this returns;
  ///   it must not block.
  /// - Returns: a name with which it can be cancelled.
  @discardableResult
  package func send(
    _ request: ReadyRequest, completion: @escaping @Sendable (TransferResult) -> Void
  ) -> TransferID {
    let id = nextID()
    submit(request, id, completion)
    return id
  }

  /// Gives a request up.
  ///
  /// Its completion says whether anything had been sent; one that has ended is left alone.
  package func cancel(_ id: TransferID) {
    inbox.put(.cancel(id))
  }

  /// Gives up every request under way, closes all connections and ends the thread.
  ///
  /// Requests that come later are not sent.
  package func stop() async {
    end()
  }

  private func nextID() -> TransferID {
    TransferID(number: numbers.add(1, ordering: .relaxed).newValue)
  }

  private func submit(
    _ request: ReadyRequest, _ id: TransferID,
    _ completion: @escaping @Sendable (TransferResult) -> Void
  ) {
    do throws(BodySource.Failure) {
      let transfer = try Transfer(request, id: id, settings: settings, completion: completion)
      if !inbox.put(.start(transfer)) {
        transfer.finish(withoutAnswer: "the HTTP client has stopped")
      }
    } catch {
      completion(TransferResult(outcome: .notSent(error.text)))
    }
  }

  private func end() {
    guard let running = thread.withLock({ $0.take() }) else { return }
    inbox.close()
    running.join()
  }
}
