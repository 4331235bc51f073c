import Domain

/// Reads one post from its checked mapping.
struct PostReader {
  let report: Report
  let vocabulary: Vocabulary
  let targets: TargetReader
  let times: TimeReader
  let facts: KnownFacts

  /// - Parameters:
  ///   - node: the mapping of the post.
  ///   - uid: its name.
  ///   - scope: what its file says for all posts.
  /// - Returns: `nil` when something of it was reported that leaves no post.
  func read(_ node: YAMLNode, uid: PostUID, scope: Scope) -> SnapshotPost? {
    let place = node["id"]?.place ?? node.place
    let deliveries = targets.targets(base: [node], scope: scope, whole: place)
    let zone = times.zone(node, otherwise: scope.zone)
    guard let at = node["at"], let text = at.scalar, let moment = Moment(text) else { return nil }
    let when = when(moment, at: at.place, zone: zone, isKnown: facts.knows(uid))
    guard let when, !deliveries.isEmpty else { return nil }
    return SnapshotPost(
      uid: uid, when: when,
      rules: PostRules(Layers(overrides: [], base: [node] + scope.defaults)),
      targets: deliveries, place: place, timePlace: at.place,
      isDraft: node.boolean("draft") ?? false)
  }

  private func when(
    _ moment: Moment, at place: Place, zone: String?, isKnown: Bool
  ) -> SnapshotPost.When? {
    switch moment {
    case .next(let slot):
      guard vocabulary.slots[slot] == nil else { return .next(slot: slot) }
      report.error(
        place, "no slot \(quoted(slot))",
        hint: Spelling.suggestion(for: slot, among: vocabulary.slots.keys.sorted())
          ?? "define it under slots:")
      return nil
    case .now:
      return zone.map { .now(zone: $0) }
    case .absolute(let instant):
      guard let zone else { return nil }
      times.check(instant, zone: zone, at: place, isKnown: isKnown)
      return .at(instant, zone: zone)
    case .local(let local):
      guard let zone, let instant = times.resolve(local, zone: zone, at: place) else { return nil }
      times.check(instant, zone: zone, at: place, isKnown: isKnown)
      return .at(instant, zone: zone)
    }
  }
}
