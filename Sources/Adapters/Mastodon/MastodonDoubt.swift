import Domain

extension MastodonRecipe {
  /// How often a page of own statuses is turned before the question stays open.
  private static let maxPages = 5

  /// Asks about a status that may exist: whether it is among the account's own statuses.
  ///
  /// The API knows no other name for it than what it says.
  func doubt(
    about status: MastodonStatus, _ part: Int, earlier: [String], _ api: MastodonAPI
  ) -> Doubt {
    Doubt(
      rule: api.server.isMastodon ? .keyed(MastodonProfile.keyLifetime) : .ifAllowed,
      quiet: profile.pace.quiet, matchKey: MastodonMatch(status, application: nil).key
    ) { (flow: inout Flow) throws(Pause) -> Finding in
      guard let account = api.accountID else { return .unclear("the account's id is not known") }
      let wanted = MastodonMatch(status, application: api.server.clientName)
      return try look(for: wanted, part, of: account, except: earlier, api, &flow)
    }
  }

  private func look(
    for wanted: MastodonMatch, _ part: Int, of account: String, except earlier: [String],
    _ api: MastodonAPI,
    _ flow: inout Flow
  ) throws(Pause) -> Finding {
    var before: String?
    for page in 0..<MastodonRecipe.maxPages {
      let result = try flow.call("statuses-\(page)", api.ownStatuses(of: account, before: before))
      guard case .page(let statuses) = result else {
        return .unclear("the server does not show the account's statuses")
      }
      for status in statuses where wanted.matches(status, since: flow.earliest) {
        guard let remote = MastodonAPI.remote(in: status.json, part: part),
          !earlier.contains(remote.id),
          !flow.isClaimed(remote.id)
        else { continue }
        return .present(remote)
      }
      guard let last = statuses.last, last.createdAt >= flow.earliest else { return .absent }
      before = last.id
    }
    return .unclear("too many statuses since then to look through")
  }
}

extension MastodonAPI {
  enum OwnStatuses: Sendable {
    /// Newest first.
    case page([MastodonFound])
    case unreadable
  }

  /// *methods/accounts*: the account's own statuses, newest first.
  func ownStatuses(of account: String, before: String?) -> Exchange<OwnStatuses> {
    let older = before.map { "&max_id=" + PercentEncoding.component($0) } ?? ""
    let call = call(
      .get,
      "/api/v1/accounts/\(PercentEncoding.component(account))/statuses"
        + "?limit=40&exclude_reblogs=true" + older)
    return Exchange(
      call,
      value: { answer in
        guard let items = answer.json?.array else { return nil }
        let statuses = items.compactMap(MastodonFound.init)
        // A list that is not understood proves nothing about what is in it.
        guard statuses.count == items.count else { return .unreadable }
        return .page(statuses)
      },
      failure: {
        MastodonFailures.reading(of: $0, after: .harmless).orUnclear { _ in .unreadable }
      })
  }
}
