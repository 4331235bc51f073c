import Domain

/// Makes the content of one delivery from the mappings that speak about it.
struct ContentReader {
  let report: Report
  let vocabulary: Vocabulary
  let media: MediaShelf

  /// - Parameters:
  ///   - layers: what speaks about the delivery.
  ///   - platform: whose options are taken; those of other platforms are reported.
  ///   - whole: the place of the post.
  /// - Returns: `nil` when a part of it was reported as unusable.
  func content(
    from layers: Layers, platform: PlatformProfile?, whole: Place
  ) -> (content: Content, places: ContentPlaces)? {
    var places = ContentPlaces(whole: whole)
    guard let first = firstPart(layers, &places) else { return nil }
    var parts = [first]
    if let thread = layers["thread"] {
      places.thread = thread.place
      for node in thread.elements {
        guard let part = threadPart(node, layers, &places) else { return nil }
        parts.append(part)
      }
    }
    let visibility = layers.text("visibility")
    let (warning, language) = (layers.text("warning"), layers.text("language"))
    (places.warning, places.language) = (warning?.place, language?.place)
    places.visibility = visibility?.place
    places.tags = layers["tags"]?.place
    let tags = (layers.owner(of: "tags")?.texts("tags") ?? []).map { tag in
      tag.value.hasPrefix("#") ? String(tag.value.dropFirst()) : tag.value
    }
    let content = Content(
      parts: parts, warning: warning?.value, language: language?.value,
      visibility: visibility.flatMap { Visibility(rawValue: $0.value) }, tags: tags,
      options: options(layers, platform, &places))
    return (content, places)
  }

  // MARK: - Parts

  private func firstPart(_ layers: Layers, _ places: inout ContentPlaces) -> Content.Part? {
    let template = layers.template
    let written = layers.text("text")
    let link = layers.text("link")
    let media = mediaItems(layers["media"]?.elements ?? [], &places)
    let poll = layers["poll"].map { self.poll($0) }
    places.texts.append(template?.place ?? written?.place ?? places.whole)
    places.links.append(link?.place)
    places.polls.append(layers["poll"]?.place)
    places.textIsOverridden = layers.isOverridden("text") || layers.isOverridden("template")
    guard ["text", "template", "media", "poll"].contains(where: { layers[$0] != nil }) else {
      let hint =
        layers["thread"] == nil
        ? "add text:, template:, media: or poll:"
        : "its first post is text:, and thread: has those that follow"
      report.error(places.whole, "this post says nothing", hint: hint)
      return nil
    }
    guard let text = text(written, template, layers), let media else { return nil }
    return Content.Part(text: text, link: link?.value, media: media, poll: poll)
  }

  private func threadPart(
    _ node: YAMLNode, _ layers: Layers, _ places: inout ContentPlaces
  ) -> Content.Part? {
    let (written, link) = (node.text("text"), node.text("link"))
    places.texts.append(written?.place ?? node.place)
    places.links.append(link?.place)
    places.polls.append(node["poll"]?.place)
    guard let media = mediaItems(node.elements("media"), &places) else { return nil }
    guard written != nil || !media.isEmpty || node["poll"] != nil else {
      report.error(node.place, "this part of the thread says nothing", hint: "add text: or media:")
      return nil
    }
    guard let text = text(written, nil, layers) else { return nil }
    return Content.Part(
      text: text, link: link?.value, media: media, poll: node["poll"].map { poll($0) })
  }

  private func poll(_ node: YAMLNode) -> Poll {
    Poll(
      options: node.texts("options").map(\.value),
      durationSeconds: Int((node.duration("duration") ?? .seconds(86_400)).wholeSecondsRoundedUp),
      multiple: node.boolean("multiple") ?? false,
      hideTotals: node.boolean("hide_totals") ?? false)
  }

  private func mediaItems(_ nodes: [YAMLNode], _ places: inout ContentPlaces) -> [MediaItem]? {
    var items: [MediaItem] = []
    var isComplete = true
    var itemPlaces: [Place] = []
    for node in nodes {
      guard let source = mediaSource(node) else {
        isComplete = false
        continue
      }
      itemPlaces.append(source.place)
      let alt = node.text("alt")?.value ?? ""
      guard let file = media.file(source.value, at: source.place, report: report) else {
        isComplete = false
        continue
      }
      items.append(MediaItem(alt: alt, focus: focus(node), file: file))
    }
    places.media.append(itemPlaces)
    return isComplete ? items : nil
  }

  /// `nil` for one of a wrong shape, which was reported before.
  private func mediaSource(_ node: YAMLNode) -> Located<MediaShelf.Source>? {
    let written = ScheduleKeys.mediaSources.filter { node[$0] != nil }
    guard written.count == 1, let key = written.first else { return nil }
    guard let text = node.text(key) else { return nil }
    switch key {
    case "url": return Located(value: .distant(.address(text.value)), place: text.place)
    case "id": return Located(value: .distant(.upload(text.value)), place: text.place)
    default:
      return Glob.isInside(text.value) ? Located(value: .file(text.value), place: text.place) : nil
    }
  }

  private func focus(_ node: YAMLNode) -> [Double]? {
    guard let focus = node["focus"] else { return nil }
    let numbers = focus.elements.compactMap { $0.scalar.flatMap { Double($0) } }
    if numbers.count > 2 { report.error(focus.place, "\"focus\" has two numbers: x and y") }
    return numbers.count == 2 ? numbers : nil
  }

  // MARK: - Text

  /// The text with its placeholders filled; `nil` when one of them was reported.
  private func text(
    _ written: Located<String>?, _ template: Located<String>?, _ layers: Layers
  ) -> String? {
    let own = written.map { fill($0.value, at: $0.place, layers, text: nil) } ?? ""
    guard let own else { return nil }
    guard let template else { return own }
    guard let pattern = vocabulary.templates[template.value] else {
      report.error(
        template.place, "no template \(quoted(template.value))",
        hint: Spelling.suggestion(
          for: template.value, among: vocabulary.templates.keys.sorted())
          ?? "define it under templates:")
      return nil
    }
    return fill(pattern.value, at: template.place, layers, text: own)
  }

  private func fill(
    _ pattern: String, at place: Place, _ layers: Layers, text: String?
  ) -> String? {
    let filled = Placeholders.fill(pattern) { name in
      meaning(of: name, layers, text: text)
    }
    for unknown in filled.unknown {
      report.error(
        place,
        unknown.name.isEmpty ? "\"{{\" is never closed" : "nothing fills {{\(unknown.name)}}",
        hint: unknown.hint)
    }
    return filled.unknown.isEmpty ? Self.trimmingEnd(filled.text) : nil
  }

  private func meaning(of name: String, _ layers: Layers, text: String?) -> Placeholders.Meaning {
    if name.hasPrefix("hashtags:") {
      let set = String(name.dropFirst(9))
      if let tags = vocabulary.hashtags[set] {
        return .text(tags.map { "#" + $0 }.joined(separator: " "))
      }
      let known = vocabulary.hashtags.keys.sorted()
      return .unknown(
        hint: Spelling.suggestion(for: set, among: known) ?? "define the set under hashtags:")
    }
    if let value = layers.value(for: name) { return .text(value) }
    if name == "text", let text { return .text(text) }
    if name == "link", let link = layers.text("link") { return .text(link.value) }
    let known = layers.placeholders + ["link"] + (text == nil ? [] : ["text"])
    return .unknown(
      hint: Spelling.suggestion(for: name, among: known)
        ?? (name == "link" ? "give the post a link:" : "give it a value under with:"))
  }

  /// Blocks of YAML and Markdown end with a line break that nobody means to publish.
  private static func trimmingEnd(_ text: String) -> String {
    var text = text
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }

  // MARK: - Options

  private func options(
    _ layers: Layers, _ platform: PlatformProfile?, _ places: inout ContentPlaces
  ) -> [String: JSON] {
    var options: [String: JSON] = [:]
    guard !layers.overrides.isEmpty else { return options }
    let shared = ScheduleKeys.content.map(\.name)
    for layer in layers.overrides {
      for entry in layer.entries where !shared.contains(entry.key) {
        guard let platform, platform.postOptions.contains(entry.key) else {
          report.error(
            entry.keyPlace,
            "\(platform?.title ?? "this platform") has no option \(quoted(entry.key))")
          continue
        }
        guard options[entry.key] == nil else { continue }
        options[entry.key] = entry.value.json
        places.options[entry.key] = entry.value.place
      }
    }
    return options
  }
}
