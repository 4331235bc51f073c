package import Control
package import Domain

extension PageWriter {
  /// Where and how to upload one file.
  package func page(_ view: UploadView) -> String {
    var text = line([view.id, "until \(time.text(view.expires, time.precise))"])
    text += "\(view.method) \(view.url)\n"
    for name in view.headers.keys.sorted() { text += "\(name): \(view.headers[name] ?? "")\n" }
    return text + "then: belfry media confirm \(view.id)\n"
  }

  /// One medium, one line.
  package func page(_ view: MediaView) -> String {
    line([
      view.id, DisplayText.line(view.name), view.mime, NumberText.bytes(view.bytes),
      view.state.rawValue, DisplayText.line(view.reason ?? ""),
    ])
  }

  /// What was brought.
  package func page(_ page: Page<MediaView>) -> String {
    guard !page.items.isEmpty else { return "nothing was brought\n" }
    var table = Table([
      .init("id"), .init("name", least: 12), .init("type"), .init("size", right: true),
      .init("state"), .init("owner"), .init("project"), .init("since"),
    ])
    for view in page.items {
      table.add([
        .init(view.id), .init(view.name), .init(view.mime), .init(NumberText.bytes(view.bytes)),
        .init(view.state.rawValue, PageWriter.tone(view.state)), .init(view.owner),
        .init(view.project), .init(time.text(view.changedAt, time.precise)),
      ])
    }
    return table.text(style) + (page.next == nil ? "" : "and more: --limit N\n")
  }

  private static func tone(_ state: MediaState) -> Tone {
    switch state {
    case .uploading: .warning
    case .uploaded: .good
    case .failed: .bad
    case .deleted: .dim
    }
  }

  /// What a clean-up removed, or would.
  package func page(_ sweep: MediaSweep) -> String {
    var text = ""
    for item in sweep.items {
      text += line([item.what.rawValue, DisplayText.line(item.name), NumberText.bytes(item.bytes)])
    }
    let verb = sweep.isDryRun ? "would be removed" : "removed"
    return text
      + line([
        "\(NumberText.bytes(sweep.bytes)) \(verb)",
        "\(NumberText.bytes(sweep.keptBytes)) of uploads stay",
      ])
  }

  /// How the spool compares with what is written down.
  package func page(_ view: MediaCheckView) -> String {
    var text = line([
      "\(NumberText.grouped(view.files)) files", NumberText.bytes(view.bytes),
      "\(NumberText.grouped(view.unneeded.count)) not needed",
    ])
    for hash in view.missing { text += line([style.paint("missing", .bad), hash]) }
    for hash in view.damaged { text += line([style.paint("damaged", .bad), hash]) }
    for hash in view.unneeded { text += line([style.paint("unneeded", .dim), hash]) }
    return text
  }
}
