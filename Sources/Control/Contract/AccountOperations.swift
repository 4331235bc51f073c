package import Domain

/// Begins a sign-in.
package struct StartConnect: Operation {
  package typealias Reply = ConnectState
  package static let endpoint = Endpoint(
    "connect", .post, "/v1/accounts/{account}/connect", role: .admin,
    summary: "Begins to sign in an account: answers with a page to open or a value to enter.")

  package var account: AccountName
  /// Where the network sends the browser afterwards; absent: it shows a code to paste.
  package var redirectUri: String?
  /// The browser comes back to the daemon's own listener, at `listen: public_url`.
  package var web: Bool?

  package init(account: AccountName, redirectUri: String? = nil, web: Bool? = nil) {
    self.account = account
    self.redirectUri = redirectUri
    self.web = web
  }

  package func validate() throws(ErrorObject) {
    guard redirectUri == nil || web != true else {
      throw ErrorObject(.badRequest, "give redirect_uri or web, not both")
    }
  }
}

/// Hands in what the sign-in asked for.
package struct AnswerConnect: Operation {
  package typealias Reply = ConnectState
  package static let endpoint = Endpoint(
    "connectAnswer", .post, "/v1/accounts/{account}/connect/{session}", role: .admin,
    summary: "Hands in the value that a sign-in asked for.")

  package var account: AccountName
  /// From the answer before.
  package var session: Int64
  /// The `input` of the answer before.
  package var input: String
  package var value: SecretText

  package init(account: AccountName, session: Int64, input: String, value: SecretText) {
    self.account = account
    self.session = session
    self.input = input
    self.value = value
  }
}

/// How a sign-in is going.
package struct FollowConnect: Operation {
  package typealias Reply = ConnectState
  package static let endpoint = Endpoint(
    "connectState", .get, "/v1/accounts/{account}/connect/{session}", role: .admin,
    summary: "How a sign-in is going; waits while it works.")

  package var account: AccountName
  package var session: Int64
  package var waitS: Int?

  package init(account: AccountName, session: Int64, waitS: Int? = nil) {
    self.account = account
    self.session = session
    self.waitS = waitS
  }

  package func validate() throws(ErrorObject) { try Check.wait(waitS) }
}

/// Ends an account's sign-in: at the network, where it has a way, and here.
package struct Disconnect: Operation {
  package typealias Reply = DisconnectReport
  package static let endpoint = Endpoint(
    "disconnect", .delete, "/v1/accounts/{account}/connection", role: .admin,
    summary: "Revokes an account's tokens at the network and forgets them; its posts wait until it "
      + "is connected again.")

  package var account: AccountName

  package init(account: AccountName) {
    self.account = account
  }
}

/// A secret on its way to the daemon.
///
/// Unlike `Secret` it can be encoded, because sending it is its purpose; it still cannot be
/// printed.
package struct SecretText: Codable, Hashable, Sendable {
  package var secret: Secret

  package init(_ secret: Secret) {
    self.secret = secret
  }

  package init(from decoder: any Decoder) throws {
    secret = Secret(try decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(secret.reveal { String(decoding: $0, as: UTF8.self) })
  }
}
