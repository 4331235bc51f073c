import Domain

/// Edits and deletes of what is out.
extension Core {
  /// The network has done it.
  func changed(_ scene: Scene, _ turn: Turn) -> [Write] {
    let finished = scene.flow {
      $0.isDone = true
      $0.notBefore = .never
    }
    guard let delivery = scene.situation.delivery else { return [finished] }
    switch scene.flow.kind {
    case .delete:
      let writes = [finished, scene.audit("delivery.deleted", scene.label)]
      guard delivery.state == .attention else { return writes }
      // The visible parts of a thread are gone, so nothing of it is left to ask about.
      return writes + [.delivery(delivery.id, DeliveryChange(.cancelled, settledAt: turn.now))]
    case .edit:
      guard let revision = scene.flow.revision else { return [finished] }
      return [
        .edited(delivery.id, revision: revision), finished,
        scene.audit("delivery.edited", scene.label),
      ]
    case .publish, .connect, .refresh, .probe, .revoke: return [finished]
    }
  }

  /// What people are told of an edit or a delete that cannot be done.
  func changeFailed(_ scene: Scene, _ error: ErrorObject) -> [Write] {
    guard let delivery = scene.situation.delivery,
      scene.flow.kind == .edit || scene.flow.kind == .delete
    else { return [] }
    return [
      .notice(
        Notice(
          .attention,
          title: "\(delivery.uid) → \(scene.account.name): \(scene.flow.kind.word) failed",
          body: error.message + partsGone(scene)))
    ]
  }

  /// What of a thread is gone although its delete failed.
  private func partsGone(_ scene: Scene) -> String {
    let parts = scene.situation.published
    let gone = parts.count(where: \.isDeleted)
    guard scene.flow.kind == .delete, gone > 0 else { return "" }
    return "; \(gone) of \(parts.count) parts \(gone == 1 ? "is" : "are") gone"
  }
}
