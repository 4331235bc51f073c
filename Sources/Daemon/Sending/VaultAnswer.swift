import Crypto
package import Domain

/// Takes the secrets out of an answer before anything else sees it.
package struct VaultAnswer {
  /// The answer with each secret member replaced by `{"$secret": NAME, "expires": SECONDS?}`.
  package var answer: Answer
  /// The values, by the names that stand in their places.
  package var secrets: [(key: SecretKey, value: Secret)]

  /// - Parameters:
  ///   - fields: names of the members that are secrets, at the top of the answer's object.
  ///   - name: the secret's name for a member.
  package init(_ answer: Answer, fields: [String], name: (String) -> SecretKey) {
    self.answer = answer
    secrets = []
    guard var members = answer.json?.object else {
      // What is not an object is not what we asked for; it may still quote a secret.
      self.answer.body = .bytes(Array(#"{"$unreadable":true}"#.utf8))
      return
    }
    for field in fields {
      guard let value = members[field]?.string, !value.isEmpty else { continue }
      let key = name(field)
      secrets.append((key, Secret(value)))
      var place: [String: JSON] = ["$secret": .string(key.text)]
      if let expires = VaultAnswer.expiry(ofToken: value) { place["expires"] = .integer(expires) }
      members[field] = .object(place)
    }
    self.answer.body = .bytes(JSON.object(members).bytes)
  }

  /// The `exp` claim of a JSON web token (RFC 7519 §4.1.4), seconds since the epoch; `nil` for
  /// anything that is not one.
  private static func expiry(ofToken token: String) -> Int64? {
    let pieces = token.split(separator: ".", omittingEmptySubsequences: false)
    guard pieces.count == 3, let claims = Base64.decode(pieces[1]),
      let json = try? JSON(parsing: claims, bounds: .init(bytes: 64 << 10, depth: 16))
    else { return nil }
    return json["exp"]?.integer
  }
}
