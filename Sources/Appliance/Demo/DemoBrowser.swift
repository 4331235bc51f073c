import Control
import Domain
import HTTP
import Terminal

/// Does what a person does in a browser when an account signs in: opens the page and says yes.
struct DemoBrowser {
  private static let redirect = "http://127.0.0.1:9/callback"

  let transport: CurlTransport

  /// Signs the account in; answers its handle.
  func connect(_ name: String, _ client: ControlClient) async throws -> String {
    guard let account = AccountName(name) else { return name }
    var state = try await client.call(
      StartConnect(account: account, redirectUri: DemoBrowser.redirect))
    while state.state == .working || state.state == .input {
      if state.state == .working {
        state = try await client.call(
          FollowConnect(account: account, session: state.session, waitS: 30))
        continue
      }
      let value = try await value(for: state)
      state = try await client.call(
        AnswerConnect(
          account: account, session: state.session, input: state.input ?? "",
          value: SecretText(Secret(value))))
    }
    if let error = state.error { throw error }
    return state.handle ?? name
  }

  private func value(for state: ConnectState) async throws -> String {
    guard let url = state.url else { return "demo-demo-demo-demo" }
    let result = await transport.send(ReadyRequest(.get, url + "&approve=1", isRepeatable: true))
    guard case .answered(let answer) = result.outcome, let location = answer.header("location")
    else { throw StartFailure(.failed, "the sandbox's consent page did not answer") }
    return location
  }
}
