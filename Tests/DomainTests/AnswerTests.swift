import Domain
import Testing

@Suite("Answers")
struct AnswerTests {
  private func answer(_ headers: [Call.Header]) -> Answer {
    Answer(status: 429, headers: headers, at: Instant(milliseconds: 784_111_777_000))
  }

  @Test(
    "reads Retry-After as seconds or a date, and no nonsense",
    arguments: [
      ("0", 0), (" 120 ", 120), ("999999999999", 366 * 86_400), ("-1", nil), ("soon", nil),
      ("", nil), ("1.5", nil), ("99999999999999999999999", nil),
      ("Sun, 06 Nov 1994 08:50:37 GMT", 60), ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
    ] as [(String, Int?)])
  func retryAfter(_ text: String, _ seconds: Int?) {
    #expect(answer([.init("retry-after", text)]).retryAfter == seconds.map { .seconds($0) })
  }

  @Test("measures a date against the server's own clock")
  func platformClock() {
    let found = answer([
      .init("retry-after", "Sun, 06 Nov 1994 09:00:00 GMT"),
      .init("date", "Sun, 06 Nov 1994 08:59:30 GMT"),
    ])
    #expect(found.retryAfter == .seconds(30))
  }

  @Test("repairs broken text and finds no JSON in it")
  func body() {
    let broken = Answer(status: 200, body: .bytes([0x7B, 0xFF]), at: Instant(milliseconds: 0))
    #expect(broken.text == "{\u{FFFD}")
    #expect(broken.json == nil)
    #expect(Answer(status: 200, body: .tooLarge, at: broken.at).text == "")
  }

  @Test("an answer whose JSON was read ahead is the same answer, and follows its body")
  func readAhead() throws {
    let answer = Answer(
      status: 200, body: .bytes(Array(#"{"id":"1"}"#.utf8)), at: Instant(milliseconds: 0))
    var read = answer
    read.readJSON()
    #expect(read == answer)
    #expect(read.hashValue == answer.hashValue)
    #expect(read.json?["id"] == "1")
    #expect(try JSON.encode(read) == JSON.encode(answer))
    read.body = .bytes(Array(#"{"id":"2"}"#.utf8))
    #expect(read.json?["id"] == "2")
    read.readJSON()
    read.body = .tooLarge
    #expect(read.json == nil)
  }
}
