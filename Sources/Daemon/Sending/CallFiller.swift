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

  package init(secrets: [SecretKey: Secret], path: @escaping (String) -> String) {
    self.secrets = secrets
    self.path = path
  }

  /// A secret that the call names is not there.
  package struct Missing: Error {
    package var key: SecretKey
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
      call.method, call.url, headers: headers, body: body,
      destination: destination(call.destination, incoming), deadline: call.deadline,
      reach: call.reach, isRepeatable: isRepeatable)
  }

  private func authorization(_ value: Call.Authorization) throws(Missing) -> Field? {
    switch value {
    case .none: return nil
    case .bearer(let key):
      return try Field("Authorization", "Bearer " + text(of: key))
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
    case .secret(let key, let escaping):
      let text = try text(of: key)
      switch escaping {
      case .raw: return .bytes(Array(text.utf8))
      case .form: return .bytes(Array(PercentEncoding.form(text).utf8))
      case .json: return .bytes(Array(JSON.string(text).text.dropFirst().dropLast().utf8))
      }
    }
  }

  private func destination(
    _ value: Call.Destination, _ incoming: () -> String
  ) -> ReadyRequest.Destination {
    switch value {
    case .memory(let limit), .vault(_, let limit): .memory(limitBytes: limit)
    case .spool(let limit): .file(path: incoming(), limitBytes: limit)
    }
  }

  private func text(of key: SecretKey) throws(Missing) -> String {
    guard let secret = secrets[key] else { throw Missing(key: key) }
    return secret.reveal { String(decoding: $0, as: UTF8.self) }
  }
}
