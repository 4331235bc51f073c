import Domain

/// The calls of one account's server, and how their answers are read.
struct MastodonAPI: Sendable {
  var origin: Origin
  var access: SecretKey
  var server: MastodonServer
  /// The account's id on its server.
  var accountID: String?

  /// - Throws: a refusal when the account has no server or is not connected.
  init(_ account: AccountFacts, _ flow: Flow) throws(Pause) {
    origin = try MastodonAPI.origin(of: account, flow)
    guard let access = account.tokens["access"] else {
      throw flow.refuse(
        .signIn, code: "not-connected", "\(account.name) has not signed in to \(origin.host)")
    }
    self.access = access
    server = MastodonServer(account.server)
    accountID = account.identity?.id
  }

  /// The server that `accounts.yaml` names.
  ///
  /// - Throws: a refusal when the setting is missing or no origin.
  static func origin(of account: AccountFacts, _ flow: Flow) throws(Pause) -> Origin {
    guard let origin = account.settings["server"].flatMap(Origin.init) else {
      throw flow.refuse(
        .content, code: "bad-server", "\(account.name) needs a server such as https://host")
    }
    return origin
  }

  /// A call with the account's token.
  func call(_ method: Call.Method, _ path: String, costs: [Call.Cost] = [.init("requests")]) -> Call
  {
    Call(method, origin.text + path, authorization: .bearer(access), costs: costs)
  }
}

// MARK: - Statuses

extension MastodonAPI {
  /// *methods/statuses*: post a new status.
  ///
  /// A repeat with the same key returns the status of the first call, for an hour.
  func createStatus(_ status: MastodonStatus, _ part: Int, key: String) -> Exchange<Remote> {
    var call = call(.post, "/api/v1/statuses", costs: [.init("posts"), .init("requests")])
    call.headers.append(.init("Idempotency-Key", key))
    call.setJSON(status.json)
    return Exchange(call, value: { MastodonAPI.remote(in: $0.json, part: part) }) {
      MastodonFailures.reading(of: $0, after: .visible)
    }
  }

  /// A `Status`; a `ScheduledStatus` has an id too, but neither address.
  ///
  /// The part is noted for a later edit, which is given one status and the whole content.
  static func remote(in status: JSON?, part: Int) -> Remote? {
    guard let id = status?["id"]?.string, !id.isEmpty else { return nil }
    guard let address = status?["url"]?.string ?? status?["uri"]?.string else { return nil }
    return Remote(id: id, url: address, extra: ["part": String(part)])
  }
}

// MARK: - Media

extension MastodonAPI {
  struct Upload: Hashable, Sendable {
    var id: String
    var isReady: Bool
  }

  /// *methods/media*: 200 when it can be attached at once, 202 while the server works on it.
  func uploadMedia(_ item: MediaItem, boundary: String) -> Exchange<Upload> {
    var call = call(.post, "/api/v2/media", costs: [.init("media"), .init("requests")])
    call.deadline = .upload
    call.setMultipart(MastodonAPI.form(for: item), boundary: boundary)
    return Exchange(
      call,
      value: { answer in
        guard let id = answer.json?["id"]?.string, [200, 202].contains(answer.status) else {
          return nil
        }
        return Upload(id: id, isReady: answer.status == 200)
      }, failure: { MastodonFailures.reading(of: $0, after: .harmless) })
  }

  private static func form(for item: MediaItem) -> [Call.FormPart] {
    var parts: [Call.FormPart] = []
    if !item.alt.isEmpty { parts.append(.text(name: "description", item.alt)) }
    if let focus = item.focus, focus.count == 2 {
      parts.append(.text(name: "focus", "\(focus[0]),\(focus[1])"))
    }
    parts.append(.file(name: "file", item.file))
    return parts
  }

  /// *methods/media*: 206 still busy, 200 ready, 422 failed; 404 when the upload is gone, after
  /// which only a new one helps.
  func mediaState(_ id: String) -> Exchange<Void> {
    let call = call(.get, "/api/v1/media/" + PercentEncoding.component(id))
    return Exchange(call) { answer in
      switch answer.status {
      case 200 where answer.json != nil: return .value(())
      case 206: return .pending(.seconds(2))
      case 404 where answer.json != nil:
        return .refused(
          Refusal(.conflict, code: "404", message: "the uploaded file is no longer on the server"))
      default: return MastodonFailures.reading(of: answer, after: .harmless)
      }
    }
  }
}
