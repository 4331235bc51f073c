import Domain

/// The promises about edits, deletes and series, when everything has come to rest.
extension Simulation {
  /// I2, I16: what the store says of a post that is out, or was, is so.
  ///
  /// A copy that was put back may be from before an edit or a delete.
  func checkChanges(of name: PartName, _ post: PostName, isGone: Bool, _ excerpt: String) {
    let isReallyGone = witness.deleted.contains(post)
    if isGone != isReallyGone, isGone || figures.restores == 0 {
      fail("I16", "\(name.post) part \(name.part) on \(name.account): deleted is \(isGone)")
    }
    guard figures.restores == 0, !isReallyGone, let said = witness.posts[post]?.version,
      let version = PartName.version(in: excerpt)
    else { return }
    if version != said {
      fail(
        "I2",
        "\(name.post) part \(name.part) on \(name.account) says version \(said), and on record is "
          + "\(version)")
    }
  }

  /// I16: each part that is gone is on record as soon as the store was told, whatever became of the
  /// delete; and no other part.
  func checkDeleted(_ name: PartName, _ post: PostName, isGone: Bool) {
    if isGone, !witness.deleted.contains(post) {
      fail("I16", "\(name.post) part \(name.part) on \(name.account) is out, and on record as gone")
    }
    if !isGone, witness.knownGone.contains(post) {
      fail("I16", "\(name.post) part \(name.part) on \(name.account) is gone, not on record")
    }
  }

  /// I1, I2, I3: a series went out as often as it is on record, and never more often than its rule
  /// says.
  func checkSeries(_ rows: [[String]]) {
    for one in series {
      let known = rows.filter { one.owns(PostUID($0[0])?.name ?? "") }
      let published = known.filter { $0[2] == "\(DeliveryState.published.rawValue)" }.count
      let out = witness.turns.filter { one.owns($0.key.post) }.values.reduce(0) { $0 + $1.count }
      if known.count > one.count {
        fail("I3", "\(one.name) has \(known.count) occurrences, and its rule \(one.count)")
      }
      // A copy may be from a time when the series was not in the files.
      let wasAway = figures.restores > 0 && witness.takenBack.contains(one.name)
      if out > published, !wasAway {
        fail("I1", "\(one.name) went out \(out) times, and \(published) are on record")
      }
      let isAssumed = witness.takenBack.contains { $0.hasPrefix("\(one.name)@") }
      if out < published, !isAssumed {
        fail("I2", "\(one.name) went out \(out) times, and \(published) are on record")
      }
    }
  }
}
