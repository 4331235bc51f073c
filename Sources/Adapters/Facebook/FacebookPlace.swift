import Domain

/// Where a post goes on Facebook.
enum FacebookPlace: Sendable {
  case feed
  /// A film of any shape, in the feed.
  case film(MediaItem)
  /// A film on end.
  case reel(MediaItem)
  /// A photo or a film that is gone after a day.
  case story(MediaItem)
  /// Media that do not go together.
  case nowhere

  init(_ content: Content) {
    let media = content.parts[0].media
    let films = media.filter { $0.file.kind == .video }
    guard films.isEmpty || media.count == 1 else {
      self = .nowhere
      return
    }
    switch content.options["placement"]?.string {
    case "story": self = media.count == 1 ? .story(media[0]) : .nowhere
    case "reel": self = films.first.map(Self.reel) ?? .nowhere
    case "feed": self = films.first.map(Self.film) ?? .feed
    default:
      self = films.first.map { Self.isReel($0.file) ? .reel($0) : .film($0) } ?? .feed
    }
  }

  /// Whether a film is as reels are; of one that does not say, it is not assumed.
  private static func isReel(_ file: MediaFile) -> Bool {
    guard let width = file.width, let height = file.height, height > 0 else { return false }
    let seconds = FacebookProfile.reelSeconds
    let playsRight =
      file.milliseconds.map {
        (seconds.lowerBound * 1000...seconds.upperBound * 1000 + 999).contains($0)
      } ?? true
    return playsRight && FacebookProfile.reelAspect.contains(Double(width) / Double(height))
  }
}
