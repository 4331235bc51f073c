package import Domain

/// What became of a post that came in by CSV, API or command line.
package struct AcceptedPost: Hashable, Sendable {
  package var post: PostID
  package var uid: PostUID
  package var deliveries: [DeliveryID]
  /// It was accepted before, word for word the same; nothing was changed.
  package var wasKnown: Bool
}

/// Posts whose uid was accepted before with another body. Nothing of their batch was accepted.
package struct PostConflicts: Error, Hashable, Sendable {
  package var uids: [PostUID]
}

extension Store {
  /// Accepts posts that the store owns from now on, within the turn: all of them or none. With a
  /// `staging` they are put in there, and count once it is in force.
  ///
  /// A uid that was accepted before with the same body gives the first answer again.
  ///
  /// - Throws: `PostConflicts` when a uid came before with another body; `StoreError` of kind
  ///   `refused` for an account that was never declared.
  package func accept(
    _ posts: [DeclaredPost], in staging: StagingID? = nil, at: Instant, actor: String,
    start: @escaping (DeclaredPost, DeclaredPost.Target) -> FlowStart
  ) throws -> [AcceptedPost] {
    try part {
      var changer = try PostChanger(
        store: self, at: at, actor: actor, generation: nil, staging: staging, start: start)
      var conflicts: [PostUID] = []
      var accepted: [AcceptedPost] = []
      for post in posts {
        let fingerprint = fingerprint(of: post)
        let known = try connection.first(Posts.find, post.uid.text) {
          (id: PostID($0.integer(0)), fingerprint: $0.optionalBlob(2))
        }
        guard let known else {
          let (id, deliveries) = try changer.addWhole(post, fingerprint: fingerprint)
          accepted.append(
            AcceptedPost(post: id, uid: post.uid, deliveries: deliveries, wasKnown: false))
          continue
        }
        guard known.fingerprint == fingerprint else {
          conflicts.append(post.uid)
          continue
        }
        let deliveries = try connection.rows(Deliveries.ofPost, known.id.number) {
          DeliveryID($0.integer(0))
        }
        accepted.append(
          AcceptedPost(post: known.id, uid: post.uid, deliveries: deliveries, wasKnown: true))
      }
      guard conflicts.isEmpty else { throw PostConflicts(uids: conflicts) }
      return accepted
    }
  }

  /// Changes posts that the store owns, within the turn.
  ///
  /// - Returns: for each change what became of it; `tooLate` when nothing could be changed.
  package func change(
    _ changes: [PostChange], at: Instant, actor: String,
    start: @escaping (DeclaredPost, DeclaredPost.Target) -> FlowStart
  ) throws -> [PostChange.Kind] {
    try part {
      var changer = try PostChanger(
        store: self, at: at, actor: actor, generation: nil, start: start)
      return try changes.map { try changer.carryOut($0) }
    }
  }

  /// SHA-256 over everything that the owner declared, to recognise the same post again.
  private func fingerprint(of post: DeclaredPost) -> [UInt8] {
    var writer = ByteWriter(version: 1)
    writer.add(post.due.instant.milliseconds)
    writer.add(post.due.zone)
    writer.add(post.latePolicy.rawValue)
    writer.add(post.grace.wholeMilliseconds)
    writer.add(post.needsApproval ? 1 : 0 as UInt8)
    writer.add(post.onEdit.rawValue)
    writer.add(post.attempts)
    writer.add(post.project)
    for target in post.targets {
      writer.add(target.account.text)
      writer.add(target.placement)
      writer.add(CanonicalContent.encode(target.content))
    }
    return hashing.sha256(writer.bytes)
  }
}
