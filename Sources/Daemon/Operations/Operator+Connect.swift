import Control
import Crypto
import Domain
import Scheduler
import Store

extension Operator {
  /// Seconds until a sign-in that neither asks nor ends is reported as working.
  private static let signInSeconds = 20

  func startConnect(_ request: StartConnect) async throws(ErrorObject) -> ConnectState {
    let (row, recipe) = try await account(request.account)
    guard recipe is any SignInRecipe else {
      throw ErrorObject(.notAllowed, "\(recipe.profile.title) has no sign-in")
    }
    guard row.state != .disabled else {
      throw ErrorObject(
        .conflict, "account \(row.name) is switched off", hint: "enabled: true in accounts.yaml")
    }
    guard try await inTurn({ try $0.store.openFlow(.revoke, of: row.id) }) == nil else {
      throw ErrorObject(
        .conflict, "account \(row.name) is being disconnected right now", retryable: true,
        retryAfterS: 5)
    }
    let pkce = PKCE.make()
    let state = Base64.url(RandomBytes.make(24))
    let verifier = try seal(pkce.verifier, "code_verifier", of: row)
    var inputs: [String: FlowInput] = [
      "code_challenge": .text(pkce.challenge), "code_verifier": .secret(verifier.key),
      "state": .text(state),
    ]
    let address = request.web == true ? try publicCallback() : request.redirectUri
    if let address { inputs["redirect_uri"] = .text(address) }
    signIns.forget(row.id)
    let event = Event.connect(row.id, inputs: inputs, sealed: [verifier])
    try await inTurn { $0.events.append(event) }
    return try await begun(row, state: state)
  }

  /// The state of the sign-in that just began.
  private func begun(_ row: AccountRow, state: String) async throws(ErrorObject) -> ConnectState {
    let open = try await inTurn { try $0.store.openFlow(.connect, of: row.id) }
    if let open {
      guard open.inputs["state"]?.text == state else {
        throw ErrorObject(.conflict, "somebody else began to sign in \(row.name) just now")
      }
      let news = await signIns.wait(for: row.id, seconds: Operator.signInSeconds)
      return try await view(of: news, row, session: open.id)
    }
    // It ended in the turn in which it began.
    guard let news = signIns.latest(of: row.id) else {
      throw ErrorObject(.unavailable, "the sign-in of \(row.name) did not begin", retryable: true)
    }
    return try await view(of: news, row, session: news.flow)
  }

  func answerConnect(_ request: AnswerConnect) async throws(ErrorObject) -> ConnectState {
    let (row, _) = try await account(request.account)
    let session = FlowID(request.session)
    let flow = try await signIn(session, of: row)
    guard !flow.isDone else {
      throw ErrorObject(
        .conflict, "this sign-in is over", hint: "belfry connect \(row.name) begins a new one")
    }
    let event = try supply(request, to: flow, of: row)
    signIns.forget(row.id)
    try await inTurn { $0.events.append(event) }
    let news = await signIns.wait(for: row.id, seconds: Operator.signInSeconds)
    return try await view(of: news, row, session: session)
  }

  /// The event that brings the value to its flow: a choice as it is, anything else sealed.
  private func supply(
    _ request: AnswerConnect, to flow: FlowRow, of row: AccountRow
  ) throws(ErrorObject) -> Event {
    var options: [InputOption] = []
    if let news = signIns.latest(of: row.id), news.flow == flow.id,
      case .asks(let asked) = news.what
    {
      guard asked.name == request.input else {
        throw ErrorObject(.badRequest, "it asks for \(asked.name), not for \(request.input)")
      }
      options = asked.options
    }
    guard Slug.isValid(request.input, maximumLength: 64), !request.value.secret.isEmpty else {
      throw ErrorObject(.badRequest, "input and value: neither may be empty")
    }
    guard options.isEmpty else {
      guard let chosen = options.first(where: { Secret($0.value) == request.value.secret }) else {
        throw ErrorObject(.badRequest, "\(request.input): the value is none of the options")
      }
      return .supply(flow.id, name: request.input, .text(chosen.value), sealed: [])
    }
    let value =
      request.input == "code"
      ? try RedirectAnswer(
        request.value.secret, expectedState: flow.inputs["state"]?.text
      ).code : request.value.secret
    let sealed = try seal(value, request.input, of: row)
    return .supply(flow.id, name: request.input, .secret(sealed.key), sealed: [sealed])
  }

  func followConnect(_ request: FollowConnect) async throws(ErrorObject) -> ConnectState {
    let (row, _) = try await account(request.account)
    let session = FlowID(request.session)
    let flow = try await signIn(session, of: row)
    if signIns.latest(of: row.id) == nil {
      guard !flow.isDone else { return Operator.ended(row, session) }
      if let state = flow.inputs["state"], flow.notBefore == .never {
        // The daemon was started anew and nobody here knows the question: let it ask again.
        let event = Event.supply(session, name: "state", state, sealed: [])
        try await inTurn { $0.events.append(event) }
      }
    }
    let news = await signIns.wait(for: row.id, seconds: request.waitS ?? 0)
    return try await view(of: news, row, session: session)
  }

  /// - Throws: `not_found` unless the flow is a sign-in of the account.
  private func signIn(_ session: FlowID, of row: AccountRow) async throws(ErrorObject) -> FlowRow {
    let flow = try await inTurn { try $0.store.situation(of: session)?.flow }
    guard let flow, flow.kind == .connect, flow.account == row.id else {
      throw ErrorObject(.notFound, "account \(row.name) has no sign-in \(session.number)")
    }
    return flow
  }

  private func seal(
    _ secret: Secret, _ name: String, of row: AccountRow
  ) throws(ErrorObject) -> SealedSecret {
    let random = RandomBytes.make(8).hexadecimal
    let key = SecretKey("vault:connect/\(row.name)/\(random)/\(name)")
    do {
      return try parts.vault.seal(secret, as: key, account: row.id)
    } catch {
      throw ErrorObject(.internalError, "\(error)")
    }
  }
}

// MARK: - Views

extension Operator {
  private func view(
    of news: SignInDesk.News?, _ row: AccountRow, session: FlowID
  ) async throws(ErrorObject) -> ConnectState {
    guard let news else { return Operator.state(.working, row, session) }
    guard news.flow == session else {
      var view = Operator.state(.failed, row, session)
      view.error = ErrorObject(.conflict, "another sign-in of \(row.name) took its place")
      return view
    }
    switch news.what {
    case .asks(let request):
      var view = Operator.state(.input, row, session)
      view.input = request.name
      view.prompt = request.prompt
      view.url = Operator.address(in: request.prompt)
      view.options = request.options.isEmpty ? nil : request.options
      // What a browser shows may be seen while it is typed.
      view.isSecret = view.url == nil && request.options.isEmpty
      return view
    case .ended(let error?):
      var view = Operator.state(.failed, row, session)
      view.error = error
      return view
    case .ended(nil):
      let (now, _) = try await account(row.name)
      return Operator.ended(now, session)
    }
  }

  private static func ended(_ row: AccountRow, _ session: FlowID) -> ConnectState {
    guard row.state == .ok else {
      var view = state(.failed, row, session)
      view.error = ErrorObject(
        .signInNeeded, row.reason ?? "this sign-in is over",
        hint: "belfry connect \(row.name) begins a new one")
      return view
    }
    var view = state(.done, row, session)
    view.handle = row.identity?.handle
    return view
  }

  private static func state(
    _ state: ConnectState.State, _ row: AccountRow, _ session: FlowID
  ) -> ConnectState {
    ConnectState(account: row.name, session: session.number, state: state, isSecret: false)
  }

  /// The first web address of a prompt.
  private static func address(in prompt: String) -> String? {
    prompt.split(whereSeparator: \.isWhitespace).map(String.init)
      .first { $0.hasPrefix("https://") || $0.hasPrefix("http://") }
  }
}
