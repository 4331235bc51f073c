import Testing

@testable import HTTP

@Suite("Ranges of bytes")
struct ByteRangeTests {
  private static let cases: [(String?, ByteRange)] = [
    (nil, .whole), ("bytes=0-3", .part(offset: 0, length: 4)),
    ("bytes=4-", .part(offset: 4, length: 6)), ("bytes=-3", .part(offset: 7, length: 3)),
    ("bytes=-99", .part(offset: 0, length: 10)), ("bytes=8-99", .part(offset: 8, length: 2)),
    ("bytes=10-", .unsatisfiable), ("bytes=-0", .unsatisfiable), ("bytes=5-4", .whole),
    ("bytes=0-1,3-4", .whole), ("lines=1-2", .whole), ("bytes=a-b", .whole), ("bytes=-", .whole),
    ("bytes=99999999999999999999-", .whole), ("bytes=+1-2", .whole),
  ]

  @Test("are read as RFC 9110 has them; what is odd gets the whole file", arguments: cases)
  func read(_ header: String?, _ range: ByteRange) {
    #expect(ByteRange(header, of: 10) == range)
  }

  @Test("an empty file has none")
  func empty() {
    #expect(ByteRange("bytes=0-", of: 0) == .unsatisfiable)
    #expect(ByteRange(nil, of: 0) == .whole)
  }
}
