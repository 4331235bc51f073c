import Domain
import Testing

@testable import Adapters

@Suite("Bluesky: record keys")
struct RecordKeyTests {
  @Test(
    "the vectors of the specification",
    arguments: [
      (1_688_137_381_887_007, 6, "3jzfcijpj2z2a"), (1_795_132_800_000_000, 0, "3n2pbqhws2222"),
      (1_795_132_800_000_000, 1023, "3n2pbqhws22zz"), (0, 0, "2222222222222"),
      (UInt64.max, UInt64.max, "bzzzzzzzzzzzz"),
    ] as [(UInt64, UInt64, String)])
  func vectors(microseconds: UInt64, clockID: UInt64, text: String) {
    #expect(RecordKey(microseconds: microseconds, clockID: clockID).text == text)
  }

  private func key(_ part: Int, entropy: [UInt8], due: Int64 = 0) -> String {
    let flow = Flow(
      startedAt: Instant(milliseconds: 1000), due: Instant(milliseconds: due), entropy: entropy,
      journal: [], now: Instant(milliseconds: 5000), mode: .proceed)
    return RecordKey(part: part, of: flow).text
  }

  @Test("a run's keys are the same at every replay, sort by part, and differ by entropy")
  func ofRun() {
    let entropy = [UInt8](repeating: 200, count: 32)
    #expect(key(0, entropy: entropy) == key(0, entropy: entropy))
    #expect(key(0, entropy: entropy) < key(1, entropy: entropy))
    #expect(key(0, entropy: entropy) != key(0, entropy: Array(0..<32)))
    #expect(key(0, entropy: entropy) < key(0, entropy: entropy, due: 2000))
  }

  @Test("every key is a valid one", arguments: 0..<64)
  func pattern(seed: UInt8) {
    let key = key(Int(seed), entropy: (0..<32).map { $0 &* 37 &+ seed &* 101 })
    #expect(key.utf8.count == 13)
    #expect("234567abcdefghij".contains(key.prefix(1)))
    #expect(key.allSatisfy { "234567abcdefghijklmnopqrstuvwxyz".contains($0) })
  }
}
