import Glibc
import Terminal

/// Where everything lies: from the command line, from systemd, or the defaults of the package.
struct Folders: Sendable {
  /// `accounts.yaml`, `schedule.yaml` and what they include.
  var config: String
  /// The store and the media.
  var state: String
  var socket: String

  /// Where an installed box has its configuration.
  static let systemConfig = "/etc/belfry"

  init(_ invocation: Invocation) {
    config =
      invocation.value("config") ?? Folders.first("CONFIGURATION_DIRECTORY") ?? Folders.systemConfig
    state = invocation.value("state") ?? Folders.first("STATE_DIRECTORY") ?? "/var/lib/belfry"
    socket =
      invocation.value("socket")
      ?? Folders.first("RUNTIME_DIRECTORY").map { $0 + "/control.sock" }
      ?? "/run/belfry/control.sock"
  }

  /// systemd separates several folders by colons; ours is the first.
  private static func first(_ variable: String) -> String? {
    Environment.value(variable)?.split(separator: ":").first.map(String.init)
  }
}

/// The process's environment.
enum Environment {
  static func value(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
