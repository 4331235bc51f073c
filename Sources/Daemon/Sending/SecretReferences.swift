import Crypto
package import Domain

/// Finds secrets that people keep outside the vault: systemd credentials, files and, for app
/// secrets, environment variables.
package struct SecretReferences: Sendable {
  private let credentials: String?
  private let environment: @Sendable (String) -> String?

  /// - Parameters:
  ///   - credentials: the value of `CREDENTIALS_DIRECTORY`.
  ///   - environment: reads an environment variable.
  package init(
    credentials: String?, environment: @escaping @Sendable (String) -> String?
  ) {
    self.credentials = credentials
    self.environment = environment
  }

  /// A reference that leads nowhere.
  package struct Unresolved: Error, CustomStringConvertible {
    package var description: String
  }

  /// - Throws: when the reference leads nowhere, or to a file that others may read.
  package func secret(_ key: SecretKey) throws -> Secret {
    let text = key.text
    guard let colon = text.firstIndex(of: ":") else {
      throw Unresolved(description: "\(text) is not a reference to a secret")
    }
    let name = String(text[text.index(after: colon)...])
    switch text[..<colon] {
    case "credential":
      guard let credentials else {
        throw Unresolved(
          description: "\(text): systemd handed over no credentials (LoadCredential= in the unit)")
      }
      return try SecretFile.credential(name, in: credentials)
    case "file": return try SecretFile.secret(at: name)
    case "env":
      guard let value = environment(name), !value.isEmpty else {
        throw Unresolved(description: "\(text): the environment has no \(name)")
      }
      return Secret(value)
    default:
      throw Unresolved(description: "\(text) is not in the vault")
    }
  }
}
