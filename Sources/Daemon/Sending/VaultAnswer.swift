import Crypto
package import Domain

/// Takes the secrets out of an answer before anything else sees it.
package struct VaultAnswer {
  /// The answer with each secret member replaced by `{"$secret": NAME, "expires": SECONDS?}`.
  package var answer: Answer
  /// The values, by the names that stand in their places.
  package var secrets: [(key: SecretKey, value: Secret)]

  /// - Parameters:
  ///   - fields: names of the members that are secrets, as `Call.Destination.vault` writes them.
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
      for path in VaultAnswer.paths(path[...], in: body) {
        seal(&body, path[...], as: name(path.joined(separator: ".")))
      }
    }
    self.answer.body = .bytes(body.bytes)
  }

  /// The path with every `*` in it replaced by the names or numbers that it stands for.
  private static func paths(_ path: ArraySlice<String>, in json: JSON?) -> [[String]] {
    guard let name = path.first else { return [[]] }
    var names = [name]
    if name.hasPrefix("*") {
      let exception = name.hasPrefix("*!") ? String(name.dropFirst(2)) : nil
      names = members(of: json).filter { $0.called != exception }.map(\.path)
    }
    return names.flatMap { name in
      let next = Int(name).flatMap { json?[$0] } ?? json?[name]
      return paths(path.dropFirst(), in: next).map { [name] + $0 }
    }
  }

  private static func members(of json: JSON?) -> [(path: String, called: String)] {
    if let elements = json?.array {
      return elements.enumerated().map { (String($0), $1["name"]?.string ?? String($0)) }
    }
    return (json?.object ?? [:]).keys.sorted().map { ($0, $0) }
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
