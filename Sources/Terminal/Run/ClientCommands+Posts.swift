import Control
import Domain

/// Commands that make and change posts.
extension ClientCommands {
  func post(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let accounts = invocation.all("to")
    guard !accounts.isEmpty else {
      throw .usage(.other("--to is missing: say to which accounts", of: invocation.path))
    }
    var request = CreatePost(to: accounts, text: try text(invocation.value("TEXT") ?? ""))
    request.uid = invocation.value("uid")
    request.at = invocation.value("at")
    request.timezone = invocation.value("timezone")
    request.media = try media(invocation)
    request.thread = invocation.values["thread"]?.map { ThreadFields(text: $0) }
    request.link = invocation.value("link")
    request.warning = invocation.value("warning")
    request.language = invocation.value("language")
    request.visibility = invocation.value("visibility").flatMap(Visibility.init)
    request.tags = invocation.values["tag"]
    request.for = try options(invocation)
    request.late = invocation.value("late").flatMap(LatePolicy.init)
    request.graceS = invocation.duration("grace").map { Int($0.wholeSecondsRoundedUp) }
    request.project = invocation.value("project")
    request.hold = invocation.has("hold") ? true : nil
    request.dryRun = invocation.has("dry-run") ? true : nil
    request.waitS = invocation.duration("wait").map { Int($0.wholeSecondsRoundedUp) }
    let result = try await call(request)
    try await show(result, invocation) { $0.page(result) }
    return ClientCommands.exitCode(result)
  }

  /// `--option reddit.title=Bells`: what only some of the platforms understand.
  private func options(
    _ invocation: Invocation
  ) throws(CommandFailure) -> [String: OverrideFields]? {
    var all: [String: [String: JSON]] = [:]
    for text in invocation.all("option") {
      let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let names = halves[0].split(separator: ".", omittingEmptySubsequences: false)
      guard halves.count == 2, names.count == 2, !names.contains("") else {
        throw .usage(
          .other("\"\(text)\" is not NAME.KEY=VALUE, as in reddit.title=Bells", of: invocation.path)
        )
      }
      all[String(names[0]), default: [:]][String(names[1])] = ClientCommands.value(halves[1])
    }
    return all.isEmpty ? nil : all.mapValues { OverrideFields(options: $0) }
  }

  /// A truth, a whole number, or text, as the files read it.
  private static func value(_ text: Substring) -> JSON {
    switch text {
    case "true": true
    case "false": false
    default: Int64(text).map(JSON.integer) ?? .string(String(text))
    }
  }

  private func media(_ invocation: Invocation) throws(CommandFailure) -> [MediaFields]? {
    let files = invocation.all("media")
    let texts = invocation.all("alt")
    guard texts.count <= files.count else {
      throw .usage(.other("there are more --alt than --media", of: invocation.path))
    }
    guard !files.isEmpty else { return nil }
    return files.enumerated().map { index, file in
      let alt = texts.indices.contains(index) ? texts[index] : nil
      if file.hasPrefix("id:") { return MediaFields(id: String(file.dropFirst(3)), alt: alt) }
      let isAddress = file.hasPrefix("https://") || file.hasPrefix("http://")
      return isAddress
        ? MediaFields(url: file, alt: alt)
        : MediaFields(file: console.absolutePath(file), alt: alt)
    }
  }

  private static func exitCode(_ result: PostResult) -> ExitCode {
    if result.results.contains(where: { $0.status == .needsYou }) { return .needsAttention }
    switch result.result {
    case .success, .pending: return .done
    case .partial, .failed: return .failed
    }
  }

  func edit(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    var request = EditPost(post: try reference(invocation))
    request.to = invocation.values["to"]
    request.all = invocation.has("all") ? true : nil
    if let words = invocation.value("text") { request.text = try text(words) }
    request.link = invocation.value("link")
    request.warning = invocation.value("warning")
    request.language = invocation.value("language")
    request.visibility = invocation.value("visibility").flatMap(Visibility.init)
    request.tags = invocation.values["tag"]
    request.dryRun = invocation.has("dry-run") ? true : nil
    let reply = try await call(request)
    try await show(reply, invocation, zone: "UTC") { $0.page(reply) }
    return .done
  }

  func importPosts(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let path = invocation.value("FILE") ?? "-"
    guard let csv = String(validating: try read(path), as: UTF8.self) else {
      throw .file(Console.UnreadableFile(path: path, reason: "the file is not UTF-8"))
    }
    let isDryRun = invocation.has("dry-run")
    let name = path == "-" ? "standard input" : path
    var report = try await call(
      ImportPosts(csv: csv, name: name, dryRun: isDryRun ? true : nil, waitS: 0))
    while report.state == .working {
      draw(report)
      report = try await call(FollowImport(batch: report.batch, after: report.done, waitS: 20))
    }
    if console.showsProgress { console.writeError(ProgressBar.clear) }
    try await show(report, invocation, zone: "UTC") { $0.page(report, file: name) }
    return report.state == .refused ? .failed : .done
  }

  private func draw(_ report: ImportReport) {
    guard console.showsProgress else { return }
    let bar = ProgressBar("importing", width: console.style.width)
    console.writeError(bar.line(done: report.done, of: report.rows))
  }
}
