package import Domain

/// The world around a command: its two outputs, the person, the clock and the files.
///
/// Everything is handed in, so that commands can be run in tests as they run on a terminal.
package struct Console: Sendable {
  package var style: Style
  package var zones: any TimeZones
  package var now: @Sendable () -> Instant
  /// Writes to standard output.
  package var write: @Sendable (String) -> Void
  /// Writes to standard error.
  package var writeError: @Sendable (String) -> Void
  /// Asks the person; `nil` at the end of the input or when nobody is there.
  package var ask: @Sendable (Question) -> String?
  /// Somebody sits at standard input.
  package var isInteractive: Bool
  /// Standard error is a terminal, so that progress may be drawn.
  package var showsProgress: Bool
  /// The bytes of a file; `-` is standard input.
  package var readFile: @Sendable (String) throws(UnreadableFile) -> [UInt8]
  /// An absolute path for one that the person typed.
  package var absolutePath: @Sendable (String) -> String
  /// Catches the browser after a sign-in; `nil` where there is none.
  package var redirects: (any RedirectCatcher)?

  package init(
    style: Style, zones: any TimeZones, now: @escaping @Sendable () -> Instant,
    write: @escaping @Sendable (String) -> Void,
    writeError: @escaping @Sendable (String) -> Void,
    ask: @escaping @Sendable (Question) -> String?, isInteractive: Bool, showsProgress: Bool,
    readFile: @escaping @Sendable (String) throws(UnreadableFile) -> [UInt8],
    absolutePath: @escaping @Sendable (String) -> String,
    redirects: (any RedirectCatcher)? = nil
  ) {
    self.style = style
    self.zones = zones
    self.now = now
    self.write = write
    self.writeError = writeError
    self.ask = ask
    self.isInteractive = isInteractive
    self.showsProgress = showsProgress
    self.readFile = readFile
    self.absolutePath = absolutePath
    self.redirects = redirects
  }

  /// Something a person is asked.
  package struct Question: Hashable, Sendable {
    package var prompt: String
    /// The answer must not be seen while it is typed.
    package var isHidden: Bool

    package init(_ prompt: String, isHidden: Bool = false) {
      self.prompt = prompt
      self.isHidden = isHidden
    }
  }

  /// A file that cannot be read.
  package struct UnreadableFile: Error, Hashable, Sendable {
    package var path: String
    package var reason: String

    package init(path: String, reason: String) {
      self.path = path
      self.reason = reason
    }
  }
}

/// Waits on a loopback port for the browser that a network sends back after a sign-in.
package protocol RedirectCatcher: Sendable {
  /// Begins to listen, and stops where it listened before.
  ///
  /// - Parameter address: a loopback address that is registered with an app; `nil` takes any port.
  /// - Returns: the address to give to the network, or `nil` when the port cannot be had.
  func start(at address: String?) async -> String?

  /// The whole address that the browser asked for; `nil` when waiting was given up.
  func caught() async -> String?

  /// Stops listening.
  func stop() async
}
