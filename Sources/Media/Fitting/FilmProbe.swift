import Domain

/// What ffprobe says about a film or sound.
package struct FilmProbe: Hashable, Sendable {
  /// Coding of the pictures as ffmpeg names it, such as `h264`; `nil` without pictures.
  package var picture: String?
  /// Coding of the sound, such as `aac`; `nil` without sound.
  package var sound: String?
  /// How colours lie in memory, such as `yuv420p`.
  package var pixels: String?
  package var framesPerSecond: Double?
  package var milliseconds: Int64?

  /// Fails when it is not what ffprobe prints.
  package init?(_ output: [UInt8]) {
    guard let json = try? JSON(parsing: output), case .array(let streams)? = json["streams"] else {
      return nil
    }
    for stream in streams {
      switch stream["codec_type"]?.string {
      case "video" where picture == nil:
        picture = stream["codec_name"]?.string
        pixels = stream["pix_fmt"]?.string
        framesPerSecond = stream["avg_frame_rate"]?.string.flatMap(FilmProbe.quotient)
      case "audio" where sound == nil: sound = stream["codec_name"]?.string
      default: break
      }
    }
    let seconds = json["format"]?["duration"]?.string.flatMap { Double($0) }
    // A length of centuries is a damaged head.
    if let seconds, seconds >= 0, seconds < 1e9 { milliseconds = Int64(seconds * 1000) }
  }

  /// Such as `30000/1001`; `0/0` for a single picture.
  private static func quotient(_ text: String) -> Double? {
    let numbers = text.split(separator: "/").compactMap { Double($0) }
    guard numbers.count == 2, numbers[0] > 0, numbers[1] > 0 else { return nil }
    return numbers[0] / numbers[1]
  }
}
