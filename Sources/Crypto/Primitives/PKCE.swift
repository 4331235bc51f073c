package import Domain

/// A proof key for one OAuth sign-in (RFC 7636, method S256).
package struct PKCE: Sendable {
  /// Kept until the code is exchanged; 43 characters.
  package let verifier: Secret
  /// Goes into the browser's address.
  package let challenge: String

  /// - Parameter entropy: 32 unpredictable bytes.
  package init(entropy: [UInt8]) {
    precondition(entropy.count == 32, "a PKCE verifier takes 32 bytes, not \(entropy.count)")
    let text = Base64.url(entropy)
    verifier = Secret(text)
    challenge = Base64.url(SHA256().sha256(Array(text.utf8)))
  }

  /// A new pair from the system's randomness.
  package static func make() -> PKCE { PKCE(entropy: RandomBytes.make(32)) }
}
