import Domain
import FoundationEssentials
import Testing

@Suite("JSON")
struct JSONTests {
  @Test(
    "values there and back, byte for byte",
    arguments: [
      "null", "true", "false", "0", "-1", "9223372036854775807", "-9223372036854775808", "1.5",
      "\"\"", "\"Grüße 👋\"", "[]", "{}", "[1,[2,[3]]]", "{\"a\":1,\"b\":[null,true]}",
      "\"\\\"\\\\\\n\\r\\t\\u0001\"", "{\"\":\"\"}",
    ])
  func roundTrip(_ text: String) throws {
    #expect(try JSON(parsing: text).text == text)
  }

  @Test("writes object keys sorted, whatever order they came in")
  func sorted() throws {
    #expect(
      try JSON(parsing: "{ \"b\" : 1, \"a\" : 2, \"Z\" : 3, \"ä\" : 4 }").text
        == "{\"Z\":3,\"a\":2,\"b\":1,\"ä\":4}")
  }

  @Test("keeps 64-bit numbers exactly, and larger ones as well as a double can")
  func numbers() throws {
    #expect(try JSON(parsing: "9007199254740993") == .integer(9_007_199_254_740_993))
    #expect(try JSON(parsing: "18446744073709551615").number == 18_446_744_073_709_551_616)
    #expect(try JSON(parsing: "1e3").integer == 1000)
    #expect(JSON.number(.infinity).text == "null")
    #expect(JSON.number(.nan).text == "null")
    #expect(try JSON(parsing: JSON.number(1e300).text).number == 1e300)
    #expect(JSON.number(1.5).integer == nil)
    #expect(JSON.number(1e30).integer == nil)
  }

  @Test("reads escapes, surrogate pairs too")
  func escapes() throws {
    #expect(try JSON(parsing: "\"\\u00e4\\/\\b\\f\\ud83d\\udc4b\"").string == "ä/\u{8}\u{c}👋")
  }

  @Test(
    "refuses what is no JSON",
    arguments: [
      "", " ", "{", "[,1]", "{\"a\"}", "{'a':1}", "nul", "01", "+1", "\"\n\"", "[1] 2", "\"\\x\"",
      "NaN", "\"unfinished", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud83d\\u0041\"", "\"\\u00g0\"", "-",
      "1.",
      ".5", "1e", "1e400", "[1,]", "{\"a\":1,}", "[1 2]", "{1:2}", "\"\u{1}\"", "truefalse",
    ])
  func malformed(_ text: String) {
    #expect(throws: JSON.ParseError.malformed) { try JSON(parsing: text) }
  }

  @Test(
    "reads what a general decoder reads",
    arguments: [
      " [ 1 , -0 , 1.0 , 1e2 , 15e-1 , -1E+3 , 1e-400 , 9223372036854775808 , 0.1 ] ",
      "{\"a\":{\"b\":[{},[],\"\"]},\"\\u00e4\":2}", "\"\\u0000\u{7F}\\ud83d\\ude00\\\\ud\"",
      "\u{FEFF}true", "[null,false,\"ü\"]", "123456789012345678901234567890",
    ])
  func general(_ text: String) throws {
    let general = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    #expect(try JSON(parsing: text) == general)
  }

  @Test("refuses bytes that are not UTF-8")
  func notUTF8() {
    #expect(throws: JSON.ParseError.malformed) {
      try JSON(parsing: [0x22, 0xFF, 0x22] as [UInt8])
    }
  }

  @Test("a depth bomb is refused before it is decoded, and brackets in strings do not count")
  func depth() throws {
    let bomb = String(repeating: "[", count: 1_000_000)
    #expect(throws: JSON.ParseError.tooDeep(limit: 64)) { try JSON(parsing: bomb) }
    let objects = String(repeating: "{\"a\":", count: 65) + "1" + String(repeating: "}", count: 65)
    #expect(throws: JSON.ParseError.tooDeep(limit: 64)) { try JSON(parsing: objects) }
    let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(try JSON(parsing: deep).text == deep)
    let text = "\"" + String(repeating: "[\\\"", count: 1000) + "\""
    #expect(try JSON(parsing: text).string?.count == 2000)
  }

  @Test("refuses more bytes than allowed")
  func size() throws {
    let bounds = JSON.Bounds(bytes: 4, depth: 4)
    #expect(try JSON(parsing: "null", bounds: bounds) == .null)
    #expect(throws: JSON.ParseError.tooLarge(limitBytes: 4)) {
      try JSON(parsing: "false", bounds: bounds)
    }
  }

  @Test("looks into values without failing")
  func reading() throws {
    let value: JSON = ["list": [1, "two", nil], "flag": true]
    #expect(value["list"]?[1]?.string == "two")
    #expect(value["list"]?[2]?.isNull == true)
    #expect(value["list"]?[3] == nil)
    #expect(value["list"]?[-1] == nil)
    #expect(value["flag"]?.bool == true)
    #expect(value["flag"]?.integer == nil)
    #expect(value["none"] == nil)
    #expect(JSON.null["a"] == nil)
  }

  @Test("typed values there and back, acronyms in names and free keys too")
  func typed() throws {
    let account = DeclaredAccount(
      name: try #require(AccountName("acme")), platform: .mastodon,
      settings: ["some_key": "v", "camelKey": "w"],
      app: DeclaredApp(name: "app", clientID: "id", clientSecret: SecretKey("file:/s")),
      limits: AccountLimits(posts: 3, perSeconds: 60))
    let bytes = try JSON.encode(account)
    #expect(try JSON.decode(DeclaredAccount.self, from: bytes) == account)
    let value = try JSON(parsing: bytes)
    #expect(value["app"]?["client_id"] == "id")
    #expect(value["settings"]?["some_key"] == "v")
    #expect(value["settings"]?["camelKey"] == "w")
  }

  @Test("typed reading has the same bounds")
  func typedBounds() {
    let bomb = Array(String(repeating: "[", count: 65).utf8)
    #expect(throws: JSON.ParseError.tooDeep(limit: 64)) { try JSON.decode(JSON.self, from: bomb) }
    #expect(throws: JSON.ParseError.tooLarge(limitBytes: 1)) {
      try JSON.decode(JSON.self, from: bomb, bounds: .init(bytes: 1, depth: 1))
    }
  }
}
