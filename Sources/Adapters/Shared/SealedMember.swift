import Domain

/// A member of a sealed answer: the shell put the value into the vault and left its name in the
/// journal, as `{"$secret": KEY, "expires": SECONDS}`.
struct SealedMember: Hashable, Sendable {
  /// Where the value is found while a call is sent.
  var key: SecretKey
  /// When the value ends, for values that say so themselves (the `exp` claim of a JWT, RFC 7519).
  var expires: Instant?

  /// Reads the member `name` of an answer to a call with a `vault` destination.
  ///
  /// - Returns: `nil` when the member is missing or was not sealed.
  init?(_ name: String, in body: JSON?) {
    guard let member = body?[name], let key = member["$secret"]?.string else { return nil }
    self.key = SecretKey(key)
    expires = member["expires"]?.integer.flatMap(Instant.init(unixSeconds:))
  }

  /// Reads a header that the call's `vault` destination names, in lower case.
  ///
  /// - Returns: `nil` when the answer does not have it.
  init?(header name: String, of answer: Answer) {
    guard let value = answer.header(name), value.hasPrefix("vault:") else { return nil }
    key = SecretKey(value)
  }
}

extension Instant {
  /// Seconds since 1970, as headers and tokens write them; `nil` outside the years up to 9999.
  init?(unixSeconds: Int64) {
    guard (0...253_402_300_799).contains(unixSeconds) else { return nil }
    self.init(milliseconds: unixSeconds * 1000)
  }
}
