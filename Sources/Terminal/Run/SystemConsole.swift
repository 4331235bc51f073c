package import Domain
import Glibc

/// The console of the running process.
package enum SystemConsole {
  /// - Parameters:
  ///   - zones: the system's time zones.
  ///   - now: the wall clock.
  ///   - redirects: catches the browser after a sign-in.
  package static func make(
    zones: any TimeZones, now: @escaping @Sendable () -> Instant,
    redirects: (any RedirectCatcher)? = nil
  ) -> Console {
    Console(
      style: style(), zones: zones, now: now, write: { write($0, to: 1) },
      writeError: { write($0, to: 2) }, ask: ask, isInteractive: isatty(0) == 1,
      showsProgress: isatty(2) == 1, readFile: readFile, absolutePath: absolutePath,
      redirects: redirects)
  }

  private static func style() -> Style {
    let isTerminal = isatty(1) == 1
    let term = environment("TERM")
    let hasColour =
      isTerminal && (environment("NO_COLOR") ?? "").isEmpty && term != nil && term != "dumb"
    return Style(isTerminal: isTerminal, width: width(), hasColour: hasColour)
  }

  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// COLUMNS goes first, then what the terminal says, then 80.
  private static func width() -> Int {
    if let columns = environment("COLUMNS").flatMap({ Int($0) }), columns >= 20 { return columns }
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes everything; gives up quietly when nobody reads any more (`belfry queue | head`).
  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return
      }
    }
  }

  private static func ask(_ question: Console.Question) -> String? {
    let isTerminal = isatty(0) == 1
    if isTerminal { write(question.prompt, to: 2) }
    guard question.isHidden, isTerminal else { return readLine() }
    var before = termios()
    guard tcgetattr(0, &before) == 0 else { return nil }
    var hidden = before
    hidden.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(0, TCSAFLUSH, &hidden)
    defer {
      tcsetattr(0, TCSAFLUSH, &before)
      write("\n", to: 2)
    }
    return readLine()
  }

  private static func readFile(_ path: String) throws(Console.UnreadableFile) -> [UInt8] {
    let descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw unreadable(path)
      }
      bytes += buffer[..<count]
      guard bytes.count <= fileLimit else {
        throw Console.UnreadableFile(path: path, reason: "larger than 64 MiB")
      }
    }
  }

  /// As much as the control API takes in one import.
  private static let fileLimit = 64 << 20

  private static func unreadable(_ path: String) -> Console.UnreadableFile {
    Console.UnreadableFile(path: path, reason: String(cString: strerror(errno)))
  }

  private static func absolutePath(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }
}
