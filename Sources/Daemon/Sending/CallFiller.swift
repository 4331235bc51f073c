import Crypto
package import Domain
package import HTTP

/// Turns the template of a call into a request: secrets are filled in and escaped, files become
/// pieces that the transport streams.
package struct CallFiller {
  /// The revealed values by name.
  package var secrets: [SecretKey: Secret]
  /// Where a spooled file lies.
  package var path: (String) -> String
  /// Where the world can fetch a spooled file of a type; `nil` where it cannot.
  var publicAddress: (_ hash: String, _ mime: String) -> String?

  package init(
    secrets: [SecretKey: Secret], path: @escaping (String) -> String,
    publicAddress: @escaping (_ hash: String, _ mime: String) -> String? = { _, _ in nil }
  ) {
    self.secrets = secrets
    self.path = path
    self.publicAddress = publicAddress
  }

  /// Something that the call names is not there.
  package struct Missing: Error, CustomStringConvertible {
    package var description: String

    init(key: SecretKey) {
      description = "the secret \(key.text) is not there"
    }

    init(publicAddressOf hash: String) {
      description =
        "the network must fetch the file \(hash.prefix(8)) from here, and listen: in accounts.yaml "
        + "has no public_url"
    }
  }

  /// - Parameter incoming: where a body for the spool goes.
  /// - Throws: `Missing`.
  package func request(
    for call: Call, isRepeatable: Bool, incoming: () -> String
  ) throws(Missing) -> ReadyRequest {
    var headers = call.headers.map { Field($0.name, $0.value) }
    if let authorization = try authorization(call.authorization) { headers.append(authorization) }
    var body: [ReadyRequest.BodyPiece] = []
    for segment in call.body { body.append(try piece(segment)) }
    return ReadyRequest(
      call.method, try url(call.address), headers: headers, body: body,
      destination: destination(call.destination, incoming), deadline: call.deadline,
      reach: call.reach, isRepeatable: isRepeatable)
  }

  /// Finds again what the address holds of secrets, should an answer quote it.
  package func redaction(for call: Call) throws(Missing) -> Redaction {
    var redaction = Redaction()
    for case .secret(let key, let cut) in call.address.pieces {
      redaction.add(try cutting(text(of: key), cut), named: key)
    }
    return redaction
  }

  private func url(_ address: Call.Address) throws(Missing) -> String {
    var url = ""
    for piece in address.pieces {
      switch piece {
      case .text(let text): url += text
      case .secret(let key, let cut): url += try cutting(text(of: key), cut)
      }
    }
    return url
  }

  private func cutting(_ text: String, _ cut: Call.Address.Cut) -> String {
    switch cut {
    case .whole: text
    case .lastSegments(let count): text.split(separator: "/").suffix(count).joined(separator: "/")
    }
  }

  private func authorization(_ value: Call.Authorization) throws(Missing) -> Field? {
    switch value {
    case .none: return nil
    case .bearer(let key):
      return try Field("Authorization", "Bearer " + text(of: key))
    case .oauth(let key):
      return try Field("Authorization", "OAuth " + text(of: key))
    case .basic(let user, let key):
      let pair = try "\(user):" + text(of: key)
      return Field("Authorization", "Basic " + Base64.standard(Array(pair.utf8)))
    }
  }

  private func piece(_ segment: Call.Segment) throws(Missing) -> ReadyRequest.BodyPiece {
    switch segment {
    case .text(let text): return .bytes(Array(text.utf8))
    case .file(let hash, let offset, let length):
      return .file(path: path(hash), offset: offset, length: length)
    case .base64File(let hash, let length): return .base64File(path: path(hash), length: length)
    case .secret(let key, let escaping): return .bytes(escaped(try text(of: key), escaping))
    case .publicAddress(let hash, let mime, let escaping):
      guard let address = publicAddress(hash, mime) else { throw Missing(publicAddressOf: hash) }
      return .bytes(escaped(address, escaping))
    }
  }

  private func escaped(_ text: String, _ escaping: Call.Escaping) -> [UInt8] {
    switch escaping {
    case .raw: Array(text.utf8)
    case .form: Array(PercentEncoding.form(text).utf8)
    case .json: Array(JSON.string(text).text.dropFirst().dropLast().utf8)
    }
  }

  private func destination(
    _ value: Call.Destination, _ incoming: () -> String
  ) -> ReadyRequest.Destination {
    switch value {
    case .memory(let limit), .vault(_, _, let limit): .memory(limitBytes: limit)
    case .spool(let limit): .file(path: incoming(), limitBytes: limit)
    }
  }

  private func text(of key: SecretKey) throws(Missing) -> String {
    guard let secret = secrets[key] else { throw Missing(key: key) }
    return secret.reveal { String(decoding: $0, as: UTF8.self) }
  }
}
