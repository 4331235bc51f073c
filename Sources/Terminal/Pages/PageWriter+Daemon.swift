package import Control
package import Domain

extension PageWriter {
  /// Every part and its state.
  package func page(_ health: HealthView) -> String {
    var table = Table([
      .init("part"), .init("state"), .init("what", least: 16), .init("measured", least: 12),
    ])
    for check in health.checks {
      let values = check.values.keys.sorted().map { name in
        "\(name) \(PageWriter.number(check.values[name] ?? 0))"
      }
      table.add([
        .init(check.name), .init(check.status.rawValue, PageWriter.tone(check.status)),
        .init(check.message), .init(values.joined(separator: ", "), .dim),
      ])
    }
    return table.text(style)
  }

  private static func tone(_ status: HealthStatus) -> Tone {
    switch status {
    case .ok: .good
    case .degraded: .warning
    case .failed: .bad
    }
  }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(NumberText.grouped) ?? "\((value * 100).rounded() / 100)"
  }

  /// An event, one line.
  package func page(_ event: EventView) -> String {
    let detail = event.detail.isNull ? "" : DisplayText.line(event.detail.text)
    let moment = time.text(event.at, time.precise)
    return line([
      String(event.seq), moment, DisplayText.line(event.action), DisplayText.line(event.subject),
      style.paint(detail, .dim),
    ])
  }

  /// A line of the log.
  package func page(_ log: LogLine) -> String {
    let fields = log.fields.keys.sorted().map { "\($0)=\(log.fields[$0] ?? "")" }
    let tone: Tone =
      switch log.level {
      case .debug: .dim
      case .info: .plain
      case .warning: .warning
      case .error: .bad
      }
    return line([
      time.text(log.at, time.precise), style.paint(log.level.rawValue, tone),
      DisplayText.line(log.message),
      style.paint(DisplayText.line(fields.joined(separator: " ")), .dim),
    ])
  }
}
