import Domain

/// Media that networks must fetch, and a place that does not hand them out: a bucket that refuses
/// its key, a listener that nobody reaches. It is a trouble of this machine's configuration, so
/// that it blames no network and uses up no attempt.
extension Core {
  /// The writes for a flow whose media cannot be handed out; it looks again after a while.
  mutating func holdForMedia(_ error: ErrorObject, _ scene: Scene, _ turn: Turn) -> [Write] {
    isMediaStuck = true
    let until = turn.now + settings.blockedRecheck
    return setAside(scene, .media, until: until, reason: error, turn) + tellOfMedia(error, turn)
  }

  /// Media went out again: what waits for it is ready.
  mutating func mediaWorks(_ turn: inout Turn) throws {
    guard isMediaStuck else { return }
    isMediaStuck = false
    try release(.media, &turn)
  }

  /// Every post that needs a file meets the same trouble: people hear of it once an hour.
  private mutating func tellOfMedia(_ error: ErrorObject, _ turn: Turn) -> [Write] {
    if let last = told[.media], turn.clocks.uptime - last < Core.noticePause { return [] }
    told[.media] = turn.clocks.uptime
    return [
      .notice(
        Notice(
          .media, title: "media cannot be handed out",
          body: [
            error.message, error.hint,
            "Posts that networks must fetch files for wait; the others go on.",
          ].compactMap(\.self).joined(separator: "\n")))
    ]
  }
}
