import Domain
import Testing

@Suite("Base64")
struct Base64Tests {
  @Test(
    "RFC 4648 §10, both forms",
    arguments: [
      ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
      ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
    ])
  func examples(_ text: String, _ encoded: String) {
    #expect(Base64.url(Array(text.utf8)) == encoded)
    #expect(Base64.decode(encoded) == Array(text.utf8))
    let padding = String(repeating: "=", count: (4 - encoded.count % 4) % 4)
    #expect(Base64.standard(Array(text.utf8)) == encoded + padding)
    #expect(Base64.standardLength(of: Int64(text.utf8.count)) == Int64((encoded + padding).count))
    #expect(Base64.decode(encoded + padding) == Array(text.utf8))
  }

  @Test("both alphabets, and all bytes there and back")
  func alphabets() {
    #expect(Base64.url([0xFB, 0xEF, 0xBE]) == "----")
    #expect(Base64.standard([0xFB, 0xEF, 0xFF]) == "++//")
    #expect(Base64.decode("++//") == Base64.decode("--__"))
    let all = Array(UInt8.min...UInt8.max)
    #expect(Base64.decode(Base64.url(all)) == all)
  }

  @Test(
    "refuses what no encoder writes",
    arguments: ["A", "Zh", "Zg=", "Zg===", "Zg=a", "=", "Zm9v====", "Z g", "Zm9v\n", "é"])
  func refused(_ text: String) {
    #expect(Base64.decode(text) == nil)
  }
}
