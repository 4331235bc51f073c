import Domain
import Testing

@testable import Crypto

/// One vector of "The Galois/Counter Mode of Operation", appendix B, as NIST republishes it.
struct GCMVector: Sendable, CustomTestStringConvertible {
  let name: String
  let key: String
  let nonce: String
  let plaintext: String
  let additional: String
  let ciphertext: String
  let tag: String

  var testDescription: String { name }

  private static let longKey =
    "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
  private static let longText =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e"
    + "2449a6b525b16aedf5aa0de657ba637b39"
  private static let longCiphertext =
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b"
    + "1056828838c5f61e6393ba7a0abcc9f662"

  static let all = [
    GCMVector(
      name: "case 13", key: String(repeating: "00", count: 32),
      nonce: String(repeating: "00", count: 12), plaintext: "", additional: "", ciphertext: "",
      tag: "530f8afbc74536b9a963b4f1c4cb738b"),
    GCMVector(
      name: "case 14", key: String(repeating: "00", count: 32),
      nonce: String(repeating: "00", count: 12), plaintext: String(repeating: "00", count: 16),
      additional: "", ciphertext: "cea7403d4d606b6e074ec5d3baf39d18",
      tag: "d0d1c8a799996bf0265b98b5d48ab919"),
    GCMVector(
      name: "case 15", key: longKey, nonce: "cafebabefacedbaddecaf888",
      plaintext: longText + "1aafd255", additional: "", ciphertext: longCiphertext + "898015ad",
      tag: "b094dac5d93471bdec1a502270e3cc6c"),
    GCMVector(
      name: "case 16", key: longKey, nonce: "cafebabefacedbaddecaf888", plaintext: longText,
      additional: "feedfacedeadbeeffeedfacedeadbeefabaddad2", ciphertext: longCiphertext,
      tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
  ]
}

@Suite("AES-256-GCM")
struct AES256GCMTests {
  @Test("gives the published answers", arguments: GCMVector.all)
  func vectors(_ vector: GCMVector) {
    var key = hex(vector.key)
    let cipher = AES256GCM(key: KeyBytes(wiping: &key))
    let box = cipher.seal(
      hex(vector.plaintext), additionalData: hex(vector.additional), nonce: hex(vector.nonce))
    #expect(box == hex(vector.nonce + vector.ciphertext + vector.tag))
    let opened = cipher.open(box, additionalData: hex(vector.additional))
    #expect(opened == hex(vector.plaintext))
    #expect(key == [UInt8](repeating: 0, count: 32), "the caller's copy is wiped")
  }

  @Test("every flipped bit of box and additional data is noticed")
  func tamper() {
    let cipher = AES256GCM(key: .random())
    let box = cipher.seal([1, 2, 3, 4], additionalData: [5, 6])
    for index in box.indices {
      for bit in 0..<8 {
        var changed = box
        changed[index] ^= 1 << UInt8(bit)
        let opened = cipher.open(changed, additionalData: [5, 6])
        #expect(opened == nil)
      }
    }
    for context in [[], [5], [5, 7], [5, 6, 0]] as [[UInt8]] {
      let opened = cipher.open(box, additionalData: context)
      #expect(opened == nil)
    }
    for length in 0..<box.count {
      let opened = cipher.open(Array(box.prefix(length)), additionalData: [5, 6])
      #expect(opened == nil)
    }
  }

  @Test("seals equal texts into different boxes")
  func fresh() {
    let cipher = AES256GCM(key: .random())
    let boxes = (0..<100).map { _ in cipher.seal([1], additionalData: []) }
    #expect(Set(boxes).count == 100)
  }
}

@Suite("Randomness")
struct RandomnessTests {
  @Test("randomness is not constant and has the length asked for")
  func random() {
    #expect(RandomBytes.make(0) == [])
    #expect(Set((0..<50).map { _ in RandomBytes.make(16) }).count == 50)
    #expect(RandomBytes.make(1000).count == 1000)
  }

  @Test("comparison in constant time compares")
  func constantTime() {
    #expect(ConstantTime.equal([], []))
    #expect(ConstantTime.equal([1, 2], [1, 2]))
    #expect(!ConstantTime.equal([1, 2], [1, 3]))
    #expect(!ConstantTime.equal([1, 2], [1]))
  }
}
