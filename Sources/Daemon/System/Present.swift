package import Config
package import Control
import Synchronization

/// What is in force now: the files' accepted state, and what the daemon is doing.
package final class Present: Sendable {
  private struct Facts {
    var snapshot: Snapshot?
    var generation: GenerationView?
    var media: Set<String>?
    var refusal: FilesRefusal?
    var state = DaemonState.starting
  }

  private let facts = Mutex(Facts())

  package init() {}

  /// The accepted files; `nil` before the first.
  package var snapshot: Snapshot? {
    get { facts.withLock { $0.snapshot } }
    set { facts.withLock { $0.snapshot = newValue } }
  }

  /// The generation in force; `nil` before the first.
  package var generation: GenerationView? {
    get { facts.withLock { $0.generation } }
    set { facts.withLock { $0.generation = newValue } }
  }

  /// Hashes of the media that the accepted files name; `nil` before the first.
  package var media: Set<String>? {
    get { facts.withLock { $0.media } }
    set { facts.withLock { $0.media = newValue } }
  }

  /// Why the files as they are now are not in force; `nil` where they are.
  package var refusal: FilesRefusal? {
    get { facts.withLock { $0.refusal } }
    set { facts.withLock { $0.refusal = newValue } }
  }

  package var state: DaemonState {
    get { facts.withLock { $0.state } }
    set { facts.withLock { $0.state = newValue } }
  }

  /// The zone in which people think; UTC before the first files.
  package var timezone: String { snapshot?.timezone ?? "UTC" }
}
