import Domain

/// What ffmpeg is told about pixels.
enum FilterWords {
  /// Upright, no larger than `side`, and white where it was transparent.
  static func picture(
    _ file: MediaFile, _ orientation: ExifOrientation?, side: Int?
  ) -> [String] {
    let steps = turns(orientation) + [side.map(scale)].compactMap(\.self)
    guard file.mime != "image/jpeg" else {
      return ["-map", "0:v:0", "-vf", (steps + ["format=yuvj420p"]).joined(separator: ",")]
    }
    let chain = (steps + ["format=rgba"]).joined(separator: ",")
    // A copy of the picture, all white, lies below it: so both have the same size.
    let graph =
      "[0:v:0]\(chain),split[top][base];[base]lutrgb=r=255:g=255:b=255:a=255[white];"
      + "[white][top]overlay=format=rgb,format=yuvj420p[out]"
    return ["-filter_complex", graph, "-map", "[out]"]
  }

  /// The eight orientations of Exif as ffmpeg's filters.
  private static func turns(_ orientation: ExifOrientation?) -> [String] {
    switch orientation?.value {
    case 2: ["hflip"]
    case 3: ["hflip", "vflip"]
    case 4: ["vflip"]
    case 5: ["transpose=cclock_flip"]
    case 6: ["transpose=clock"]
    case 7: ["transpose=clock_flip"]
    case 8: ["transpose=cclock"]
    default: []
    }
  }

  /// Only ever smaller, and even on both sides, as 4:2:0 wants it.
  private static func scale(_ side: Int) -> String {
    "scale=w='min(iw,\(side))':h='min(ih,\(side))':force_original_aspect_ratio=decrease"
      + ":force_divisible_by=2:flags=lanczos"
  }

  /// H.264 High in 4:2:0 and AAC in stereo: what all networks take.
  static func film(side: Int, kilobits: Int) -> [String] {
    let sound = 128
    let picture = kilobits - sound
    return [
      "-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn",
      "-vf", scale(side) + ",setsar=1", "-fpsmax", "60",
      "-c:v", "libx264", "-preset", "medium", "-profile:v", "high", "-pix_fmt", "yuv420p",
      "-crf", "21", "-maxrate", "\(picture * 9 / 10)k", "-bufsize", "\(picture)k",
      "-x264-params", "open-gop=0", "-threads", "2",
      "-c:a", "aac", "-b:a", "\(sound)k", "-ar", "48000", "-ac", "2",
      "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-movflags", "+faststart", "-f", "mp4",
    ]
  }
}
