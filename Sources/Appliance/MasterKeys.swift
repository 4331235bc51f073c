import Crypto
import Domain
import Terminal

/// Finds the master key where `accounts.yaml` says it is.
enum MasterKeys {
  /// - Parameter state: where a relative `file:` path begins.
  /// - Throws: when the key is missing, or others may read it.
  static func load(_ reference: SecretKey, state: String) throws -> MasterKey {
    let text = reference.text
    if text.hasPrefix("credential:") {
      let name = String(text.dropFirst("credential:".count))
      guard let folder = Environment.value("CREDENTIALS_DIRECTORY") else {
        throw StartFailure(
          .badConfiguration, "master_key is \(text), but systemd handed over no credentials",
          hint: "add LoadCredential= to the unit, or use master_key: file:master.key "
            + "and run belfry keys init")
      }
      return try MasterKey(credential: name, in: folder)
    }
    return try MasterKey(file: path(reference, state: state))
  }

  /// The absolute path of a `file:` reference.
  static func path(_ reference: SecretKey, state: String) -> String {
    let name = String(reference.text.dropFirst("file:".count))
    return name.hasPrefix("/") ? name : state + "/" + name
  }
}
