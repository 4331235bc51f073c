import Domain

/// Reads one series from its checked mapping.
struct SeriesReader {
  let report: Report
  let targets: TargetReader
  let times: TimeReader
  let keys: ScheduleKeys
  let shelf: FileShelf
  let ports: ConfigurationPorts
  let now: Instant

  /// Rules begin here unless they say otherwise: a Monday, the first of a month and of a year.
  private static let epoch = CalendarDay(daysSinceEpoch: 19_723)  // 2024-01-01

  /// - Returns: `nil` when something of it was reported that leaves no series.
  func read(_ node: YAMLNode, scope: Scope) -> Series? {
    let place = node["id"]?.place ?? node.place
    let items = items(of: node, scope: scope, place: place)
    let zone = times.zone(node, otherwise: scope.zone)
    let rule = rule(of: node, place: place)
    guard let id = node.text("id"), let zone, let rule, !items.isEmpty else { return nil }
    let series = Series(
      name: id.value, rule: rule, zone: zone,
      ends: node.text("ends").flatMap { TimeText.day($0.value) },
      rules: PostRules(Layers(overrides: [], base: [node] + scope.defaults)), items: items,
      place: place)
    warnIfNever(series, node)
    return series
  }

  // MARK: - When

  private func rule(of node: YAMLNode, place: Place) -> Series.Rule? {
    let starts = node.text("starts").flatMap { TimeText.day($0.value) }
    switch (node.text("repeat"), node.text("cron")) {
    case (let rule?, nil): return recurrence(rule, node, starts: starts, place: place)
    case (nil, let line?): return cron(line, node, starts: starts)
    case (_?, let line?):
      report.error(
        line.place, "a series has repeat: or cron:, not both", hint: "remove one of them")
    case (nil, nil):
      report.error(
        place, "a series needs repeat: or cron:",
        hint: "such as repeat: FREQ=WEEKLY;BYDAY=TU with at: \"09:00\", or cron: 0 9 * * TUE")
    }
    return nil
  }

  private func recurrence(
    _ rule: Located<String>, _ node: YAMLNode, starts: CalendarDay?, place: Place
  ) -> Series.Rule? {
    if let problem = ports.recurrences.problem(withRule: rule.value) {
      report.error(rule.place, "\(quoted(rule.value)) is no rule of RFC 5545: \(problem)")
      return nil
    }
    let parts = rule.value.uppercased().split(separator: ";")
    let counts = parts.contains {
      $0.hasPrefix("COUNT=") || ($0.hasPrefix("INTERVAL=") && $0 != "INTERVAL=1")
    }
    if counts, node["starts"] == nil {
      report.error(
        rule.place, "a rule with COUNT or INTERVAL needs starts:",
        hint: "name the first day, such as starts: 2026-12-01")
      return nil
    }
    guard node["at"] != nil else {
      report.error(
        place, "a series with repeat: needs \"at\"", hint: "a time of day such as \"09:00\"")
      return nil
    }
    guard let at = node.text("at"), let time = TimeText.timeOfDay(at.value) else { return nil }
    let start = LocalDateTime(day: starts ?? SeriesReader.epoch, time: time)
    return .recurrence(rule.value, start: start)
  }

  private func cron(
    _ line: Located<String>, _ node: YAMLNode, starts: CalendarDay?
  ) -> Series.Rule? {
    if let at = node["at"] {
      report.error(at.place, "a series with cron: has no \"at\"", hint: "cron: names the time")
    }
    if let problem = ports.recurrences.problem(withCron: line.value) {
      report.error(line.place, "\(quoted(line.value)) is no cron line: \(problem)")
      return nil
    }
    return .cron(line.value, starts: starts)
  }

  private func warnIfNever(_ series: Series, _ node: YAMLNode) {
    guard let today = ports.zones.local(now, in: series.zone)?.time else { return }
    let end = LocalDateTime(day: today.day.adding(days: 366), time: today.time)
    let next = series.occurrences(from: today, until: end, limit: 1, using: ports.recurrences)
    guard next.isEmpty, let place = (node["repeat"] ?? node["cron"])?.place else { return }
    report.warning(place, "this never happens in the next 366 days")
  }

  // MARK: - What

  private func items(of node: YAMLNode, scope: Scope, place: Place) -> [Series.Item] {
    var texts: [(key: String?, node: YAMLNode)] = node.mappings("posts").map { item in
      (item.text("id")?.value, item)
    }
    switch (node["posts"], node["from"]) {
    case (nil, nil):
      report.error(place, "a series needs posts: or from:", hint: "the texts that take turns")
    case (_?, let from?):
      report.error(from.place, "a series has posts: or from:, not both")
    default: break
    }
    for pattern in node.texts("from") { texts += files(pattern) }
    var places: [String: Place] = [:]
    var items: [Series.Item] = []
    for (key, text) in texts {
      let whole = text["id"]?.place ?? text.place
      let targets = targets.targets(base: [text, node], scope: scope, whole: whole)
      guard let content = targets.first?.content else { continue }
      let key = key ?? contentKey(content, taken: places)
      if let first = places[key] {
        report.error(whole, "duplicate id \(quoted(key))", hint: "it is also at \(first)")
        continue
      }
      places[key] = whole
      items.append(Series.Item(key: key, targets: targets))
    }
    return items
  }

  /// The Markdown texts that a pattern names.
  private func files(_ pattern: Located<String>) -> [(key: String?, node: YAMLNode)] {
    let isPattern = Glob.isPattern(pattern.value)
    let paths =
      isPattern ? shelf.list(pattern.value, for: pattern.place) : [pattern.value]
    if paths.isEmpty {
      report.error(
        pattern.place, "no file fits \(quoted(pattern.value))",
        hint: "paths begin at the folder of schedule.yaml")
    }
    return paths.compactMap { path in
      let text = MarkdownText.read(path, for: pattern.place, shelf: shelf, report: report)
      guard let text else { return nil }
      let duplicate = text.entries.filter { $0.key == "text" }
      if duplicate.count > 1 {
        report.error(duplicate[0].keyPlace, "the body is the text already", hint: "remove text:")
      }
      ShapeChecker(report: report).check(text, as: .keys(keys.frontMatter), label: path)
      return (text.text("id")?.value ?? path, text)
    }
  }

  /// A name for a text without an id: it keeps its turns when texts are inserted before it.
  private func contentKey(_ content: Content, taken: [String: Place]) -> String {
    let hash = ports.hashing.sha256(CanonicalContent.encode(content)).hexadecimal.prefix(16)
    var key = "text-\(hash)"
    var copy = 2
    while taken[key] != nil {
      key = "text-\(hash)-\(copy)"
      copy += 1
    }
    return key
  }
}
