import Domain

/// Signing in as Threads and Instagram do it: a code, a token for an hour, and then one for sixty
/// days that renews itself (*Long-lived tokens*). The token stands in addresses there.
struct MetaSignIn: Sendable {
  /// `https://graph.threads.net`, without a version.
  var server: String
  /// Where the code is redeemed.
  var tokenPage: String
  /// `th_exchange_token`, `ig_exchange_token`.
  var exchangeGrant: String
  /// `th_refresh_token`, `ig_refresh_token`.
  var refreshGrant: String

  /// Instagram is documented to answer with the token inside a list, too.
  private static let sealed = Call.Destination.vault(
    fields: ["access_token", "data.0.access_token"], limitBytes: 64 << 10)

  /// A token that lives for sixty days from now.
  struct Token: Hashable, Sendable {
    var access: SecretKey
    var expires: Instant

    fileprivate init?(_ answer: Answer) {
      guard let access = SealedMember("access_token", in: answer.json),
        let seconds = answer.json?["expires_in"]?.integer, (1...(366 * 86_400)) ~= seconds
      else { return nil }
      self.access = access.key
      expires = answer.at + .seconds(seconds)
    }

    /// The token renews itself, so that it stands for both.
    func grant(
      scopes: [String] = [], identity: Identity? = nil, server: JSON? = nil
    ) -> Grant {
      Grant(
        tokens: ["access": access, "refresh": access], accessExpires: expires,
        refreshExpires: expires, scopes: scopes, identity: identity, server: server)
    }
  }

  /// The token of an hour. The code can be spent once.
  func redeem(
    _ code: FlowInput, redirect: String, _ app: DeclaredApp, _ secret: SecretKey
  ) -> Exchange<SecretKey> {
    var call = Call(.post, tokenPage, destination: MetaSignIn.sealed)
    call.setForm([
      ("client_id", .text(app.clientID)), ("client_secret", .secret(secret)),
      ("grant_type", .text("authorization_code")), ("redirect_uri", .text(redirect)),
      ("code", code.formValue),
    ])
    return Exchange(
      call,
      value: { answer in
        let body = answer.json
        return
          (SealedMember("access_token", in: body)
          ?? SealedMember("access_token", in: body?["data"]?[0]))?.key
      },
      failure: MetaFailures.tokenReading)
  }

  /// The token of sixty days for the one of an hour; may be asked for again.
  func lengthen(_ short: SecretKey, _ secret: SecretKey) -> Exchange<Token> {
    let address = Call.Address(
      .text(server + "/access_token?grant_type=\(exchangeGrant)&client_secret="), .secret(secret),
      .text("&access_token="), .secret(short))
    return Exchange(
      Call(.get, to: address, destination: MetaSignIn.sealed), value: { Token($0) },
      failure: MetaFailures.tokenReading)
  }

  /// Another sixty days; the token must be a day old and not over.
  func renew(_ token: SecretKey) -> Exchange<Token> {
    let address = Call.Address(
      .text(server + "/refresh_access_token?grant_type=\(refreshGrant)&access_token="),
      .secret(token))
    return Exchange(
      Call(.get, to: address, destination: MetaSignIn.sealed), value: { Token($0) },
      failure: MetaFailures.renewalReading)
  }
}
