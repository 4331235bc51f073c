package import Config
import Domain
package import HTTP
import Store
import Synchronization

/// Tells people what needs them, through the one sink that `accounts.yaml` names: at least once,
/// with an id by which a receiver can tell a repetition.
package final class Notifier: Sendable {
  /// Notices sent in one go; a flood is a list, not a storm.
  private static let batchMax = 20
  /// The wait after a failure; doubled up to an hour.
  private static let firstPause = Duration.seconds(15)

  fileprivate struct State {
    var sink: DaemonSettings.NoticeSink?
    var isBusy = false
    var wasPoked = false
    var notBefore = Uptime(milliseconds: 0)
    var pause = Notifier.firstPause
  }

  private let engine: Engine
  private let transport: CurlTransport
  private let references: SecretReferences
  private let state = Mutex(State())

  package init(engine: Engine, transport: CurlTransport, references: SecretReferences) {
    self.engine = engine
    self.transport = transport
    self.references = references
  }

  /// Where notices go from now on; `nil` keeps them in the store only.
  package func use(_ sink: DaemonSettings.NoticeSink?) {
    state.withLock { $0.sink = sink }
    poke()
  }

  /// There may be something to tell. Cheap, and safe to call often.
  package func poke() {
    let mayStart = state.withLock { state in
      guard state.sink != nil else { return false }
      state.wasPoked = true
      guard !state.isBusy, SystemClocks.read().uptime >= state.notBefore else { return false }
      state.isBusy = true
      return true
    }
    guard mayStart else { return }
    Task { await work() }
  }

  private func work() async {
    while state.withLock({ $0.takePoke() }) {
      do {
        try await deliverWaiting()
        state.withLock { $0.pause = Notifier.firstPause }
      } catch {
        state.withLock { $0.backOff(SystemClocks.read().uptime) }
      }
    }
  }

  private func deliverWaiting() async throws {
    guard let sink = state.withLock(\.sink) else { return }
    while true {
      let waiting = try await engine.perform { context in
        try context.store.undeliveredNotices(limit: Notifier.batchMax)
      }
      guard !waiting.isEmpty else { return }
      for notice in waiting {
        try await deliver(notice, to: sink)
        try await engine.perform { context in
          try context.store.markNotice(notice.id, deliveredAt: context.now)
        }
      }
    }
  }

  private func deliver(_ notice: NoticeView, to sink: DaemonSettings.NoticeSink) async throws {
    let result = await transport.send(try NoticeRequest.make(notice, for: sink, references))
    guard case .answered(let answer) = result.outcome, answer.isSuccess else {
      throw ErrorObject(.platformTrouble, "the notice was not taken: \(result.outcome)")
    }
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
    pause = min(.seconds(3600), pause * 2)
    isBusy = false
    wasPoked = false
  }
}
