import Glibc
import Synchronization

/// A request's body that went into a file while it came. The file is removed with the last
/// reference, unless it was moved away.
package final class ReceivedFile: Sendable {
  /// Where it lies.
  package let path: String
  private let state: Mutex<State>

  private struct State {
    var descriptor: Int32
    var bytes: Int64 = 0
    /// The system's word for why it could not be written; 0 while all is well.
    var failure: Int32 = 0
  }

  /// Makes the file, of mode 0600; `nil` when it is there already or the system refuses.
  init?(_ path: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    self.path = path
    state = Mutex(State(descriptor: descriptor))
  }

  deinit {
    state.withLock { state in
      if state.descriptor >= 0 { close(state.descriptor) }
    }
    unlink(path)
  }

  /// How much was written.
  package var bytes: Int64 { state.withLock { $0.bytes } }

  func append(_ piece: UnsafeRawBufferPointer) {
    state.withLock { state in
      var rest = piece
      while !rest.isEmpty, state.failure == 0 {
        let count = write(state.descriptor, rest.baseAddress, rest.count)
        if count > 0 {
          state.bytes += Int64(count)
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        } else if errno != EINTR {
          state.failure = errno
        }
      }
    }
  }

  /// Brings everything to the disk and closes the file. May take as long as the disk does.
  ///
  /// - Throws: when the system could not write it, as on a full disk.
  package func finish() throws(SystemFailure) {
    let failure = state.withLock { state -> Int32 in
      guard state.descriptor >= 0 else { return state.failure }
      if state.failure == 0, fsync(state.descriptor) != 0 { state.failure = errno }
      close(state.descriptor)
      state.descriptor = -1
      return state.failure
    }
    if failure != 0 { throw SystemFailure(text: systemText(failure)) }
  }

  /// The system would not do it.
  package struct SystemFailure: Error {
    package var text: String
  }
}

/// Where a request's body goes, said once its head is known.
package enum BodyPlan: Sendable {
  /// Into memory, up to the server's limit.
  case memory
  /// Into a new file, up to so many bytes.
  case file(path: String, limitBytes: Int64)
  /// Nowhere: the request is answered with this.
  case refused(Response)
}
