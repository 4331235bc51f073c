import Domain
import PlatformModels

/// The tokens that a server gave.
struct Tokens: Sendable {
  /// How often it took a refresh token and gave its successor.
  private(set) var renewals = 0
  /// Every access and refresh token: none of them may be read anywhere outside of the vault.
  private(set) var given: Set<String> = []

  private static let names = ["access_token", "refresh_token", "accessJwt", "refreshJwt"]

  mutating func note(_ request: ModelRequest, _ answer: ModelAnswer) {
    let found = Tokens.names.compactMap { answer.json?[$0]?.string }
    guard answer.status == 200, !found.isEmpty else { return }
    given.formUnion(found)
    let isRenewal =
      request.path.last?.hasSuffix("refreshSession") ?? false
      || String(decoding: request.body, as: UTF8.self).contains("grant_type=refresh_token")
    if isRenewal { renewals += 1 }
  }
}
