import CLinux
import Glibc

/// A program of the system that looks at files which people brought: it gets no network, no file
/// but the one that it is about, no environment, and a share of the machine.
struct ConfinedProgram: Sendable {
  let path: String

  /// Fails when none of the folders has it.
  init?(_ name: String, in folders: [String]) {
    let found = folders.map { $0 + "/" + name }.first { access($0, X_OK) == 0 }
    guard let found else { return nil }
    path = found
  }

  /// What one run may use.
  struct Bounds: Sendable {
    /// Until it must have ended; then its whole process group is killed.
    var milliseconds: Int64
    /// Of all its processors together.
    var cpuSeconds: Int
    var memoryBytes: Int64
    /// Of each file that it writes.
    var fileBytes: Int64
    /// Of its output; what comes after is dropped.
    var outputBytes = 1 << 20
  }

  /// How a run ended.
  enum End: Hashable, Sendable {
    case exited(Int32)
    case killed(signal: Int32)
    case late
    /// The system could not start it within its bounds.
    case refused(String)
  }

  struct Result: Sendable {
    var end: End
    var output: [UInt8]
    /// The end of what it said about errors, in one line.
    var complaint: String
  }

  /// Runs it and waits. Blocks the thread.
  ///
  /// - Parameters:
  ///   - input: the file that it may read.
  ///   - folder: where it works and may write.
  func run(
    _ words: [String], input: String, folder: String, _ bounds: Bounds
  ) -> Result {
    guard let output = Pipe(), let errors = Pipe() else { return .refused(errno) }
    var arguments: [UnsafeMutablePointer<CChar>?] = ([path] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    let child = arguments.withUnsafeMutableBufferPointer { arguments in
      folder.withCString { folder in
        input.withCString { input in
          var child = belfry_confined(
            arguments: arguments.baseAddress, folder: folder, input: input,
            cpu_seconds: UInt64(bounds.cpuSeconds), memory_bytes: UInt64(bounds.memoryBytes),
            file_bytes: UInt64(bounds.fileBytes))
          return belfry_confined_start(&child, output.writing, errors.writing)
        }
      }
    }
    guard child > 0 else { return .refused(errno) }
    output.closeWriting()
    errors.closeWriting()
    return RunningProgram(child, output, errors, bounds).result()
  }
}

extension ConfinedProgram.Result {
  fileprivate static func refused(_ number: Int32) -> Self {
    Self(end: .refused(String(cString: strerror(number))), output: [], complaint: "")
  }
}

/// A pipe, both of whose ends are closed with it and on exec.
private final class Pipe {
  let reading: Int32
  private(set) var writing: Int32

  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reading, writing) = (ends[0], ends[1])
    _ = fcntl(reading, F_SETFL, O_NONBLOCK)
  }

  deinit {
    close(reading)
    closeWriting()
  }

  func closeWriting() {
    if writing >= 0 { close(writing) }
    writing = -1
  }
}

/// A run under way: takes its output in until it ends or its time is over.
private struct RunningProgram {
  private static let complaintBytes = 4096
  /// How often a child is looked after that has closed its output and not ended.
  private static let pauseMilliseconds: Int32 = 20

  private let child: pid_t
  private let pipes: [Pipe]
  private let bounds: ConfinedProgram.Bounds
  private let deadline: Int64

  init(_ child: pid_t, _ output: Pipe, _ errors: Pipe, _ bounds: ConfinedProgram.Bounds) {
    self.child = child
    self.bounds = bounds
    pipes = [output, errors]
    deadline = belfry_uptime_milliseconds() + bounds.milliseconds
  }

  func result() -> ConfinedProgram.Result {
    var texts: [[UInt8]] = [[], []]
    var isOpen = [true, true]
    var end: ConfinedProgram.End?
    while end == nil {
      guard belfry_uptime_milliseconds() < deadline else {
        end = .late
        break
      }
      waitForOutput(isOpen)
      for index in pipes.indices where isOpen[index] {
        isOpen[index] = read(pipes[index].reading, into: &texts[index])
      }
      if !isOpen.contains(true) { end = ended(WNOHANG) }
    }
    if end == .late {
      kill(-child, SIGKILL)
      // On a busy machine it may not have come to lead its group yet.
      kill(child, SIGKILL)
      _ = ended(0)
    }
    return ConfinedProgram.Result(
      end: end ?? .late, output: texts[0],
      complaint: String(decoding: texts[1].suffix(RunningProgram.complaintBytes), as: UTF8.self)
        .split(whereSeparator: \.isNewline).suffix(3).joined(separator: " / "))
  }

  private func waitForOutput(_ isOpen: [Bool]) {
    var watched = pipes.indices.filter { isOpen[$0] }.map {
      pollfd(fd: pipes[$0].reading, events: Int16(POLLIN), revents: 0)
    }
    let pause = watched.isEmpty ? RunningProgram.pauseMilliseconds : 1000
    poll(&watched, nfds_t(watched.count), pause)
  }

  /// Takes in what is there.
  ///
  /// - Returns: whether more can come.
  private func read(_ descriptor: Int32, into text: inout [UInt8]) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count > 0 {
        text += buffer[..<min(count, max(0, bounds.outputBytes - text.count))]
      } else if count == 0 {
        return false
      } else if errno != EINTR {
        return errno == EAGAIN
      }
    }
  }

  private func ended(_ options: Int32) -> ConfinedProgram.End? {
    var status: Int32 = 0
    var found: pid_t
    repeat { found = waitpid(child, &status, options) } while found < 0 && errno == EINTR
    guard found == child else { return nil }
    let signal = status & 0x7F
    guard signal == 0 else { return .killed(signal: signal) }
    let code = status >> 8 & 0xFF
    return code == Int32(belfry_confined_refused)
      ? .refused("it could not be confined") : .exited(code)
  }
}
