package import Control
import Domain

extension PageWriter {
  /// What a finished backup is.
  package func page(_ report: BackupReport) -> String {
    var text = line([
      report.path, NumberText.bytes(report.bytes ?? 0), time.text(report.takenAt, time.precise),
      "\(NumberText.grouped(Int(report.auditLines ?? 0))) lines of audit verified",
    ])
    for path in report.removed { text += line(["removed", path]) }
    return text
  }

  /// A quarantine and what it left open.
  package func page(_ view: QuarantineView) -> String {
    guard view.isInForce else { return "no quarantine; posts go out as planned\n" }
    var text = quarantine(view)
    for delivery in view.deliveries {
      text += line(
        [
          "  #\(delivery.id.number) \(PageWriter.name(delivery.uid)) → \(delivery.account)",
          time.text(delivery.due, time.near), DisplayText.line(delivery.text),
        ], indent: 7)
    }
    let rest = view.unanswered - view.deliveries.count
    if rest > 0 { text += "  and \(NumberText.grouped(rest)) more\n" }
    return text + "then: belfry quarantine assume-sent, or for single ones: belfry resolve ID\n"
  }

  /// The lines that `belfry status` has for it.
  func quarantine(_ view: QuarantineView) -> String {
    line([
      style.paint("quarantine", .bad),
      "nothing is published: " + DisplayText.line(view.reason ?? ""),
    ])
      + line([
        "  due between \(time.text(view.since, time.precise)) and "
          + time.text(view.until, time.precise),
        "\(NumberText.grouped(view.unasked)) being asked about",
        "\(NumberText.grouped(view.unanswered)) may be out and need your answer",
      ])
  }
}
