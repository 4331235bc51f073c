import Domain

/// ffmpeg, where it is installed: only files that must be made to fit need it.
package struct MediaTools: Sendable {
  private static let drawing = ConfinedProgram.Bounds(
    milliseconds: 60_000, cpuSeconds: 60, memoryBytes: 2 << 30, fileBytes: 256 << 20)
  /// Two hours on the wall, eight of processors: films of gigabytes on small machines.
  private static let filming = ConfinedProgram.Bounds(
    milliseconds: 7_200_000, cpuSeconds: 28_800, memoryBytes: 3 << 30, fileBytes: 4 << 30)

  private static let program = "ffmpeg"

  private let folders: [String]

  /// - Parameter folders: where programs are looked for.
  package init(folders: [String] = ["/usr/local/bin", "/usr/bin", "/bin"]) {
    self.folders = folders
  }

  /// The name of the program that is not installed; `nil` where it is.
  package var missing: String? {
    ConfinedProgram(MediaTools.program, in: folders) == nil ? MediaTools.program : nil
  }

  /// Makes the file at `path` into `form`, at `target`, which lies in `folder`.
  func make(
    _ form: MediaForm, of path: String, _ file: MediaFile, _ orientation: ExifOrientation?,
    target: String, folder: String
  ) throws(FittingProblem) {
    let source = try source(path, file.mime)
    var words = ["-hide_banner", "-nostdin", "-y"]
    let bounds: ConfinedProgram.Bounds
    switch form {
    case .picture(let side, let quality):
      // The picture is turned by what its header says, whichever the version of ffmpeg.
      words += ["-noautorotate"] + source
      words += FilterWords.picture(file, orientation, side: side)
      words += ["-frames:v", "1", "-c:v", "mjpeg", "-q:v", "\(quality)", "-f", "image2pipe"]
      bounds = MediaTools.drawing
    case .film(let side, let kilobits, let milliseconds):
      words += source + FilterWords.film(side: side, kilobits: kilobits)
      if let milliseconds {
        words += ["-t", "\(milliseconds / 1000).\(String(1000 + milliseconds % 1000).dropFirst())"]
      }
      bounds = MediaTools.filming
    }
    words += ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"]
    try run(words + ["file:" + target], input: path, folder, bounds)
  }

  /// The reader is named: what a file looks like does not choose it, so that no playlist and no
  /// script is followed.
  private func source(_ path: String, _ mime: String) throws(FittingProblem) -> [String] {
    guard let format = MediaTools.formats[mime] else {
      throw .failed("\(mime) has no other form")
    }
    return [
      "-v", "error", "-protocol_whitelist", "file", "-f", format, "-i", "file:" + path,
    ]
  }

  private static let formats = [
    "image/jpeg": "jpeg_pipe", "image/png": "png_pipe", "image/webp": "webp_pipe",
    "image/gif": "gif", "video/mp4": "mov", "video/quicktime": "mov", "audio/mp4": "mov",
    "video/webm": "matroska", "audio/ogg": "ogg", "audio/flac": "flac", "audio/wav": "wav",
    "audio/mpeg": "mp3",
  ]

  private func run(
    _ words: [String], input: String, _ folder: String, _ bounds: ConfinedProgram.Bounds
  ) throws(FittingProblem) {
    let name = MediaTools.program
    guard let program = ConfinedProgram(name, in: folders) else { throw .missingTool(name) }
    let result = program.run(words, input: input, folder: folder, bounds)
    switch result.end {
    case .exited(0): return
    case .exited(let code):
      throw .failed(result.complaint.isEmpty ? "\(name) ended with \(code)" : result.complaint)
    case .killed(let signal): throw .failed("\(name) was ended by signal \(signal)")
    case .late: throw .failed("\(name) took more than \(bounds.milliseconds / 1000) s")
    case .refused(let reason): throw .failed("\(name) could not be started: \(reason)")
    }
  }
}
