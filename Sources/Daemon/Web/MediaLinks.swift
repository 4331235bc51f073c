import Crypto
package import Domain

/// Addresses at which the world can read files of the spool for a day, for networks that fetch
/// media instead of taking bytes. Whoever knows an address can read that one file; nobody can make
/// one, and nothing is listed.
package struct MediaLinks: Sendable {
  /// Networks fetch within minutes; a day covers their queues and retries.
  package static let lifetime = Duration.seconds(86_400)
  /// The first segment of every address.
  static let folder = "media"

  /// In place of a hash: what is handed out to see whether that works.
  static let trial = "trial"
  static let trialText = "Belfry hands out media here.\n"
  private static let trialLifetime = Duration.seconds(60)

  let publicURL: String
  private let key: Secret
  private let now: @Sendable () -> Instant

  /// - Parameters:
  ///   - publicURL: the origin under which the world reaches the listener.
  ///   - key: signs the addresses.
  package init(publicURL: String, key: Secret, now: @escaping @Sendable () -> Instant) {
    self.publicURL = publicURL
    self.key = key
    self.now = now
  }

  /// An address that is made anew for every sending, so that a late one is good as long.
  package func address(
    ofFile hash: String, mime: String, lifetime: Duration = MediaLinks.lifetime
  ) -> String {
    address(hash, PublicFile(hash: hash, mime: mime).suffix, lifetime)
  }

  /// An address that leads to `trialText`, for a minute.
  var trialAddress: String { address(MediaLinks.trial, "txt", MediaLinks.trialLifetime) }

  private func address(_ hash: String, _ suffix: String, _ lifetime: Duration) -> String {
    let expires = (now() + lifetime).milliseconds / 1000
    let code = code(hash, expires, suffix).hexadecimal
    return "\(publicURL)/\(MediaLinks.folder)/\(hash)/\(expires)/\(code).\(suffix)"
  }

  /// The file that an address leads to, by the segments after `/media`; `nil` for one that was not
  /// made here, was changed, or is over.
  func file(at segments: [String]) -> (hash: String, mime: String)? {
    guard segments.count == 3, let expires = Int64(segments[1]),
      now().milliseconds / 1000 < expires
    else { return nil }
    let name = segments[2].split(separator: ".", omittingEmptySubsequences: false)
    guard name.count == 2, let given = MediaLinks.bytes(hexadecimal: name[0]),
      ConstantTime.equal(given, code(segments[0], expires, String(name[1])))
    else { return nil }
    return (segments[0], PublicFile.mime(suffix: name[1]))
  }

  private func code(_ hash: String, _ expires: Int64, _ suffix: String) -> [UInt8] {
    let message = Array("\(hash).\(expires).\(suffix)".utf8)
    return key.reveal { HMACSHA256.code(of: message, key: $0) }
  }

  private static func bytes(hexadecimal text: Substring) -> [UInt8]? {
    let digits = text.compactMap(\.hexDigitValue)
    guard digits.count == text.count, digits.count == 64 else { return nil }
    return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
