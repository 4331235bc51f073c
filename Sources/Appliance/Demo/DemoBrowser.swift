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
    if let option = state.options?.first { return option.value }
    switch state.input {
    case "password": return "demo-demo-demo-demo"
    case "token": return "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
    case "webhook":
      return "https://discord.com/api/webhooks/4000001/wAAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    default: return try await allow(state.url ?? "")
    }
  }

  /// Presses the button of a consent page; answers where the browser ends.
  private func allow(_ url: String) async throws -> String {
    let page = await answer(to: ReadyRequest(.get, url, isRepeatable: true))?.text ?? ""
    let origin = url.split(separator: "/").prefix(2).joined(separator: "//")
    let fields = url.split(separator: "?").last ?? ""
    let form = page.split(separator: #"action=""#).dropFirst().first?.prefix { $0 != "\"" }
    let location = await answer(
      to: ReadyRequest(
        .post, origin + (form ?? ""),
        headers: [Field("Content-Type", "application/x-www-form-urlencoded")],
        body: [.bytes(Array(fields.utf8))], isRepeatable: false))?.header("location")
    guard let location else {
      throw StartFailure(.failed, "the sandbox's consent page did not answer")
    }
    return location
  }

  private func answer(to request: ReadyRequest) async -> Answer? {
    guard case .answered(let answer) = await transport.send(request).outcome else { return nil }
    return answer
  }
}
