import Domain

/// The answer to a sign-in or a refresh.
struct BlueskySession: Hashable, Sendable {
  var access: SealedMember
  var refresh: SealedMember
  var identity: Identity
  /// The account's own server, from its DID document.
  var pds: Origin?

  init?(_ body: JSON?) {
    guard let access = SealedMember("accessJwt", in: body),
      let refresh = SealedMember("refreshJwt", in: body), let did = body?["did"]?.string,
      did.hasPrefix("did:"), let handle = body?["handle"]?.string
    else { return nil }
    self.access = access
    self.refresh = refresh
    identity = Identity(
      id: did, handle: "@" + handle.bounded, url: "https://bsky.app/profile/\(did)")
    pds = BlueskySession.server(in: body?["didDoc"])
  }

  func grant(server: JSON) -> Grant {
    Grant(
      tokens: ["access": access.key, "refresh": refresh.key], accessExpires: access.expires,
      refreshExpires: refresh.expires, identity: identity, server: server)
  }

  /// The facts that later flows need.
  ///
  /// - Parameter known: where the session was made, for servers that send no DID document.
  func facts(or known: Origin) -> JSON {
    BlueskySession.facts(pds: pds ?? known)
  }

  static func facts(pds: Origin) -> JSON {
    ["pds": .string(pds.text)]
  }

  /// The service `#atproto_pds` of a DID document (atproto.com/specs/did).
  static func server(in document: JSON?) -> Origin? {
    let services = document?["service"]?.array ?? []
    let pds = services.first { $0["id"]?.string?.hasSuffix("#atproto_pds") ?? false }
    return pds?["serviceEndpoint"]?.string.flatMap(Origin.init)
  }

  /// `acme.example.org` of `@Acme.example.org`.
  static func plainHandle(_ handle: String) -> String {
    String(handle.drop { $0 == "@" }).lowercased()
  }
}

extension BlueskyAPI {
  private static let sealed = Call.Destination.vault(
    fields: ["accessJwt", "refreshJwt"], limitBytes: 256 << 10)

  static func createSession(
    at server: Origin, handle: String, password: SecretKey
  ) -> Exchange<BlueskySession> {
    let call = Call(
      .post, address(server, "com.atproto.server.createSession"),
      headers: [.init("Content-Type", "application/json")],
      body: [
        .text("{\"identifier\":\(JSON.string(handle).text),\"password\":\""),
        .secret(password, .json), .text("\"}"),
      ],
      destination: sealed,
      costs: [.init("sessions"), .init("sessions-day"), .init("requests")])
    return Exchange(call, read: sessionReading)
  }

  static func refreshSession(at pds: Origin, _ token: SecretKey) -> Exchange<BlueskySession> {
    let call = Call(
      .post, address(pds, "com.atproto.server.refreshSession"), authorization: .bearer(token),
      destination: sealed, costs: [.init("requests")])
    return Exchange(call, read: sessionReading)
  }

  /// `com.atproto.server.getSession`: the account's server as its DID document names it now.
  func session() -> Exchange<Origin?> {
    Exchange(call(.get, "com.atproto.server.getSession")) { answer in
      guard answer.isSuccess, let body = answer.json, body["did"]?.string != nil else {
        return BlueskyAPI.harmless(answer)
      }
      if body["active"]?.bool == false { return .refused(BlueskyAPI.inactive(body)) }
      return .value(BlueskySession.server(in: body["didDoc"]))
    }
  }

  /// There is nothing left to refresh with when these calls are refused: a person must sign in.
  private static func sessionReading(_ answer: Answer) -> Reading<BlueskySession> {
    if answer.isSuccess, let body = answer.json, let session = BlueskySession(body) {
      return body["active"]?.bool == false ? .refused(inactive(body)) : .value(session)
    }
    guard case .refused(var refusal) = harmless(answer) as Reading<BlueskySession> else {
      return .unknown
    }
    if refusal.kind == .tokenExpired { refusal.kind = .signIn }
    if refusal.code == "AuthFactorTokenRequired" {
      refusal.message = "this is the account's main password; use an app password"
    }
    return .refused(refusal)
  }

  private static func inactive(_ body: JSON) -> Refusal {
    let status = body["status"]?.string?.bounded ?? "inactive"
    return Refusal(.accountBlocked, code: status, message: "the account is \(status)")
  }
}
