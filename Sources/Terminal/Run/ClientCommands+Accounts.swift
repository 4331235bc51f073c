import Control
import Domain

/// Commands about accounts, keys and the daemon's files.
extension ClientCommands {
  private func account(_ invocation: Invocation) throws(CommandFailure) -> AccountName {
    let text = invocation.value("ACCOUNT") ?? ""
    guard let name = AccountName(text) else {
      throw .usage(.other("\"\(text)\" is not an account's name", of: invocation.path))
    }
    return name
  }

  func connect(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let account = try account(invocation)
    let isElsewhere = invocation.has("web")
    guard !(isElsewhere && invocation.has("paste")) else {
      throw .usage(.other("give --web or --paste, not both", of: invocation.path))
    }
    let catcher = invocation.has("paste") || isElsewhere ? nil : console.redirects
    let address = await catcher?.start(at: nil)
    do throws(CommandFailure) {
      let start = StartConnect(
        account: account, redirectUri: address, web: isElsewhere ? true : nil)
      let state = try await converse(start, catcher)
      await catcher?.stop()
      try await show(state, invocation, zone: "UTC") { $0.page(state) }
      if let error = state.error, state.state == .failed { throw .control(.refused(error)) }
      return state.state == .done ? .done : .failed
    } catch {
      await catcher?.stop()
      throw error
    }
  }

  /// The dialogue: the daemon says what it needs, the person or the browser gives it.
  private func converse(
    _ start: StartConnect, _ catcher: (any RedirectCatcher)?
  ) async throws(CommandFailure) -> ConnectState {
    let account = start.account
    var state = try await call(start)
    while true {
      switch state.state {
      case .done, .failed: return state
      case .input where start.web == true && state.url != nil:
        state = try await browserElsewhere(state)
      case .working:
        state = try await call(
          FollowConnect(account: account, session: state.session, waitS: 30))
      case .input:
        let value = try await answer(state, catcher, start.redirectUri)
        state = try await call(
          AnswerConnect(
            account: account, session: state.session, input: state.input ?? "",
            value: SecretText(Secret(value))))
      }
    }
  }

  /// Waits until the browser has been at the daemon's own listener.
  private func browserElsewhere(
    _ asked: ConnectState
  ) async throws(CommandFailure) -> ConnectState {
    console.writeError(
      "open this page in a browser:\n\n  \(DisplayText.line(asked.url ?? ""))\n\n"
        + "waiting until it comes back to the daemon\n")
    var state = asked
    while state.state == .input, state.url == asked.url {
      try? await Task.sleep(for: .seconds(1))
      state = try await call(
        FollowConnect(account: asked.account, session: asked.session, waitS: 0))
    }
    return state
  }

  private func answer(
    _ state: ConnectState, _ catcher: (any RedirectCatcher)?, _ address: String?
  ) async throws(CommandFailure) -> String {
    if let options = state.options { return try choose(state, options) }
    if let url = state.url {
      console.writeError("open this page in a browser:\n\n  \(DisplayText.line(url))\n\n")
      if let catcher, await isListening(where: url, catcher, address) {
        console.writeError("waiting for the browser; on a machine without one use --paste\n")
        if let caught = await catcher.caught() { return caught }
      }
    }
    let prompt = DisplayText.line(state.prompt ?? state.input ?? "value") + ": "
    let question = Console.Question(prompt, isHidden: state.isSecret)
    guard let value = console.ask(question), !value.isEmpty else {
      throw .givenUp("nothing was entered; \(state.account) is as it was")
    }
    return value
  }

  /// Whether the browser comes back to this machine: to the address that was given to the network,
  /// or to the one on loopback that is registered with the app. Some networks take neither.
  private func isListening(
    where url: String, _ catcher: any RedirectCatcher, _ address: String?
  ) async -> Bool {
    if let address, url.contains(PercentEncoding.component(address)) { return true }
    let name = "redirect_uri="
    guard
      let field = url.split(whereSeparator: { "?&#".contains($0) })
        .first(where: { $0.hasPrefix(name) }),
      let redirect = PercentEncoding.decodeForm(field.dropFirst(name.count)),
      ["http://127.0.0.1:", "http://localhost:"].contains(where: redirect.hasPrefix)
    else { return false }
    return await catcher.start(at: redirect) != nil
  }

  /// Shows what there is with numbers, and asks until one of them is entered.
  private func choose(
    _ state: ConnectState, _ options: [InputOption]
  ) throws(CommandFailure) -> String {
    console.writeError(DisplayText.line(state.prompt ?? state.input ?? "choose") + "\n\n")
    for (index, option) in options.enumerated() {
      console.writeError("  \(index + 1)  \(DisplayText.line(option.label))\n")
    }
    console.writeError("\n")
    while let text = console.ask(Console.Question("number (1-\(options.count)): ")), !text.isEmpty {
      if let number = Int(text.filter { $0 != " " }), options.indices.contains(number - 1) {
        return options[number - 1].value
      }
    }
    throw .givenUp("nothing was chosen; \(state.account) is as it was")
  }

  func disconnect(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let account = try account(invocation)
    if !invocation.has("yes") {
      guard console.isInteractive, !invocation.wantsJSON else {
        throw .usage(.other("add --yes to disconnect unasked", of: invocation.path))
      }
      try agree("Revoke and forget the tokens of \(account)? Its posts will wait.")
    }
    let report = try await call(Disconnect(account: account))
    try await show(report, invocation) { $0.page(report) }
    return .done
  }

  func rotate(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let keys = try await call(RotateKeys())
    try await show(keys, invocation) { $0.page(keys) }
    return .done
  }

  func reload(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let wait = invocation.duration("wait").map { Int($0.wholeSecondsRoundedUp) }
    let report = try await call(
      Reload(force: invocation.has("force") ? true : nil, waitS: wait))
    try await show(report, invocation, zone: report.plan.timezone) { $0.page(report) }
    switch report.state {
    case .applied, .unchanged: return .done
    case .refused: return .badConfiguration
    case .working: return .failed
    }
  }
}
