package import Domain

extension PageWriter {
  /// The accounts' tokens, one a row; never their values.
  package func tokens(_ tokens: [TokenStandingView]) -> String {
    guard !tokens.isEmpty else { return "no accounts; add some to accounts.yaml\n" }
    var table = Table([
      .init("account"), .init("from", least: 7), .init("age"), .init("access ends"),
      .init("next renewal"), .init("sign in again", least: 12), .init("scopes", least: 10),
    ])
    for token in tokens {
      let missing = token.missingScopes.map { "lacks " + $0 }
      table.add([
        .init(token.account.text), .init(token.source), .init(time.text(token.obtainedAt, age)),
        .init(accessEnd(token)),
        .init(renewal(token)), .init(end(token), isWell(token) ? .plain : .warning),
        .init((missing + token.scopes).joined(separator: " "), missing.isEmpty ? .plain : .bad),
      ])
    }
    return table.text(style)
  }

  private func age(_ instant: Instant) -> String { TimeText.length(time.now - instant) }

  private func accessEnd(_ token: TokenStandingView) -> String {
    guard token.obtainedAt != nil else { return "" }
    return token.accessExpires.map { time.text($0, time.relative) } ?? "never"
  }

  private func renewal(_ token: TokenStandingView) -> String {
    guard token.renewsItself else { return "" }
    return token.nextRenewal.map { time.text($0, time.near) } ?? "with a post"
  }

  private func end(_ token: TokenStandingView) -> String {
    guard token.state == AccountState.ok.word else { return "now: belfry connect \(token.account)" }
    return token.ends.map { time.text($0, time.near) } ?? "never"
  }

  /// Nobody has to do anything within a fortnight.
  private func isWell(_ token: TokenStandingView) -> Bool {
    guard token.state == AccountState.ok.word else { return false }
    return time.read(token.ends).map { $0 - time.now > .seconds(14 * 86_400) } ?? true
  }
}
