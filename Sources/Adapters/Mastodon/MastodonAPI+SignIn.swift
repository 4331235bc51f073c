import Domain

extension MastodonAPI {
  /// Shows the code to the person, who pastes it (*methods/oauth*).
  static let outOfBand = "urn:ietf:wg:oauth:2.0:oob"

  /// *methods/apps*: create an application.
  ///
  /// Servers before 4.3 know `redirect_uris` only as one text with a line for each.
  static func registerApp(
    at origin: Origin, redirect: String, scopes: [String]
  ) -> Exchange<MastodonClient> {
    let redirects = redirect == outOfBand ? [outOfBand] : [redirect, outOfBand]
    var call = Call(
      .post, origin.text + "/api/v1/apps",
      destination: .vault(fields: ["client_secret"], limitBytes: 64 << 10),
      costs: [.init("requests")])
    call.setJSON([
      "client_name": .string(MastodonProfile.clientName),
      "redirect_uris": .string(redirects.joined(separator: "\n")),
      "scopes": .string(scopes.joined(separator: " ")),
    ])
    return Exchange(
      call,
      value: { answer in
        guard let body = answer.json, let id = body["client_id"]?.string,
          let secret = SealedMember("client_secret", in: body)
        else { return nil }
        return MastodonClient(id: id, secret: secret.key, name: MastodonProfile.clientName)
      }, failure: { MastodonFailures.reading(of: $0, after: .harmless) })
  }

  struct Token: Hashable, Sendable {
    var access: SealedMember
    /// What the person allowed, where the server says it.
    var scopes: [String]?
  }

  /// *methods/oauth*: obtain a token.
  ///
  /// The code can be spent once.
  static func token(
    at origin: Origin, _ client: MastodonClient, _ code: FlowInput, verifier: FlowInput,
    redirect: String
  ) -> Exchange<Token> {
    var call = Call(
      .post, origin.text + "/oauth/token",
      destination: .vault(fields: ["access_token"], limitBytes: 64 << 10),
      costs: [.init("requests")])
    call.setForm([
      ("grant_type", .text("authorization_code")), ("code", code.formValue),
      ("client_id", .text(client.id)), ("client_secret", .secret(client.secret)),
      ("redirect_uri", .text(redirect)), ("code_verifier", verifier.formValue),
    ])
    return Exchange(
      call,
      value: { answer in
        let body = answer.json
        guard let access = SealedMember("access_token", in: body) else { return nil }
        let scopes = body?["scope"]?.string?.split(separator: " ").map(String.init)
        return Token(access: access, scopes: scopes)
      }, failure: { MastodonFailures.reading(of: $0, after: .harmless) })
  }
}

extension FlowInput {
  /// The value as a form field.
  var formValue: Call.FormValue {
    switch self {
    case .text(let text): .text(text)
    case .secret(let key): .secret(key)
    }
  }
}
