package import Domain

/// How Pinterest publishes: one Pin on a board. Pictures travel inside the call that creates it;
/// a film is uploaded ahead. (developers.pinterest.com, API v5)
package struct PinterestRecipe: Recipe {
  package let profile: PlatformProfile

  /// - Parameter pace: waits other than the platform's own, for a sandbox.
  package init(pace: PlatformProfile.Pace? = nil) {
    var profile = PinterestProfile.value
    if let pace { profile.pace = pace }
    self.profile = profile
  }

  package func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    let api = try PinterestAPI(account, flow)
    guard let board = PinterestPin.board(of: content, account) else {
      throw flow.refuse(.content, code: "no-board", "the post names no board")
    }
    guard content.parts.count == 1 else {
      throw flow.refuse(.content, code: "no-threads", "Pinterest has no threads")
    }
    let part = content.parts[0]
    var film: String?
    if let item = part.media.first(where: { $0.file.kind == .video }) {
      film = try upload(item.file, api, &flow)
    }
    let pin = PinterestPin(content, board: board, film: film, fetch: api.fetchesPictures)
    let remote = try flow.publish("pin", part: 0, api.create(pin), onDoubt: doubt(about: pin, api))
    return Publication(parts: [remote])
  }

  package func limits(in answer: Answer) -> [LimitReading] {
    PinterestLimits.readings(in: answer)
  }
}

extension PinterestRecipe: DeleteRecipe {
  /// Deletes the Pin; one that is not there (any more) counts as deleted.
  package func delete(
    _ remote: Remote, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    try flow.change("delete", try PinterestAPI(account, flow).delete(remote.id))
  }
}

extension PinterestRecipe: AddressRecipe {
  /// Reads `https://www.pinterest.com/pin/ID/`, in every country's spelling of the host.
  package func remote(at address: String, of account: AccountFacts) -> Remote? {
    guard let page = WebPage(address), page.path.count >= 2, page.path[0] == "pin",
      page.origin.host.split(separator: ".").contains("pinterest") || page.isOfSandbox(account),
      page.path[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Remote(id: page.path[1], url: address)
  }
}

extension PinterestRecipe: ProbeRecipe {
  package func probe(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> JSON {
    _ = try flow.call("account", try PinterestAPI(account, flow).me())
    return account.server
  }
}

extension PinterestRecipe: FetchingRecipe {
  package func fetches(_ kind: MediaKind, for settings: [String: String]) -> Bool {
    settings["pictures"] == "fetch" && kind != .video
  }
}
