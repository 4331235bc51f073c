import Domain

/// Reads every file of a configuration once, within the bounds, and remembers what it read: for the
/// messages, and for the hash that tells whether the files changed in the meantime.
final class FileShelf {
  private let source: any FileSource
  private let bounds: YAMLBounds
  private let report: Report
  private var nodes = 0
  private var bytesRead = 0
  /// The bytes of what was read, by path.
  private(set) var sources: [String: [UInt8]] = [:]
  /// The files that each pattern named.
  private(set) var lists: [String: [String]] = [:]

  init(_ source: any FileSource, bounds: YAMLBounds, report: Report) {
    self.source = source
    self.bounds = bounds
    self.report = report
  }

  /// The tree of a YAML file; `nil` when it is empty or was reported.
  ///
  /// - Parameter origin: the place that asks for the file, where problems with it are reported.
  func yaml(_ path: String, for origin: Place) -> YAMLNode? {
    guard let bytes = read(path, for: origin) else { return nil }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    return tree(bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...], path, firstLine: 1)
  }

  /// The tree of YAML inside another file.
  func tree(_ bytes: ArraySlice<UInt8>, _ path: String, firstLine: Int) -> YAMLNode? {
    if let problem = YAMLText.problem(in: bytes) {
      let place = Place(file: path, line: problem.line + firstLine, column: problem.column + 1)
      report.error(place, problem.message, hint: problem.hint)
      return nil
    }
    var composer = YAMLComposer(
      bytes, file: path, firstLine: firstLine, nodes: nodes, bounds: bounds, report: report)
    let node = composer.compose()
    nodes = composer.nodes
    return node
  }

  /// The bytes of a file; `nil` when it was reported.
  func read(_ path: String, for origin: Place) -> [UInt8]? {
    if let known = sources[path] { return known }
    do {
      let bytes = try source.read(path, limitBytes: bounds.fileBytes)
      bytesRead += bytes.count
      guard bytesRead <= bounds.totalBytes, sources.count < bounds.files else {
        report.error(origin, "the files are too large together", hint: "import posts as CSV")
        return nil
      }
      sources[path] = bytes
      return bytes
    } catch {
      report.error(origin, "\(quoted(path)) \(error.words)")
      return nil
    }
  }

  /// The files that a pattern names; reports a pattern that cannot be used.
  func list(_ pattern: String, for origin: Place) -> [String] {
    do {
      let paths = try source.list(pattern)
      lists[pattern] = paths
      return paths
    } catch {
      report.error(origin, "\(quoted(pattern)) \(error.words)")
      return []
    }
  }

  /// The absolute path of a media file.
  func locate(_ path: String) throws(FileProblem) -> String {
    try source.locate(path)
  }
}
