import Config
package import Domain

/// What came of it when the place was tried from which networks fetch media.
package struct MediaProof: Sendable {
  /// Such a place.
  enum Place: Hashable, Sendable {
    case bucket(BucketSettings)
    /// The daemon's own listener, as the world reaches it.
    case listener(String)

    var title: String {
      switch self {
      case .bucket(let bucket): "the bucket \(bucket.name)"
      case .listener(let origin): origin
      }
    }
  }

  /// It is tried again after so long while it works, and while it does not.
  private static let goodFor = Duration.seconds(86_400)
  private static let badFor = Duration.seconds(300)
  /// Posts that wait look again; in this time they hear what the one before them heard.
  private static let sharedFor = Duration.seconds(60)

  var place: Place
  /// The files in force then: who mends something elsewhere and reloads wants it tried anew.
  var generation: GenerationID?
  var at: Instant
  /// Why the world cannot have files; `nil` where it can.
  package var trouble: ErrorObject?

  /// What a post may be told without another try.
  func counts(at now: Instant) -> Bool {
    isYounger(than: trouble == nil ? MediaProof.goodFor : MediaProof.sharedFor, at: now)
  }

  /// It need not be tried for its own sake.
  func isFresh(at now: Instant, _ generation: GenerationID?) -> Bool {
    self.generation == generation
      && isYounger(than: trouble == nil ? MediaProof.goodFor : MediaProof.badFor, at: now)
  }

  /// A clock that was set back makes nothing young.
  private func isYounger(than age: Duration, at now: Instant) -> Bool {
    now >= at && now - at < age
  }

  /// For health and the log.
  package var message: String {
    guard let trouble else { return "\(place.title) hands out media" }
    return trouble.message + (trouble.hint.map { " (\($0))" } ?? "")
  }
}
