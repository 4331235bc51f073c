import Domain

extension PinterestRecipe {
  /// How often a page of the board is turned before the question stays open.
  private static let maxPages = 3

  /// Asks about a Pin that may exist: whether its board shows one with the same words. Pinterest
  /// takes identical Pins, so that nothing makes a second sending harmless.
  func doubt(about pin: PinterestPin, _ api: PinterestAPI) -> Doubt {
    let wanted = pin.match
    return Doubt(
      rule: .ifAllowed, quiet: profile.pace.quiet, matchKey: pin.board + "|" + wanted.key
    ) { (flow: inout Flow) throws(Pause) -> Finding in
      var bookmark: String?
      for page in 0..<PinterestRecipe.maxPages {
        let result = try flow.call("pins-\(page)", api.pins(on: pin, after: bookmark))
        guard case .page(let pins, let next) = result else {
          return .unclear("Pinterest does not show the board")
        }
        for found in pins where found.created >= flow.earliest && found.match == wanted {
          guard !flow.isClaimed(found.id), let remote = api.remote(found.id) else {
            continue
          }
          return .present(remote)
        }
        guard let next, let last = pins.last, last.created >= flow.earliest else { return .absent }
        bookmark = next
      }
      return .unclear("too many Pins since then to look through")
    }
  }
}
