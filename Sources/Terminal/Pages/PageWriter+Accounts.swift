package import Control
package import Domain

extension PageWriter {
  /// The accounts, one a row.
  ///
  /// - Parameter isBrief: leave out what the status page has no room for.
  package func accounts(_ accounts: [AccountView], isBrief: Bool = false) -> String {
    guard !accounts.isEmpty else { return "no accounts; add some to accounts.yaml\n" }
    var table = Table([
      .init("account"), .init("platform", least: 6), .init("state", least: 7), .init("next"),
      .init("today", right: true), .init("left", least: 10), .init("token", least: 16),
    ])
    for account in accounts {
      let isWell = account.state == AccountState.ok.word
      table.add([
        .init(account.name.text), .init(isBrief ? "" : account.platform.text),
        .init(state(account), isWell ? .good : .bad),
        .init(isWell ? time.text(account.nextDue, time.near) : "blocked"),
        .init(NumberText.grouped(account.publishedToday)), .init(left(account)),
        .init(token(account), isWell ? .plain : .warning),
      ])
    }
    // In a pipe every line is an account.
    guard !isBrief, style.isTerminal else { return table.text(style) }
    return table.text(style) + limitsInUse(accounts) + spendings(accounts)
  }

  /// Every limit of which something is used, with what is left and when all of it is back.
  private func limitsInUse(_ accounts: [AccountView]) -> String {
    var table = Table([
      .init("account"), .init("limit", least: 8), .init("left", right: true), .init("of"),
      .init("all back"),
    ])
    for account in accounts {
      for limit in account.limits where limit.fullAt != nil {
        table.add([
          .init(account.name.text), .init(limit.name),
          .init(
            NumberText.grouped(limit.left), limit.left * 5 <= limit.capacity ? .warning : .plain),
          .init(
            "\(NumberText.grouped(limit.capacity)) \(limit.unit) / "
              + PageWriter.period(limit.perSeconds)),
          .init(time.text(limit.fullAt, time.near)),
        ])
      }
    }
    return table.isEmpty ? "" : "\n" + table.text(style)
  }

  /// What accounts spent, where networks charge for calls.
  private func spendings(_ accounts: [AccountView]) -> String {
    let lines = accounts.compactMap { account in
      account.spending.map { spending in
        "\(account.name) spent \(spending.spent)"
          + (spending.budget.map { " of \($0)" } ?? "") + " US dollars in \(spending.month), for "
          + NumberText.count(spending.calls, "call") + "\n"
      }
    }
    return lines.isEmpty ? "" : "\n" + lines.joined()
  }

  private func state(_ account: AccountView) -> String {
    account.circuit == "closed" ? account.state : "\(account.state), held back"
  }

  /// Of the limits that count posts, the one of which the least is left.
  private func left(_ account: AccountView) -> String {
    let publishing = account.limits.filter { ["posts", "points"].contains($0.unit) }
    let scarcest = (publishing.isEmpty ? account.limits : publishing).min {
      $0.left * max(1, $1.capacity) < $1.left * max(1, $0.capacity)
    }
    guard let limit = scarcest else { return "" }
    guard limit.unit == "posts" else { return "\(NumberText.grouped(limit.left)) \(limit.unit)" }
    return "\(NumberText.grouped(limit.left)) of \(NumberText.grouped(limit.capacity))"
      + " / \(PageWriter.period(limit.perSeconds))"
  }

  /// `3 h`, `day`, `15 min`.
  static func period(_ seconds: Int) -> String {
    switch seconds {
    case 86_400: "day"
    case 3600: "h"
    case 60: "min"
    default: TimeText.length(.seconds(seconds))
    }
  }

  private func token(_ account: AccountView) -> String {
    switch account.state {
    case AccountState.ok.word:
      guard let token = account.token else { return "none needed" }
      guard let expires = time.read(token.accessExpires) else { return "does not expire" }

      return (expires > time.now ? "refreshes " : "expired ")
        + time.relative(expires)
    case AccountState.disabled.word: return "switched off in accounts.yaml"
    default:
      let reason = account.reason.map { DisplayText.line($0) + " — " } ?? ""
      return reason + "belfry connect \(account.name)"
    }
  }

  /// What became of a sign-in.
  package func page(_ state: ConnectState) -> String {
    switch state.state {
    case .done:
      "\(state.account) is connected"
        + (state.handle.map { " as " + DisplayText.line($0) } ?? "") + "\n"
    case .failed: "\(state.account) is not connected\n"
    case .working, .input: "\(state.account): the sign-in is under way\n"
    }
  }

  /// What became of a sign-in that was ended.
  package func page(_ report: DisconnectReport) -> String {
    "\(report.account.name) is disconnected: its tokens are forgotten here\n"
      + DisplayText.line(report.message) + "\n"
  }

  /// The vault's keys.
  package func page(_ keys: KeysView) -> String {
    var table = Table([
      .init("key", right: true), .init("made"), .init("secrets", right: true), .init("use"),
    ])
    for key in keys.keys {
      table.add([
        .init(String(key.id)), .init(time.text(key.createdAt, time.full)),
        .init(NumberText.grouped(key.secrets)), .init(key.isPrimary ? "seals new secrets" : "old"),
      ])
    }
    let rest =
      keys.toRewrap == 0
      ? "every secret is sealed with the newest key"
      : NumberText.count(keys.toRewrap, "secret") + " still to be sealed anew"
    return line(["master key \(DisplayText.line(keys.masterKey))", rest]) + table.text(style)
  }
}
