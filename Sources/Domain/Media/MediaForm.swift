/// Another form of a media file, for a network that does not take the one that it has.
package enum MediaForm: Hashable, Sendable {
  /// A JPEG without transparency, upright.
  ///
  /// - Parameters:
  ///   - side: pixels of its longer side at most; `nil` leaves the size.
  ///   - quality: from 2 (best) to 31, as ffmpeg counts.
  case picture(side: Int?, quality: Int)
  /// H.264 and AAC in MP4, at most 60 frames a second, ready to play before all of it is there.
  ///
  /// - Parameters:
  ///   - side: pixels of its longer side at most.
  ///   - kilobits: a second of picture and sound together, at most.
  ///   - milliseconds: where it is cut off; `nil` leaves its length.
  case film(side: Int, kilobits: Int, milliseconds: Int64? = nil)

  /// Equal for equal forms, in a file's name.
  package var name: String {
    switch self {
    case .picture(let side, let quality):
      "jpeg-\(side.map(String.init) ?? "full")-q\(quality)"
    case .film(let side, let kilobits, let milliseconds):
      "mp4-\(side)-\(kilobits)k" + (milliseconds.map { "-\($0)ms" } ?? "")
    }
  }

  /// What pictures are tried as, the best first.
  package static let pictures: [MediaForm] = [
    .picture(side: nil, quality: 2), .picture(side: 4096, quality: 2),
    .picture(side: 2048, quality: 2), .picture(side: 2048, quality: 5),
    .picture(side: 1440, quality: 4), .picture(side: 1080, quality: 5),
    .picture(side: 720, quality: 6),
  ]

  /// What films are tried as, the best first.
  package static let films: [MediaForm] = [
    .film(side: 1920, kilobits: 8000), .film(side: 1280, kilobits: 4000),
    .film(side: 1280, kilobits: 2000), .film(side: 854, kilobits: 1000),
  ]

  /// What the file will be, as far as that can be known before: a picture has no bytes yet, a film
  /// as many as it may have.
  package func expected(of file: MediaFile) -> MediaFile {
    var expected = file
    let side: Int?
    switch self {
    case .picture(let most, _):
      (side, expected.mime, expected.bytes, expected.codec) = (most, "image/jpeg", 1, nil)
    case .film(let most, let kilobits, let milliseconds):
      (side, expected.mime, expected.codec) = (most, "video/mp4", "avc1")
      expected.milliseconds =
        milliseconds.map { min($0, file.milliseconds ?? $0) } ?? file.milliseconds
      // A thousand bits in a second are a bit in a millisecond.
      expected.bytes = (expected.milliseconds ?? 0) * Int64(kilobits) / 8
    }
    if let width = file.width, let height = file.height, let side, max(width, height) > side {
      expected.width = max(2, width * side / max(width, height))
      expected.height = max(2, height * side / max(width, height))
    }
    return expected
  }
}

extension MediaForm {
  /// Whether it could have fewer bytes or pixels than the picture has, or another format.
  package func changes(_ file: MediaFile) -> Bool {
    guard case .picture(let side?, let quality) = self, let width = file.width,
      let height = file.height
    else { return true }
    // A picture that is small already only loses by its quality; the best was tried before.
    return max(width, height) > side || quality > 2
  }

  /// The same film cut off after as many whole seconds as are taken; `nil` when none are.
  ///
  /// - Parameter milliseconds: how long the film plays.
  package func trimmed(below milliseconds: Int64, isTaken: (MediaForm) -> Bool) -> MediaForm? {
    guard case .film(let side, let kilobits, _) = self else { return nil }
    var (low, high) = (Int64(0), milliseconds / 1000 + 1)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      let form = MediaForm.film(side: side, kilobits: kilobits, milliseconds: middle * 1000)
      // A film can also be too short.
      if isTaken(form) { low = middle } else { high = middle }
    }
    let longest = MediaForm.film(side: side, kilobits: kilobits, milliseconds: low * 1000)
    return low > 0 && isTaken(longest) ? longest : nil
  }
}

/// Why a file has no other form.
package enum FittingProblem: Error, Hashable, Sendable {
  /// This program is not installed.
  case missingTool(String)
  /// It takes long; the daemon makes it.
  case notHere
  /// The program's words.
  case failed(String)
}
