import Control
import Synchronization
import Testing

@testable import Daemon

@Suite("The log")
struct LogBookTests {
  @Test("lines of debugging are for those who ask for them, and not for the journal")
  func debug() async {
    let journal = Mutex<[String]>([])
    let book = LogBook { line in journal.withLock { $0.append(line.message) } }
    book.write(.debug, "call.visible")
    book.write(.info, "delivery.published")
    #expect(journal.withLock { $0 } == ["delivery.published"])
    var lines = book.follow(level: .debug, tail: 2).makeAsyncIterator()
    #expect(await lines.next()?.message == "call.visible")
    #expect(await lines.next()?.message == "delivery.published")
  }
}
