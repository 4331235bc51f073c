/// What a sandbox is made of.
package struct SandboxOptions: Sendable {
  /// The page's TCP port on loopback; the networks' servers have the ports after it, in the order
  /// of `SandboxNetwork.all`. 0 takes any free ones.
  package var port: UInt16 = 8930
  /// Where the sandbox remembers over a restart; `nil` means that it forgets. The file is made
  /// with mode 0600, because it holds the tokens that the servers gave.
  package var stateFile: String?

  package init() {}

  /// The port of the network at this place in the list.
  func port(ofNetwork index: Int) -> UInt16 {
    port == 0 ? 0 : port &+ 1 &+ UInt16(index)
  }
}

/// Why a sandbox cannot start.
package enum SandboxError: Error, CustomStringConvertible {
  /// A port is taken, or the system refuses it.
  case cannotListen(port: UInt16, reason: String)
  case stateFile(path: String, reason: String)
  /// Nothing can be fetched for the networks that fetch media.
  case cannotRead(reason: String)

  package var description: String {
    switch self {
    case .cannotListen(let port, let reason):
      "the sandbox cannot listen on 127.0.0.1:\(port): \(reason); choose another port"
    case .stateFile(let path, let reason):
      "the sandbox cannot use its state file \(path): \(reason); remove it to start afresh"
    case .cannotRead(let reason): "the sandbox cannot read media: \(reason)"
    }
  }
}
