import CLinux
import Glibc
import HTTP

/// Signals, taken one by one on a thread of their own.
package enum Signals {
  /// What a signal asks for.
  package enum Signal: Sendable {
    /// SIGHUP: read the files again.
    case reload
    /// SIGTERM or SIGINT: finish and end.
    case stop
  }

  /// From now on the signals wait to be listened to.
  ///
  /// Call it early: an early SIGHUP would otherwise end the process.
  package static func hold() {
    precondition(belfry_signals_catch() == 0, "signals cannot be caught")
  }

  /// Starts the thread that hands over the signals that came and come.
  package static func listen(_ heard: @escaping @Sendable (Signal) -> Void) {
    let thread = OwnThread(name: "belfry-signals") {
      while true {
        switch belfry_signals_next() {
        case SIGHUP: heard(.reload)
        case SIGTERM, SIGINT: heard(.stop)
        default: return
        }
      }
    }
    precondition(thread != nil, "the system has no thread for signals")
  }

  /// Waits for SIGTERM or SIGINT. `hold` must have been called.
  package static func untilStopped() async {
    let (stream, continuation) = AsyncStream.makeStream(of: Signal.self)
    listen { continuation.yield($0) }
    for await signal in stream {
      if case .stop = signal { return }
    }
  }
}
