import Crypto
package import Domain

/// Takes the secrets out of an answer before anything else sees it.
package struct VaultAnswer {
  /// The answer with each secret member replaced by `{"$secret": NAME, "expires": SECONDS?}`.
  package var answer: Answer
  /// The values, by the names that stand in their places.
  package var secrets: [(key: SecretKey, value: Secret)]

  /// - Parameters:
  ///   - fields: names of the members that are secrets; a dot leads into an object, and a
  ///     number into a list.
  ///   - headers: names of the headers that are secrets, in lower case.
  ///   - name: the secret's name for a member, or for `header.NAME`.
  package init(
    _ answer: Answer, fields: [String], headers: [String] = [], name: (String) -> SecretKey
  ) {
    self.answer = answer
    secrets = []
    for index in answer.headers.indices where headers.contains(answer.headers[index].name) {
      let header = answer.headers[index]
      let key = name("header." + header.name)
      secrets.append((key, Secret(header.value)))
      self.answer.headers[index].value = key.text
    }
    guard !fields.isEmpty else { return }
    guard var body = answer.json, body.object != nil else {
      // What is not an object is not what we asked for; it may still quote a secret.
      self.answer.body = .bytes(Array(#"{"$unreadable":true}"#.utf8))
      return
    }
    for field in fields {
      let path = field.split(separator: ".").map(String.init)
      seal(&body, path[...], as: name(field))
    }
    self.answer.body = .bytes(body.bytes)
  }

  private mutating func seal(_ json: inout JSON, _ path: ArraySlice<String>, as key: SecretKey) {
    if path.count > 1, let index = path.first.flatMap({ Int($0) }), var elements = json.array,
      elements.indices.contains(index)
    {
      seal(&elements[index], path.dropFirst(), as: key)
      json = .array(elements)
      return
    }
    guard let name = path.first, var members = json.object, var member = members[name] else {
      return
    }
    if path.count > 1 {
      seal(&member, path.dropFirst(), as: key)
    } else if let value = member.string, !value.isEmpty {
      secrets.append((key, Secret(value)))
      var place: [String: JSON] = ["$secret": .string(key.text)]
      if let expires = VaultAnswer.expiry(ofToken: value) { place["expires"] = .integer(expires) }
      member = .object(place)
    }
    members[name] = member
    json = .object(members)
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
