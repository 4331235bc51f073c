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

  /// Blocks the signals for this thread and every thread it starts. Call it first of all: an early
  /// SIGHUP would otherwise end the process.
  package static func hold() {
    var set = Signals.set
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Starts the thread that waits for them.
  package static func listen(_ heard: @escaping @Sendable (Signal) -> Void) {
    let thread = OwnThread(name: "belfry-signals") {
      var set = Signals.set
      var number: Int32 = 0
      while sigwait(&set, &number) == 0 {
        heard(number == SIGHUP ? .reload : .stop)
      }
    }
    precondition(thread != nil, "the system has no thread for signals")
  }

  private static var set: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGHUP, SIGTERM, SIGINT] { sigaddset(&set, number) }
    return set
  }
}

extension Signals {
  /// Waits for SIGTERM or SIGINT. `hold` must have been called.
  package static func untilStopped() async {
    let (stream, continuation) = AsyncStream.makeStream(of: Signal.self)
    listen { continuation.yield($0) }
    for await signal in stream {
      if case .stop = signal { return }
    }
  }
}
