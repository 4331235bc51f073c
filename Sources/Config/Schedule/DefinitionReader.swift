import Domain

/// Collects the templates, hashtags and slots of all files: a name means the same everywhere.
struct DefinitionReader {
  let report: Report
  let times: TimeReader

  func read(_ files: [ScheduleFile], into vocabulary: inout Vocabulary) {
    each("templates", of: files) { entry, _ in
      guard let text = entry.value.scalar else { return }
      vocabulary.templates[entry.key] = Located(value: text, place: entry.value.place)
    }
    each("hashtags", of: files) { entry, _ in
      vocabulary.hashtags[entry.key] = entry.value.elements.compactMap { node in
        node.scalar.map { $0.hasPrefix("#") ? String($0.dropFirst()) : $0 }
      }
    }
    each("slots", of: files) { entry, scope in
      vocabulary.slots[entry.key] = slot(entry, scope: scope)
    }
  }

  private func slot(_ entry: YAMLNode.Entry, scope: Scope) -> Slot? {
    let days = entry.value.texts("days").compactMap { SlotDays.parse($0.value) }
    let times = entry.value.texts("times").compactMap { TimeText.timeOfDay($0.value) }
    guard let zone = self.times.zone(entry.value, otherwise: scope.zone), !times.isEmpty else {
      return nil
    }
    let all = days.reduce(into: Set<Weekday>()) { $0.formUnion($1) }
    return Slot(
      name: entry.key, days: days.isEmpty ? Set(Weekday.allCases) : all,
      times: Set(times).sorted(), zone: zone)
  }

  private func each(
    _ key: String, of files: [ScheduleFile], take: (YAMLNode.Entry, Scope) -> Void
  ) {
    var places: [String: Place] = [:]
    for file in files {
      for entry in file.root[key]?.entries ?? [] {
        if let first = places[entry.key] {
          report.error(
            entry.keyPlace, "duplicate name \(quoted(entry.key)) in \(key):",
            hint: "it is also at \(first)")
          continue
        }
        places[entry.key] = entry.keyPlace
        take(entry, file.scope)
      }
    }
  }
}
