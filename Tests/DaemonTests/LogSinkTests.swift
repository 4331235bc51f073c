import Control
import Testing

@testable import Daemon

@Suite("Lines of the log")
struct LogSinkTests {
  private let line = LogLine(
    at: "2026-12-01T08:30:00.000Z", level: .warning, message: "delivery.refused",
    fields: ["post": "yaml:launch", "account": "fedi", "why": "two\nlines"])

  @Test("a line is one line, its fields sorted")
  func sentence() {
    #expect(
      LogSink.sentence(line) == "delivery.refused account=fedi post=yaml:launch why=two lines")
  }

  @Test("the journal gets fields of its own, and lengths before values with line breaks")
  func journal() {
    let entry = LogSink.journalEntry(line)
    let text = String(decoding: entry, as: UTF8.self)
    #expect(text.hasPrefix("MESSAGE=delivery.refused account=fedi"))
    #expect(text.contains("\nPRIORITY=4\nSYSLOG_IDENTIFIER=belfry\nBELFRY_ACCOUNT=fedi\n"))
    let tail: [UInt8] =
      Array("BELFRY_WHY\n".utf8) + [9, 0, 0, 0, 0, 0, 0, 0] + Array("two\nlines\n".utf8)
    #expect(entry.suffix(tail.count).elementsEqual(tail))
  }
}
