import Config
package import Control
package import Domain
package import HTTP
import Store

extension Operator {
  /// Where networks send the browser after a sign-in, below the public URL.
  static let callbackPath = ["oauth", "callback"]

  /// The address that a sign-in over the listener comes back to.
  ///
  /// - Throws: `conflict` without a listener that the world reaches.
  func publicCallback() throws(ErrorObject) -> String {
    guard let origin = parts.present.snapshot?.settings.listen?.publicURL else {
      throw ErrorObject(
        .conflict, "accounts.yaml has no listen: public_url, so no browser can come back here",
        hint: "set it, or sign in without --web")
    }
    return origin + "/" + Operator.callbackPath.joined(separator: "/")
  }

  /// Hands what a browser brought from a consent page to the sign-in that it belongs to.
  ///
  /// The state tells which one that is; it is 24 random bytes that only the network and the browser
  /// of the person who began have seen, and it is good for one answer.
  ///
  /// - Throws: `not_found` when no open sign-in over the public address waits for this answer.
  package func answerRedirect(
    _ query: [Request.QueryItem]
  ) async throws(ErrorObject) -> ConnectState {
    let address = try publicCallback()
    let state = Secret(query.first { $0.name == "state" }?.value ?? "")
    let waiting = try await inTurn { context -> (account: AccountName, session: FlowID)? in
      for row in try context.store.accounts() {
        guard let flow = try context.store.openFlow(.connect, of: row.id),
          flow.inputs["redirect_uri"]?.text == address, flow.inputs["code"] == nil,
          let expected = flow.inputs["state"]?.text, Secret(expected) == state
        else { continue }
        return (row.name, flow.id)
      }
      return nil
    }
    guard let waiting else {
      throw ErrorObject(
        .notFound, "no sign-in waits for this answer", hint: "begin again: belfry connect")
    }
    let text = query.map {
      PercentEncoding.form($0.name) + "=" + PercentEncoding.form($0.value)
    }.joined(separator: "&")
    return try await answerConnect(
      AnswerConnect(
        account: waiting.account, session: waiting.session.number, input: "code",
        value: SecretText(Secret("/?" + text))))
  }
}
