package import Config
import Control
package import Domain
package import HTTP
import Store
import Synchronization

/// Tells people what needs them, through the one sink that `accounts.yaml` names: at least once,
/// with an id by which a receiver can tell a repetition.
package final class Notifier: Sendable {
  /// Notices that are read at once; more follow.
  private static let batchMax = 200
  /// The wait after a failure; doubled up to an hour.
  private static let firstPause = Duration.seconds(15)
  private static let longestPause = Duration.seconds(3600)
  /// An answer is looked at for its status only.
  private static let answerBytesMax = 64 << 10

  fileprivate struct State {
    var sink: DaemonSettings.NoticeSink?
    var isBusy = false
    var wasPoked = false
    var notBefore = Uptime(milliseconds: 0)
    var pause = Notifier.firstPause

    var hasFailed: Bool { pause > Notifier.firstPause }
  }

  private let engine: Engine
  private let transport: CurlTransport
  private let references: SecretReferences
  private let logBook: LogBook
  private let uptime: @Sendable () -> Uptime
  private let state = Mutex(State())

  /// - Parameter uptime: the monotonic clock that waits after failures are measured with.
  package init(
    engine: Engine, transport: CurlTransport, references: SecretReferences, logBook: LogBook,
    uptime: @escaping @Sendable () -> Uptime = { SystemClocks.read().uptime }
  ) {
    self.engine = engine
    self.transport = transport
    self.references = references
    self.logBook = logBook
    self.uptime = uptime
  }

  /// Where notices go from now on; `nil` keeps them in the store only.
  package func use(_ sink: DaemonSettings.NoticeSink?) {
    state.withLock { state in
      guard state.sink != sink else { return }
      state.sink = sink
      // What failed was another place.
      state.notBefore = Uptime(milliseconds: 0)
      state.pause = Notifier.firstPause
    }
    poke()
  }

  /// There may be something to tell. Cheap, and safe to call often.
  package func poke() {
    let now = uptime()
    let mayStart = state.withLock { state in
      guard state.sink != nil else { return false }
      state.wasPoked = true
      guard !state.isBusy, now >= state.notBefore else { return false }
      state.isBusy = true
      return true
    }
    guard mayStart else { return }
    Task { await work() }
  }

  private func work() async {
    while state.withLock({ $0.takePoke() }) {
      do {
        guard let sink = state.withLock(\.sink) else { continue }
        try await deliverWaiting(to: sink)
      } catch {
        let now = uptime()
        let isFirst = state.withLock { state in
          defer { state.backOff(now) }
          return !state.hasFailed
        }
        // The places of secrets may be in it, their values never are.
        if isFirst { logBook.write(.warning, "notices cannot be delivered: \(error)") }
        return
      }
    }
  }

  /// Tells all that waits to be told.
  func deliverWaiting(to sink: DaemonSettings.NoticeSink) async throws {
    while true {
      // No task: nobody waits for it, and it comes after every turn.
      let waiting = try await engine.between { store in
        try store.undeliveredNotices(limit: Notifier.batchMax)
      }
      guard !waiting.isEmpty else { return }
      for message in NoticeMessage.messages(for: waiting) {
        try await deliver(message.notice, to: sink)
        try await engine.perform { context in
          for id in message.ids { try context.store.markNotice(id, deliveredAt: context.now) }
        }
      }
    }
  }

  private func deliver(_ notice: NoticeView, to sink: DaemonSettings.NoticeSink) async throws {
    var request = try NoticeRequest.make(notice, for: sink, references)
    request.destination = .memory(limitBytes: Notifier.answerBytesMax)
    switch await transport.send(request).outcome {
    case .answered(let answer) where answer.isSuccess:
      let isBack = state.withLock { state in
        defer { state.pause = Notifier.firstPause }
        return state.hasFailed
      }
      if isBack { logBook.write(.info, "notices are delivered again") }
    case .answered(let answer): throw NotTaken(description: "the answer was \(answer.status)")
    case .notSent(let reason), .unknown(let reason): throw NotTaken(description: reason)
    }
  }

  /// Why a notice did not reach its receiver.
  private struct NotTaken: Error, CustomStringConvertible {
    var description: String
  }
}

extension Notifier.State {
  /// Whether there is something new to do; a worker that hears no ends.
  fileprivate mutating func takePoke() -> Bool {
    defer {
      isBusy = wasPoked
      wasPoked = false
    }
    return wasPoked
  }

  fileprivate mutating func backOff(_ now: Uptime) {
    notBefore = now + pause
    pause = min(Notifier.longestPause, pause * 2)
    isBusy = false
    wasPoked = false
  }
}
