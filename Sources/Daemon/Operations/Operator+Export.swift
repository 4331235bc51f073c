import Config
import Control
import Domain
import Store

extension Operator {
  /// Posts that one export holds.
  private static let exportedMax = 10_000
  private static let postsPerTurn = 100

  func export(_ request: ExportPosts) async throws(ErrorObject) -> ExportView {
    let uids = try await inTurn { context in
      try context.store.storedPosts(origins: [.api, .assist])
        .filter { request.project == nil || $0.project == request.project }
        .filter { post in post.deliveries.contains { $0.state != .cancelled } }
        .map(\.uid)
    }
    guard uids.count <= Operator.exportedMax else {
      throw ErrorObject(
        .tooMany, "more than \(Operator.exportedMax) posts", hint: "export one project at a time")
    }
    var lines = Operator.exportHead
    lines.append(uids.isEmpty ? "posts: []" : "posts:")
    for start in stride(from: 0, to: uids.count, by: Operator.postsPerTurn) {
      let slice = uids[start..<min(start + Operator.postsPerTurn, uids.count)]
      let posts = try await inTurn { context in
        try slice.compactMap { try context.store.declaredPost($0) }
      }
      let writer = PostWriter(zones: parts.ports.zones)
      for post in posts { lines += YAMLWriter.indented(writer.lines(of: post)) }
    }
    return ExportView(posts: uids.count, yaml: lines.joined(separator: "\n") + "\n")
  }

  private static let exportHead = [
    "# Posts that live in the store. A post in a file is another post: cancel the original",
    "# before you commit one that is still to come, or it goes out twice.",
    "version: 1",
  ]
}

/// One post as an item of `posts:`.
struct PostWriter {
  var zones: any TimeZones

  func lines(of post: DeclaredPost) -> [String] {
    var fields = ["id: \(YAMLWriter.quoted(post.uid.name))"]
    fields += time(of: post)
    fields.append("to: \(YAMLWriter.list(post.targets.map(\.account.text)))")
    if let base = post.targets.first?.content {
      fields += content(base)
      fields += overrides(post.targets.dropFirst(), base)
    }
    if post.latePolicy != .ask { fields.append("late: \(post.latePolicy.rawValue)") }
    if post.grace != .seconds(7200) {
      fields.append("grace: \(post.grace.wholeSecondsRoundedUp)s")
    }
    if post.needsApproval { fields.append("approval: true") }
    if let project = post.project { fields.append("project: \(YAMLWriter.quoted(project))") }
    let indented = YAMLWriter.indented(fields)
    return ["- " + indented[0].dropFirst(2)] + indented.dropFirst()
  }

  private func time(of post: DeclaredPost) -> [String] {
    guard let local = zones.local(post.due.instant, in: post.due.zone)?.time,
      let meant = zones.resolve(local, in: post.due.zone), meant.instant <= post.due.instant,
      post.due.instant - meant.instant < .seconds(1)
    else { return ["at: \(post.due.instant.rfc3339)"] }
    return ["at: \(local.text)", "timezone: \(YAMLWriter.quoted(post.due.zone))"]
  }

  private func content(_ content: Content) -> [String] {
    var lines = part(content.parts[0])
    lines += YAMLWriter.fields(
      text: nil, link: nil, warning: content.warning, language: content.language,
      visibility: content.visibility, tags: content.tags)
    guard content.parts.count > 1 else { return lines }
    lines.append("thread:")
    for part in content.parts.dropFirst() {
      let fields = YAMLWriter.indented(self.part(part))
      lines += YAMLWriter.indented(["- " + fields[0].dropFirst(2)] + fields.dropFirst())
    }
    return lines
  }

  private func part(_ part: Content.Part) -> [String] {
    var lines = YAMLWriter.fields(
      text: part.text, link: part.link, warning: nil, language: nil, visibility: nil, tags: nil)
    guard !part.media.isEmpty else { return lines }
    lines.append("media:")
    for item in part.media {
      let (file, alt) = (YAMLWriter.quoted("media/\(item.file.name)"), YAMLWriter.quoted(item.alt))
      lines.append("  # in the spool: \(item.file.hash)")
      lines.append("  - { file: \(file), alt: \(alt) }")
    }
    return lines
  }

  /// What is different from the first account's content.
  private func overrides(_ targets: ArraySlice<DeclaredPost.Target>, _ base: Content) -> [String] {
    var lines: [String] = []
    for target in targets where target.content != base {
      let (own, first) = (target.content, target.content.parts[0])
      let isSame = first == base.parts[0]
      lines.append("\(YAMLWriter.quoted(target.account.text)):")
      lines += YAMLWriter.indented(
        YAMLWriter.fields(
          text: isSame ? nil : first.text,
          link: first.link == base.parts[0].link ? nil : first.link,
          warning: own.warning == base.warning ? nil : own.warning,
          language: own.language == base.language ? nil : own.language,
          visibility: own.visibility == base.visibility ? nil : own.visibility,
          tags: own.tags == base.tags ? nil : own.tags))
    }
    return lines.isEmpty ? [] : ["for:"] + YAMLWriter.indented(lines)
  }
}
