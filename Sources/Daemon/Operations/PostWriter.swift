import Domain

/// Writes posts as items of `posts:` that read back as the same posts.
///
/// What all accounts have in common is said once; every other field is said for each account under
/// `for:`, because an override cannot take away what the post says.
struct PostWriter {
  /// What `schedule.yaml` takes for granted.
  private static let defaults = (grace: Duration.seconds(7200), attempts: 20)

  private let zones: any TimeZones
  /// The hash of the file that has the name, so that two files never share one.
  private var names: [String: String] = [:]

  init(zones: any TimeZones) {
    self.zones = zones
  }

  mutating func lines(of post: DeclaredPost) -> [String] {
    let contents = post.targets.map(\.content)
    let shared = PostWriter.fields.filter { field in
      contents.dropFirst().allSatisfy { field.isSame($0, contents[0]) }
    }
    var lines = ["id: \(YAMLWriter.quoted(post.uid.name))"]
    lines += time(of: post)
    lines.append("to: \(YAMLWriter.list(post.targets.map(\.account.text)))")
    if let first = contents.first {
      lines += shared.flatMap { write($0, first) }
    }
    lines += overrides(post.targets, without: shared.map(\.name))
    lines += rules(of: post)
    return PostWriter.item(lines)
  }

  private func time(of post: DeclaredPost) -> [String] {
    guard let local = zones.local(post.due.instant, in: post.due.zone)?.time,
      let meant = zones.resolve(local, in: post.due.zone), meant.instant <= post.due.instant,
      post.due.instant - meant.instant < .seconds(1)
    else { return ["at: \(post.due.instant.rfc3339)"] }
    return ["at: \(local.text)", "timezone: \(YAMLWriter.quoted(post.due.zone))"]
  }

  private func rules(of post: DeclaredPost) -> [String] {
    var lines: [String] = []
    if post.latePolicy != .ask { lines.append("late: \(post.latePolicy.rawValue)") }
    if post.grace != PostWriter.defaults.grace {
      lines.append("grace: \(post.grace.wholeSecondsRoundedUp)s")
    }
    if post.needsApproval { lines.append("approval: true") }
    if post.onEdit != .report { lines.append("on_edit: \(post.onEdit.rawValue)") }
    if post.attempts != PostWriter.defaults.attempts {
      lines.append("attempts: \(post.attempts)")
    }
    if let project = post.project { lines.append("project: \(YAMLWriter.quoted(project))") }
    return lines
  }

  private mutating func overrides(
    _ targets: [DeclaredPost.Target], without shared: [FieldName]
  ) -> [String] {
    var lines: [String] = []
    for target in targets {
      let own = PostWriter.fields.filter { !shared.contains($0.name) }
      var written = own.flatMap { write($0, target.content) }
      // Options belong to one platform, so they are never common.
      written += target.content.options.sorted { $0.key < $1.key }.map {
        "\($0.key): \($0.value.text)"
      }
      guard !written.isEmpty else { continue }
      lines.append("\(YAMLWriter.quoted(target.account.text)):")
      lines += YAMLWriter.indented(written)
    }
    return lines.isEmpty ? [] : ["for:"] + YAMLWriter.indented(lines)
  }

  private static func item(_ lines: [String]) -> [String] {
    let indented = YAMLWriter.indented(lines)
    return ["- " + indented[0].dropFirst(2)] + indented.dropFirst()
  }
}

// MARK: - Fields of the content

extension PostWriter {
  private enum FieldName {
    case text, link, media, poll, warning, language, visibility, tags, thread
  }

  private struct ContentField: Sendable {
    var name: FieldName
    var isSame: @Sendable (Content, Content) -> Bool
  }

  private static let fields: [ContentField] = [
    ContentField(name: .text) { $0.parts[0].text == $1.parts[0].text },
    ContentField(name: .link) { $0.parts[0].link == $1.parts[0].link },
    ContentField(name: .media) { $0.parts[0].media == $1.parts[0].media },
    ContentField(name: .poll) { $0.parts[0].poll == $1.parts[0].poll },
    ContentField(name: .warning) { $0.warning == $1.warning },
    ContentField(name: .language) { $0.language == $1.language },
    ContentField(name: .visibility) { $0.visibility == $1.visibility },
    ContentField(name: .tags) { $0.tags == $1.tags },
    ContentField(name: .thread) { $0.parts.dropFirst() == $1.parts.dropFirst() },
  ]

  private mutating func write(_ field: ContentField, _ content: Content) -> [String] {
    let part = content.parts[0]
    switch field.name {
    case .text: return text(part)
    case .link: return link(part)
    case .media: return media(part)
    case .poll: return poll(part)
    case .warning: return content.warning.map { YAMLWriter.text("warning", $0) } ?? []
    case .language: return content.language.map { ["language: \(YAMLWriter.quoted($0))"] } ?? []
    case .visibility: return content.visibility.map { ["visibility: \($0.rawValue)"] } ?? []
    case .tags: return content.tags.isEmpty ? [] : ["tags: \(YAMLWriter.list(content.tags))"]
    case .thread: return thread(content.parts.dropFirst())
    }
  }

  private mutating func thread(_ parts: ArraySlice<Content.Part>) -> [String] {
    guard !parts.isEmpty else { return [] }
    var lines = ["thread:"]
    for part in parts {
      let fields = text(part) + link(part) + media(part) + poll(part)
      lines += YAMLWriter.indented(PostWriter.item(fields))
    }
    return lines
  }

  /// Braces in a text are braces, not placeholders.
  private func text(_ part: Content.Part) -> [String] {
    YAMLWriter.text("text", part.text.replacing("{{", with: "\\{{"))
  }

  private func link(_ part: Content.Part) -> [String] {
    part.link.map { ["link: \(YAMLWriter.quoted($0))"] } ?? []
  }

  private mutating func media(_ part: Content.Part) -> [String] {
    guard !part.media.isEmpty else { return [] }
    var lines = ["media:"]
    for item in part.media {
      let path = YAMLWriter.quoted("media/" + name(for: item.file))
      let focus = item.focus.map { ", focus: [\($0.map { "\($0)" }.joined(separator: ", "))]" }
      lines.append("  # in the spool: \(item.file.hash)")
      lines.append(
        "  - { file: \(path), alt: \(YAMLWriter.quoted(item.alt))\(focus ?? "") }")
    }
    return lines
  }

  private mutating func name(for file: MediaFile) -> String {
    guard names[file.name, default: file.hash] == file.hash else {
      return "\(file.hash.prefix(8))-\(file.name)"
    }
    names[file.name] = file.hash
    return file.name
  }

  private func poll(_ part: Content.Part) -> [String] {
    guard let poll = part.poll else { return [] }
    var lines = ["poll:", "  options: \(YAMLWriter.list(poll.options))"]
    lines.append("  duration: \(poll.durationSeconds)s")
    if poll.multiple { lines.append("  multiple: true") }
    if poll.hideTotals { lines.append("  hide_totals: true") }
    return lines
  }
}
