package import PlatformModels

/// What a sandbox is made of.
package struct SandboxOptions: Sendable {
  /// TCP ports on loopback; 0 takes any free one.
  package var pagePort: UInt16 = 8930
  package var mastodonPort: UInt16 = 8931
  package var blueskyPort: UInt16 = 8932
  /// The user names on the Mastodon server; the first is signed in at its authorize page.
  package var mastodonPeople = ["belfry"]
  /// The handles on the Bluesky server; each takes any app password of the form
  /// `xxxx-xxxx-xxxx-xxxx`.
  package var blueskyPeople = ["belfry.test"]
  package var mastodonRules = MastodonModel.Rules()
  package var blueskyRules = BlueskyModel.Rules()
  /// Where the sandbox remembers over a restart; `nil` means that it forgets. The file is made
  /// with mode 0600, because it holds the tokens that the servers gave.
  package var stateFile: String?

  package init() {}
}

/// Why a sandbox cannot start.
package enum SandboxError: Error, CustomStringConvertible {
  /// A port is taken, or the system refuses it.
  case cannotListen(port: UInt16, reason: String)
  case stateFile(path: String, reason: String)

  package var description: String {
    switch self {
    case .cannotListen(let port, let reason):
      "the sandbox cannot listen on 127.0.0.1:\(port): \(reason); choose another port"
    case .stateFile(let path, let reason):
      "the sandbox cannot use its state file \(path): \(reason); remove it to start afresh"
    }
  }
}
