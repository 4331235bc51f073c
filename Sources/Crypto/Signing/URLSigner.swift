package import Domain

/// Makes addresses at which an object store does one thing for whoever knows them, until they
/// expire: AWS Signature Version 4 in the query, and Google's V4.
///
/// Only the text to sign is put together here; OpenSSL does the mathematics.
package struct URLSigner: Sendable {
  /// No store makes an address last longer: seven days, in seconds.
  package static let longestSeconds = 604_800

  private enum Key {
    case hmac(Secret)
    case rsa(pem: Secret)
  }

  private let dialect: Dialect
  /// Who signs: the id of the access key, or a service account's address.
  private let signer: String
  private let region: String
  private let key: Key

  /// Signs as S3 wants it, and every store that speaks its language.
  ///
  /// - Parameter region: such as `eu-central-1`, or `auto`.
  package init(s3AccessKey: String, secret: Secret, region: String) {
    (dialect, signer, self.region) = (.amazon, s3AccessKey, region)
    key = .hmac(secret)
  }

  /// Signs as Google wants it, with an interoperability key.
  package init(googleAccessKey: String, secret: Secret) {
    (dialect, signer, region) = (.googleHMAC, googleAccessKey, "auto")
    key = .hmac(secret)
  }

  /// Signs as Google wants it, with a service account's own key.
  ///
  /// - Parameter pem: the `private_key` of its JSON file.
  /// - Returns: `nil` when that is no RSA key.
  package init?(googleServiceAccount email: String, pem: Secret) {
    guard RSAPrivateKey(pem: pem) != nil else { return nil }
    (dialect, signer, region) = (.googleRSA, email, "auto")
    key = .rsa(pem: pem)
  }

  /// The whole address, good from `now` for so many seconds (1 … 604,800).
  package func url(for request: StorageRequest, seconds: Int, at now: Instant) -> String {
    precondition((1...URLSigner.longestSeconds).contains(seconds), "good for \(seconds) s")
    let time = URLSigner.compact(now)
    let scope = "\(time.prefix(8))/\(region)/\(dialect.service)/\(dialect.terminator)"
    var signed = request
    signed.query += [
      .init("\(dialect.prefix)Algorithm", dialect.algorithm),
      .init("\(dialect.prefix)Credential", "\(signer)/\(scope)"),
      .init("\(dialect.prefix)Date", time), .init("\(dialect.prefix)Expires", "\(seconds)"),
      .init("\(dialect.prefix)SignedHeaders", request.signedHeaders),
    ]
    let hash = SHA256().sha256(Array(signed.canonicalText.utf8)).hexadecimal
    let text = [dialect.algorithm, time, scope, hash].joined(separator: "\n")
    let signature = sign(Array(text.utf8), day: String(time.prefix(8))).hexadecimal
    return request.origin + request.escapedPath + "?" + signed.canonicalQuery
      + "&\(dialect.prefix)Signature=\(signature)"
  }

  private func sign(_ text: [UInt8], day: String) -> [UInt8] {
    switch key {
    case .hmac(let secret):
      let root = secret.reveal { Array(dialect.keyPrefix.utf8) + $0 }
      let signing = [day, region, dialect.service, dialect.terminator].reduce(root) { key, word in
        HMACSHA256.code(of: Array(word.utf8), key: key)
      }
      return HMACSHA256.code(of: text, key: signing)
    case .rsa(let pem):
      guard let key = RSAPrivateKey(pem: pem) else {
        preconditionFailure("an RSA key that was one before")
      }
      return key.sign(text)
    }
  }

  /// `20130524T000000Z`.
  private static func compact(_ now: Instant) -> String {
    now.rfc3339.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
  }

  /// The words in which two providers say the same thing.
  private struct Dialect {
    var algorithm: String
    var prefix: String
    var keyPrefix: String
    var service: String
    var terminator: String

    static let amazon = Dialect(
      algorithm: "AWS4-HMAC-SHA256", prefix: "X-Amz-", keyPrefix: "AWS4", service: "s3",
      terminator: "aws4_request")
    static let googleHMAC = Dialect(
      algorithm: "GOOG4-HMAC-SHA256", prefix: "X-Goog-", keyPrefix: "GOOG4", service: "storage",
      terminator: "goog4_request")
    static let googleRSA = Dialect(
      algorithm: "GOOG4-RSA-SHA256", prefix: "X-Goog-", keyPrefix: "", service: "storage",
      terminator: "goog4_request")
  }
}
