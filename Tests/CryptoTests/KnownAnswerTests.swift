import Domain
import Testing

@testable import Crypto

/// Bytes from hexadecimal digits; spaces are ignored.
func hex(_ text: String) -> [UInt8] {
  let digits = text.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

@Suite("Answers that standards publish")
struct KnownAnswerTests {
  @Test(
    "SHA-256: the examples of FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func sha256(_ text: String, _ digest: String) {
    #expect(SHA256().sha256(utf8(text)) == hex(digest))
    var hasher = SHA256Hasher()
    for byte in text.utf8 { hasher.update([byte]) }
    let piecewise = hasher.finish()
    #expect(piecewise == hex(digest))
  }

  @Test("SHA-256: a million times a, in pieces")
  func sha256Long() {
    var hasher = SHA256Hasher()
    for _ in 0..<1000 { hasher.update([UInt8](repeating: 0x61, count: 1000)) }
    let digest = hasher.finish()
    #expect(digest == hex("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"))
  }

  @Test(
    "HMAC-SHA-256: RFC 4231, cases 1 to 4, 6 and 7",
    arguments: [
      (
        [UInt8](repeating: 0x0B, count: 20), utf8("Hi There"),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        utf8("Jefe"), utf8("what do ya want for nothing?"),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
      ),
      (
        Array(1...25), [UInt8](repeating: 0xCD, count: 50),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
      ),
      (
        [UInt8](repeating: 0xAA, count: 131),
        utf8("Test Using Larger Than Block-Size Key - Hash Key First"),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
      (
        [UInt8](repeating: 0xAA, count: 131),
        utf8(
          "This is a test using a larger than block-size key and a larger than block-size data. "
            + "The key needs to be hashed before being used by the HMAC algorithm."),
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
      ),
    ])
  func hmac(_ key: [UInt8], _ message: [UInt8], _ code: String) {
    #expect(HMACSHA256.code(of: message, key: key) == hex(code))
    #expect(HMACSHA256.verify(hex(code), of: message, key: key))
    #expect(!HMACSHA256.verify(hex(code), of: message + [0], key: key))
    #expect(!HMACSHA256.verify(Array(hex(code).dropLast()), of: message, key: key))
  }

  @Test("HMAC-SHA-256: an empty key and message have a code too")
  func hmacEmpty() {
    #expect(
      HMACSHA256.code(of: [], key: [])
        == hex("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"))
  }

  @Test(
    "HKDF-SHA-256: RFC 5869, cases 1 to 3",
    arguments: [
      (
        [UInt8](repeating: 0x0B, count: 22), hex("000102030405060708090a0b0c"),
        hex("f0f1f2f3f4f5f6f7f8f9"),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
      ),
      (
        Array(0x00...0x4F), Array(0x60...0xAF), Array(0xB0...0xFF),
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c6"
          + "5e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
      ),
      (
        [UInt8](repeating: 0x0B, count: 22), [], [],
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
      ),
    ])
  func hkdf(_ key: [UInt8], _ salt: [UInt8], _ info: [UInt8], _ output: String) {
    let expected = hex(output)
    #expect(
      HKDFSHA256.derive(from: key, salt: salt, info: info, count: expected.count) == expected)
  }

  @Test("PKCE: RFC 7636, appendix B")
  func pkce() {
    let entropy: [UInt8] = [
      116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77,
      105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
    ]
    let pair = PKCE(entropy: entropy)
    #expect(pair.verifier == Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
    #expect(pair.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    #expect(PKCE.make().challenge != PKCE.make().challenge)
  }
}
