import Domain

/// A schedule file and what holds for its posts.
struct ScheduleFile {
  var root: YAMLNode
  var scope: Scope
}

/// Reads `schedule.yaml` and everything that it includes.
struct ScheduleFiles {
  let shelf: FileShelf
  let report: Report
  let keys: ScheduleKeys
  let times: TimeReader
  /// Patterns do not name it, though it may lie in the same folder.
  let accountsFile: String

  /// The files, each once, in the order in which they are first named.
  func read(_ path: String, root: YAMLNode) -> [ScheduleFile] {
    ShapeChecker(report: report).check(root, as: .keys(keys.file), label: path)
    let zone = root.text("timezone")
    let isKnown = zone.map { times.accept($0) } ?? false
    let scope = Scope(
      zone: isKnown ? zone?.value ?? "UTC" : "UTC", defaults: [root["defaults"]].compactMap { $0 })
    var files = [ScheduleFile(root: root, scope: scope)]
    var done: Set<String> = [path]
    include(files[0], chain: [path], into: &files, done: &done)
    return files
  }

  private func include(
    _ file: ScheduleFile, chain: [String], into files: inout [ScheduleFile],
    done: inout Set<String>
  ) {
    for pattern in file.root.texts("include") where Glob.isInside(pattern.value) {
      for path in paths(pattern, chain: chain) where done.insert(path).inserted {
        guard let root = shelf.yaml(path, for: pattern.place) else { continue }
        ShapeChecker(report: report).check(root, as: .keys(keys.included), label: path)
        let scope = Scope(
          zone: times.zone(root, otherwise: file.scope.zone) ?? file.scope.zone,
          defaults: [root["defaults"]].compactMap { $0 } + file.scope.defaults)
        let included = ScheduleFile(root: root, scope: scope)
        files.append(included)
        include(included, chain: chain + [path], into: &files, done: &done)
      }
    }
  }

  private func paths(_ pattern: Located<String>, chain: [String]) -> [String] {
    guard Glob.isPattern(pattern.value) else {
      guard chain.contains(pattern.value) else { return [pattern.value] }
      report.error(
        pattern.place, "\(quoted(pattern.value)) includes itself",
        hint: (chain + [pattern.value]).joined(separator: " → "))
      return []
    }
    let found = shelf.list(pattern.value, for: pattern.place)
    let paths = found.filter { !chain.contains($0) && $0 != accountsFile }
    if paths.isEmpty {
      report.warning(
        pattern.place, "no file fits \(quoted(pattern.value))",
        hint: "paths begin at the folder of schedule.yaml")
    }
    return paths
  }
}
